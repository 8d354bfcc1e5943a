"""When a count can hardly be right and must be explained, and when it cannot be: data that an administrator changes (R27)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from grants.models import Commitment, Indicator, ReportingMoment
from grants.states import MomentKind
from kpi.models import Limit
from kpi.services.registrations.answers import Answer
from kpi.services.registrations.faults import Fault
from kpi.services.registrations.parts import SheetField
from kpi.states import Comparison
from samenleven.core import wording

_ORDER = [Comparison.NUMBER, Comparison.TARGET, Comparison.INTERIM, Comparison.LAST_YEAR]


@dataclass(frozen=True)
class Verdict(Fault):
    """What a limit says of one count: at most one for each field."""

    answer: Answer

    @property
    def stops(self) -> bool:
        """Whether the count cannot be released or sent like this."""
        raise NotImplementedError


@dataclass(frozen=True)
class Refusal(Verdict):
    """A count that cannot be (weigering): it is not even saved."""

    @property
    def stops(self) -> bool:
        return True


@dataclass(frozen=True)
class Doubt(Verdict):
    """A count that can hardly be (twijfel): it needs a reason, and then it is sent like any other."""

    reason: str

    @property
    def stops(self) -> bool:
        return not self.reason.strip()


@dataclass(frozen=True)
class Limits:
    """All limits that hold at a moment."""

    moment: ReportingMoment
    rows: list[Limit]

    def of(self, indicator: Indicator) -> list[Limit]:
        """The limits of a KPI, those that refuse first; of each comparison the narrowest (KPI, round, programme)."""
        narrowest: dict[tuple[bool, str], Limit] = {}
        for limit in self.rows:
            if limit.indicator_id not in (None, indicator.pk):
                continue
            key = (limit.is_hard, limit.compared_with)
            if key not in narrowest or _narrowness(limit) > _narrowness(narrowest[key]):
                narrowest[key] = limit
        return sorted(
            narrowest.values(), key=lambda one: (not one.is_hard, _ORDER.index(Comparison(one.compared_with)))
        )

    def need_readings(self) -> bool:
        """Whether a count is held against what was counted before."""
        return any(one.compared_with in (Comparison.INTERIM, Comparison.LAST_YEAR) for one in self.rows)


def _narrowness(limit):
    return limit.indicator_id is not None, limit.round_id is not None


def limits_of(moment) -> Limits:
    """The limits of a moment; one query, and none of them where nobody set any."""
    rows = Limit.objects.filter(programme__rounds=moment.round_id).filter(
        Q(round__isnull=True) | Q(round=moment.round_id),
        Q(indicator__isnull=True) | Q(indicator__offer__round=moment.round_id),
    )
    return Limits(moment, list(rows))


def judge(one: SheetField, limits: Limits) -> Verdict | None:
    """What the limits say of what stands in a field: a refusal before a doubt, and one at most."""
    return judge_answer(one.commitment, one.answer, limits, readings=one.readings, reason=one.reason)


def judge_answer(
    commitment: Commitment,
    answer: Answer,
    limits: Limits,
    *,
    readings: Mapping[Comparison, int],
    reason: str = "",
) -> Verdict | None:
    """The same of an answer that stands in no field yet."""
    if answer.count is None:
        return None
    for limit in limits.of(commitment.indicator):
        said = _broken(limit, answer.count, _base(limit, commitment, readings), limits.moment)
        if said and limit.is_hard:
            return Refusal(commitment, _("%(said)s Wijzig het cijfer.") % {"said": said}, answer)
        if said:
            text = _("%(said)s Zeg waarom het klopt, of wijzig het cijfer.") % {"said": said}
            return Doubt(commitment, text, answer, reason)
    return None


def judge_all(sheet, parts=None) -> list[Verdict]:
    """Everything the limits say of some parts of a page (without them: of what can be sent); one query."""
    limits = limits_of(sheet.moment)
    judged = [judge(one, limits) for part in (sheet.sendable if parts is None else parts) for one in part.fields]
    return [verdict for verdict in judged if verdict]


def _base(limit, commitment, readings) -> int | None:
    """What the count is held against; None where that is not known."""
    if limit.compared_with == Comparison.TARGET:
        return commitment.target
    return readings.get(Comparison(limit.compared_with))


def _broken(limit, count, base, moment) -> str:
    """Which bound a count goes beyond, in words; "" when it goes beyond none."""
    if limit.compared_with == Comparison.NUMBER:
        least, most = limit.at_least, limit.at_most
    elif not base or abs(count - base) < limit.least_difference:
        return ""  # of nothing there is no percentage, and a small difference says nothing
    else:
        # Exact in whole numbers: rounded to the side on which the last count is still ordinary.
        least = None if limit.at_least is None else -(-base * limit.at_least // 100)
        most = None if limit.at_most is None else base * limit.at_most // 100
        if moment.kind == MomentKind.INTERIM:
            least = None  # half a year is ordinarily less than a whole one
    if most is not None and count > most:
        return _too_high(limit, count, base, most)
    if least is not None and count < least:
        return _too_low(limit, count, base, least)
    return ""


def _too_high(limit, count, base, most):
    said = {"count": wording.count(count), "held": _held_against(limit, base), "bound": wording.count(most)}
    if limit.is_hard:
        return _("%(count)s kan niet: %(held)smeer dan %(bound)s wordt niet aanvaard.") % said
    return _("%(count)s is ongewoon hoog: %(held)sboven %(bound)s vragen we een reden.") % said


def _too_low(limit, count, base, least):
    said = {"count": wording.count(count), "held": _held_against(limit, base), "bound": wording.count(least)}
    if limit.is_hard:
        return _("%(count)s kan niet: %(held)sminder dan %(bound)s wordt niet aanvaard.") % said
    return _("%(count)s is ongewoon laag: %(held)sonder %(bound)s vragen we een reden.") % said


def _held_against(limit, base):
    said = {
        Comparison.TARGET: _("het doel is %(base)s, en "),
        Comparison.INTERIM: _("tussentijds was het %(base)s, en "),
        Comparison.LAST_YEAR: _("vorig jaar was het %(base)s, en "),
    }.get(limit.compared_with)
    return said % {"base": wording.count(base)} if said else ""
