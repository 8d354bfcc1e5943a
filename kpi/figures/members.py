"""One action of a round, per local government: its figures, its role and what it sent."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from kpi.figures.aggregates import Figure, aggregates
from kpi.figures.money import say_money
from kpi.figures.overview import SORTS, Reading, ordered
from kpi.figures.participants import Participant, participations
from kpi.models import Registration, RegistrationVersion
from municipalities.models.local_government import sort_key

MEMBER_SORTS = {name: SORTS[name] for name in ("toegekend", "doel", "bereikt", "percentage")}


@dataclass(frozen=True)
class Sheet:
    """A registration behind a figure, with the version that stood at the moment of the figures."""

    pk: int
    version: int | None
    sent_at: datetime | None


@dataclass
class Member(Reading):
    """A local government in an action: its figure, how it takes part, and the registrations behind it."""

    figure: Figure
    participant: Participant | None
    money_at: str = ""
    money_for: str = ""
    is_frozen: bool = False
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Where its figures come from; nothing when it only takes part."""
        if self.figure.target is None and self.figure.awarded_amount is None and not self.figure.not_additive:
            return ""
        is_example = self.participant is not None and self.participant.is_example
        return "example" if is_example else self.figure.source


def members_of(basis, filters, *, map_now=False, sort="") -> list[Member]:
    """The local governments of an action, in order; two statements. `filters` names the round and the action."""
    figures = aggregates(basis, ("local_government",), filters, map_now=map_now)
    who = {one.local_government: one for one in participations(basis, filters, map_now=map_now)}
    members = [
        _member(figure, who.get(figure.local_government), is_frozen=basis.snapshot is not None)
        for figure in figures
        if figure.local_government is not None
    ]
    members.sort(key=lambda member: (sort_key(member.figure.local_government_name), member.figure.local_government))
    if sort.removeprefix("-") in MEMBER_SORTS:
        return ordered(members, MEMBER_SORTS[sort.removeprefix("-")], sort.startswith("-"))
    return members[::-1] if sort == "-bestuur" else members


def _member(figure, participant, *, is_frozen) -> Member:
    member = Member(figure, participant, is_frozen=is_frozen)
    say_money(member, [participant] if participant else [])
    return member


def add_sheets(members, *, moment_id, action, as_of) -> None:
    """Give each member the registrations behind its figure, those of the bodies it took over too; one statement."""
    codes = {code: member for member in members if member.participant for code in member.participant.codes_then}
    newest = (
        RegistrationVersion.objects.filter(registration=OuterRef("pk"), sent_at__lte=as_of)
        .order_by("-number")
        .values(json=JSONObject(number="number", sent_at="sent_at", taken_back_at="taken_back_at"))
    )
    rows = (
        Registration.objects.filter(
            moment=moment_id,
            participation__line__offer__action__number=action,
            participation__local_government__code__in=list(codes),
        )
        .annotate(newest=Subquery(newest[:1]), code=F("participation__local_government__code"))
        .order_by("participation__local_government__sort_name", "pk")
        .values_list("pk", "code", "newest")
    )
    for pk, code, version in rows:
        stands = version is not None and not (
            version["taken_back_at"] and parse_datetime(version["taken_back_at"]) <= as_of
        )
        codes[code].sheets.append(
            Sheet(pk, version["number"], parse_datetime(version["sent_at"])) if stands else Sheet(pk, None, None)
        )
