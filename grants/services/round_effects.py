"""What a change of a round does to the applications in it: what no longer fits, and who hears what changed (R13)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from grants import changes as words
from grants import contributions
from grants.models import Application, ApplicationLine, Estimate, IncentiveRequest, Indicator, ProjectRound, RoundChange
from grants.services.round_plan import RoundPlan
from grants.states import ApplicationStatus, IncentiveKind
from municipalities.access import people_of
from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon

# Those that can still be awarded: what changes in their round touches them.
STILL_ASKED = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.IN_REVIEW,
)
OF_THE_CALL = ("call_opens", "call_closes", "call_entries_until", "call_changes_until")
_INCENTIVE = "incentive_"


@dataclass(frozen=True)
class Fault:
    """Something in an application that its round no longer allows; `text` says it in one sentence."""

    application: Application
    text: str


@dataclass(frozen=True)
class Contribution:
    """What Flanders would pay for a line: its planned units at the tariffs of before and of now, in euro."""

    action: str
    before: Decimal
    after: Decimal


@dataclass
class Asked:
    """What the applications of a round ask: its lines, and of each line the planned units of all members together per KPI (id)."""

    lines: list[ApplicationLine]
    planned: dict[int, dict[int, int]]
    incentives: dict[int, set[str]]

    def applications(self) -> dict[int, Application]:
        """Those with a line."""
        return {line.application_id: line.application for line in self.lines}


def faults_of(project_round: ProjectRound) -> list[Fault]:
    """What the round no longer allows in the applications that can still be awarded; five queries, however many there are."""
    asked = _asked(project_round)
    if not asked.lines:
        return []
    return list(_faults(project_round, asked))


def tell_applicants(*, project_round: ProjectRound, before: RoundPlan, changes: list[RoundChange]) -> int:
    """Post to who fills in or signs for the lead of each application that these changes touch; returns to how many.

    Said is what changed, from what to what and why, the contribution before and after, and what no longer fits.
    """
    about = [one for one in changes if one.what in OF_THE_CALL or " " in one.what or one.what.startswith(_INCENTIVE)]
    applications = list(_still_asked(project_round)) if about else []
    if not applications:
        return 0
    asked, tariffs = _asked(project_round), _tariffs(before)
    now_paid = dict(Indicator.objects.filter(offer__round=project_round).values_list("pk", "amount_per_unit"))
    faults = defaultdict(list)
    for fault in _faults(project_round, asked):
        faults[fault.application.pk].append(fault.text)
    lines = defaultdict(list)
    for line in asked.lines:
        lines[line.application_id].append(line)
    people = people_of({one.lead_id for one in applications})
    told = 0
    for application in applications:
        touching = [one for one in about if _touches(one, lines[application.pk], asked.incentives[application.pk])]
        if not touching:
            continue
        amounts = [
            changed
            for line in lines[application.pk]
            if (changed := _contribution(line, asked.planned[line.pk], tariffs, now_paid))
        ]
        for person, _role in people[application.lead_id]:
            post(
                to=person,
                template="round_changed",
                kind=NoticeKind.INFORMATION,
                path=application.get_absolute_url(),
                project_round=project_round,
                application=application,
                changed=[_in_words(one) for one in touching],
                reason=touching[0].reason,
                contributions=amounts,
                faults=faults[application.pk],
            )
            told += 1
    if told:
        deliver_soon()
    return told


def _still_asked(project_round):
    return (
        Application.objects.made_here()
        .filter(round=project_round, status__in=STILL_ASKED, lead__isnull=False)
        .select_related("lead", "partnership", "imported_for")
        .order_by("pk")
    )


def _asked(project_round) -> Asked:
    applications = {one.pk: one for one in _still_asked(project_round)}
    lines = list(
        ApplicationLine.objects.filter(application__in=applications)
        .select_related("offer__action")
        .order_by("application_id", "offer__action__number")
    )
    for line in lines:
        line.application = applications[line.application_id]
    planned: dict[int, dict[int, int]] = defaultdict(dict)
    totals = Estimate.objects.filter(line__in=lines).order_by().values_list("line", "indicator")
    for line_id, indicator_id, units in totals.annotate(units=Sum("planned_reach")):
        planned[line_id][indicator_id] = units or 0
    incentives: dict[int, set[str]] = defaultdict(set)
    wanted = IncentiveRequest.objects.filter(application__in=applications)
    for application_id, kind in wanted.order_by().values_list("application", "kind"):
        incentives[application_id].add(kind)
    return Asked(lines, planned, incentives)


def _faults(project_round, asked) -> Iterator[Fault]:
    kpis: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(offer__round=project_round).order_by("position"):
        kpis[indicator.offer_id].append(indicator)
    offered = set(project_round.incentives.values_list("kind", flat=True))
    for line in asked.lines:
        action = line.offer.action
        if not line.offer.financed:
            text = _("Actie %(action)s wordt in deze ronde niet meer betaald.")
            yield Fault(line.application, text % {"action": action})
            continue
        for indicator in kpis[line.offer_id]:
            yield from _over(line, indicator, asked.planned[line.pk].get(indicator.pk, 0))
    for pk, application in asked.applications().items():
        for kind in sorted(asked.incentives[pk] - offered):
            text = _("De stimulans “%(kind)s” wordt in deze ronde niet meer aangeboden.")
            yield Fault(application, text % {"kind": IncentiveKind(kind).label})


def _over(line, indicator, units) -> Iterator[Fault]:
    """Whether the planned units of a KPI lie above its ceilings, which hold for the whole applicant (R15)."""
    if text := contributions.above_ceiling(indicator, units):
        said = {"action": line.offer.action, "kpi": indicator.title, "fault": text}
        yield Fault(line.application, _("Actie %(action)s, %(kpi)s: %(fault)s") % said)


def _touches(change, lines, incentives) -> bool:
    """Whether a change is about an application: the dates of the call, one of its actions, or an incentive it asks."""
    if change.what in OF_THE_CALL:
        return True
    if change.what.startswith(_INCENTIVE):
        return change.what.removeprefix(_INCENTIVE) in incentives
    number = change.what.rpartition(" ")[2].partition(".")[0]
    return number in {str(line.offer.action.number) for line in lines}


def _tariffs(plan: RoundPlan) -> dict[int | None, Decimal]:
    return {one.key: one.amount_per_unit for offer in plan.offers for one in offer.indicators}


def _contribution(line, planned, before, after) -> Contribution | None:
    """What a line asks before and after; nothing where its tariffs stayed."""
    if all(before.get(pk) == after.get(pk) for pk in planned):
        return None
    return Contribution(
        str(line.offer.action),
        sum((units * before.get(pk, Decimal(0)) for pk, units in planned.items()), Decimal(0)),
        sum((units * after.get(pk, Decimal(0)) for pk, units in planned.items()), Decimal(0)),
    )


def _in_words(change) -> dict[str, str]:
    return {
        "name": words.name_of(change.what),
        "old": words.value_of(change.what, change.old),
        "new": words.value_of(change.what, change.new),
    }
