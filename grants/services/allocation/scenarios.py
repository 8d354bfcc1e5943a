"""Scenarios: make one, change a line of it with a reason, name it, put it away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.allotment import allot
from grants.models import AllocationIncentive, AllocationLine, AllocationRun, ProjectRound
from grants.services.allocation.demands import demand_of
from grants.states import ALLOCATION_FLOW, AllocationRule, AllocationStatus
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.errors import DomainError

ROWS_AT_ONCE = 1000


@transaction.atomic
def propose(*, project_round, rule, budget, name, by, note="") -> AllocationRun:
    """Divide an amount over the submitted applications of a round by a rule; a scenario binds nobody."""
    # Beside a confirmation of the same round: before it or after it, never in between.
    project_round = ProjectRound.objects.select_for_update(of=["self"], no_key=True).get(pk=project_round.pk)
    if not name.strip():
        raise DomainError(_("Geef het scenario een naam."))
    if rule not in AllocationRule.values:
        raise DomainError(_("Deze verdeelregel bestaat niet."))
    if budget < 0:
        raise DomainError(_("Een budget is nooit negatief."))
    refuse_what_is_decided(project_round)
    asked = demand_of(project_round, rule=rule, budget=budget)
    if not asked.lines and not asked.requests:
        raise DomainError(_("In deze ronde is nog geen aanvraag ingediend."))
    outcome = allot(asked.demand)
    run = AllocationRun.objects.create(
        round=project_round,
        name=name.strip(),
        note=note.strip(),
        rule=rule,
        budget=budget,
        status=AllocationStatus.SCENARIO,
        stages=[stage.plain() for stage in outcome.stages],
        envelopes=sorted([code, str(amount)] for code, amount in asked.demand.envelopes.items()),
        input_digest=asked.demand.digest(),
        result_digest=outcome.digest(),
        made_at=timezone.now(),
        made_by=by,
    )
    AllocationLine.objects.bulk_create(_line_rows(run, asked, outcome), batch_size=ROWS_AT_ONCE)
    AllocationIncentive.objects.bulk_create(
        AllocationIncentive(
            run=run,
            request_id=asked.requests[one.key],
            key=one.key,
            basis=one.basis,
            requested=one.requested,
            computed=outcome.incentives[one.key].amount,
            amount=outcome.incentives[one.key].amount,
        )
        for one in asked.demand.incentives
    )
    record(by, "allocation.proposed", run, code=project_round.code, digest=run.result_digest)
    return run


@transaction.atomic
def adjust(*, line, amount, reason, by):
    """Give one line or incentive of a scenario another amount, with a reason; the computed amount needs none."""
    _locked(line.run_id)
    line = type(line).objects.select_for_update(of=["self"]).get(pk=line.pk)
    reason = reason.strip()
    if not 0 <= amount <= line.requested:
        raise DomainError(
            _("Kies een bedrag van nul tot en met wat gevraagd is (%(asked)s).")
            % {"asked": wording.euro(line.requested)}
        )
    if amount != line.computed and not reason:
        raise DomainError(_("Zeg waarom het bedrag anders is dan berekend."))
    is_adjusted = amount != line.computed
    old, line.amount = line.amount, amount
    line.reason = reason if is_adjusted else ""
    line.adjusted_at, line.adjusted_by = (timezone.now(), by) if is_adjusted else (None, None)
    line.save(update_fields=["amount", "reason", "adjusted_at", "adjusted_by"])
    record(by, "allocation.adjusted", line, old=str(old), new=str(amount))
    return line


@transaction.atomic
def annotate(*, run, name, note, by) -> AllocationRun:
    """Give a scenario another name or note."""
    run = _locked(run.pk)
    if not name.strip():
        raise DomainError(_("Geef het scenario een naam."))
    run.name, run.note = name.strip(), note.strip()
    run.save(update_fields=["name", "note"])
    record(by, "allocation.annotated", run)
    return run


@transaction.atomic
def discard(*, run, by) -> AllocationRun:
    """Put a scenario away: it stays readable and is never confirmed."""
    run = _locked(run.pk)
    ALLOCATION_FLOW.advance(run, AllocationStatus.DISCARDED)
    run.settled_at, run.settled_by = timezone.now(), by
    run.save(update_fields=["status", "settled_at", "settled_by"])
    record(by, "allocation.discarded", run)
    return run


def refuse_what_is_decided(project_round):
    """A round is divided once."""
    if AllocationRun.objects.filter(round=project_round, status=AllocationStatus.CONFIRMED).exists():
        raise DomainError(_("Deze ronde heeft al een bevestigde verdeling."))


def _locked(pk):
    """A scenario that can still be changed, locked."""
    run = AllocationRun.objects.select_for_update(of=["self"]).get(pk=pk)
    if not run.is_scenario:
        raise DomainError(_("Een bevestigde of weggelegde verdeling verandert niet meer."))
    return run


def _line_rows(run, asked, outcome):
    for claim in asked.demand.claims:
        granted = outcome.lines[claim.key]
        last = granted.last
        yield AllocationLine(
            run=run,
            line_id=asked.lines[claim.key],
            key=claim.key,
            basis=claim.basis,
            priority=claim.priority,
            is_whole=claim.is_whole,
            envelope=asked.demand.envelopes.get(claim.applicant) if run.rule == AllocationRule.TIERS else None,
            requested=claim.requested,
            computed=granted.amount,
            amount=granted.amount,
            from_envelope=granted.from_envelope,
            **({} if last is None else _decided_by(last)),
        )


def _decided_by(last):
    """What the stage that decided says of a line, for "why this amount"."""
    return {
        "stage": last.stage.code,
        "claimed": last.claimed_euro,
        "exact": last.exact_euro,
        "has_rest_cent": last.has_rest_cent,
    }
