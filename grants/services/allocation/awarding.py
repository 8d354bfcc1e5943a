"""Confirming a division: the one moment at which money is granted (R2, R3, R7, R21)."""

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import AllocationRun, Application, Award, Commitment, IncentiveAward, Participation, ProjectRound
from grants.services.allocation.demands import STANDING, demand_of
from grants.services.allocation.promises import promises_of
from grants.services.allocation.telling import tell_what_was_granted
from grants.states import ALLOCATION_FLOW, APPLICATION_FLOW, AllocationStatus, ApplicationStatus
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels, start_of_day
from samenleven.core.errors import DomainError

ROWS_AT_ONCE = 1000


@transaction.atomic
def confirm(*, run, by) -> AllocationRun:
    """Write the awards of a scenario and tell the applicants; there is no way back.

    All of it or nothing, under a lock on the round, its applications and the scenario: who submits, takes back or adjusts waits.
    """
    project_round = ProjectRound.objects.select_for_update(of=["self"], no_key=True).get(pk=run.round_id)
    run = AllocationRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    applications = list(
        Application.objects.select_for_update(of=["self"]).filter(round=project_round).made_here().order_by("pk")
    )
    against = objections(run, project_round, applications)
    if against:
        raise DomainError(" ".join(against))
    now = timezone.now()
    ALLOCATION_FLOW.advance(run, AllocationStatus.CONFIRMED)
    run.settled_at, run.settled_by = now, by
    run.save(update_fields=["status", "settled_at", "settled_by"])
    granted = _write_awards(run, known_since(project_round, now))
    standing = [one for one in applications if one.status in STANDING]
    for one in standing:
        verdict = ApplicationStatus.AWARDED if one.pk in granted else ApplicationStatus.REJECTED
        APPLICATION_FLOW.advance(one, verdict)
        one.status_at, one.status_by = now, by
    Application.objects.bulk_update(standing, ["status", "status_at", "status_by"], batch_size=ROWS_AT_ONCE)
    record(by, "allocation.confirmed", run, code=project_round.code, number=len(granted), digest=run.result_digest)
    tell_what_was_granted(project_round, standing)
    return run


def objections(run, project_round=None, applications=None) -> list[str]:
    """Why a scenario cannot be confirmed as things stand, in sentences; an empty list when it can."""
    project_round = project_round or run.round
    if applications is None:
        applications = list(Application.objects.filter(round=project_round).made_here())
    if not run.is_scenario:
        return [_("Deze verdeling is al bevestigd of weggelegd.")]
    if AllocationRun.objects.filter(round=project_round, status=AllocationStatus.CONFIRMED).exists():
        return [_("Deze ronde heeft al een bevestigde verdeling.")]
    return [*_about_the_round(run, project_round), *_about_the_applications(run, project_round, applications)]


def _about_the_round(run, project_round):
    last = project_round.entries_until or project_round.closes_at
    if last is not None and last > timezone.now():
        yield _("De oproep loopt nog tot %(until)s.") % {"until": wording.moment(last)}
    total = total_of(run)
    if project_round.budget is None:
        yield _("Deze ronde heeft nog geen budget. Vul dat eerst in bij de ronde.")
    elif total > project_round.budget:
        yield _("De verdeling (%(total)s) gaat boven het budget van de ronde (%(budget)s).") % {
            "total": wording.euro(total),
            "budget": wording.euro(project_round.budget),
        }


def _about_the_applications(run, project_round, applications):
    returned = sum(one.status == ApplicationStatus.RETURNED for one in applications)
    if returned:
        yield ngettext(
            "%(number)s aanvraag is teruggestuurd en nog niet terug.",
            "%(number)s aanvragen zijn teruggestuurd en nog niet terug.",
            returned,
        ) % {"number": returned}
    if demand_of(project_round, rule=run.rule, budget=run.budget).demand.digest() != run.input_digest:
        yield _("De aanvragen zijn veranderd sinds dit scenario gemaakt is. Maak een nieuw scenario.")


def consequences(run) -> dict[str, int]:
    """What confirming does: how many applications get something, how many nothing, and how many awards are written."""
    standing = Application.objects.filter(round=run.round_id, status__in=STANDING).made_here()
    lines, incentives = run.lines.filter(amount__gt=0), run.incentives.filter(amount__gt=0)
    granted = set(lines.values_list("line__application_id", flat=True))
    granted |= set(incentives.values_list("request__application_id", flat=True))
    everybody = standing.count()
    return {
        "awarded": len(granted),
        "rejected": everybody - len(granted),
        "awards": lines.count(),
        "incentive_awards": incentives.count(),
    }


def total_of(run):
    """All that a division grants, incentives too."""
    return sum(rows.aggregate(total=Sum("amount"))["total"] or 0 for rows in (run.lines, run.incentives))


def known_since(project_round, now):
    """Since when the awards are known: since the government's decision where it was taken already, else since now (R7)."""
    decided = project_round.decided_on
    return start_of_day(decided) if decided is not None and decided <= day_in_brussels(now) else now


def _write_awards(run, known_at) -> set[int]:
    """An award per line that gets something, who takes part in it and what each promised; returns the applications."""
    lines = {row.line_id: row.amount for row in run.lines.filter(amount__gt=0).order_by("key")}
    incentives = list(run.incentives.filter(amount__gt=0).select_related("request").order_by("key"))
    found = promises_of(lines)
    Award.objects.bulk_create(
        (
            Award(line_id=line, amount=amount, units=found.units(line), known_at=known_at)
            for line, amount in lines.items()
        ),
        batch_size=ROWS_AT_ONCE,
    )
    parts = Participation.objects.bulk_create(
        (Participation(line_id=line, local_government_id=body, known_at=known_at) for line, body in found.members),
        batch_size=ROWS_AT_ONCE,
    )
    part_of = {(part.line_id, part.local_government_id): part.pk for part in parts}
    Commitment.objects.bulk_create(
        (
            Commitment(
                participation_id=part_of[one.line, one.local_government],
                indicator_id=one.indicator,
                current_reach=one.current_reach,
                target=one.target,
                amount=one.amount,
                units=one.units,
                known_at=known_at,
            )
            for one in found.promises
        ),
        batch_size=ROWS_AT_ONCE,
    )
    IncentiveAward.objects.bulk_create(
        IncentiveAward(request=one.request, amount=one.amount, known_at=known_at) for one in incentives
    )
    return found.applications | {one.request.application_id for one in incentives}
