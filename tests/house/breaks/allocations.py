"""Rules about dividing the budget of a round."""

from decimal import Decimal

from django.utils import timezone

from grants.models import (
    AllocationIncentive,
    AllocationLine,
    AllocationRun,
    Award,
    Envelope,
    IncentiveAward,
    IncentiveRequest,
)
from grants.states import IncentiveKind
from tests import make
from tests.house.breaks import breaks

LESS = Decimal("-0.01")


def a_run(project_round=None, **fields):
    fields = {
        "name": "Eerste",
        "rule": "tiers",
        "budget": 100,
        "made_at": timezone.now(),
        "made_by": make.user(),
    } | fields
    return AllocationRun.objects.create(round=project_round or make.round(budget=100), **fields)


def settled(**fields):
    return {"status": "confirmed", "settled_at": timezone.now(), "settled_by": make.user()} | fields


def an_allotted_line(run=None, **fields):
    run = run or a_run()
    fields = {"key": "a", "priority": 1, "is_whole": False, "requested": 10, "computed": 5, "amount": 5} | fields
    fields.setdefault("line", make.line(make.application(run.round)))
    return AllocationLine.objects.create(run=run, **fields)


def a_request(project_round=None):
    return IncentiveRequest.objects.create(
        application=make.application(project_round or make.round(budget=100)), kind=IncentiveKind.COOPERATION
    )


def an_allotted_incentive(run=None, **fields):
    run = run or a_run()
    fields = {"key": "a", "requested": 10, "computed": 5, "amount": 5} | fields
    fields.setdefault("request", a_request(run.round))
    return AllocationIncentive.objects.create(run=run, **fields)


def an_incentive_award(amount=100):
    return IncentiveAward.objects.create(request=a_request(), amount=amount, known_at=timezone.now())


def an_award(amount=100):
    line = make.line(make.application(make.round(budget=100)))
    return Award.objects.create(line=line, amount=amount, known_at=timezone.now())


@breaks("grants_award_in_budget_when_added")
def _():
    """Two that fit alone and not together, with an incentive between them."""
    request = a_request()
    IncentiveAward.objects.create(request=request, amount=1, known_at=timezone.now())
    line = make.line(make.application(request.application.round))
    Award.objects.create(line=line, amount=100, known_at=timezone.now())


@breaks("grants_award_in_budget_when_changed")
def _():
    award = an_award()
    award.amount += 1
    award.save()


@breaks("grants_incentiveaward_is_not_negative")
def _():
    an_incentive_award(LESS)


@breaks("grants_incentiveaward_in_budget_when_added")
def _():
    an_incentive_award(Decimal("100.01"))


@breaks("grants_incentiveaward_in_budget_when_changed")
def _():
    an_incentive_award()
    IncentiveAward.objects.update(amount=101)


@breaks("grants_projectround_budget_covers_the_awards")
def _():
    project_round = an_award().line.application.round
    project_round.budget = 99
    project_round.save()


@breaks("grants_envelope_one_each")
def _():
    lead, project_round = make.local_government(), make.round()
    for amount in (1, 2):
        Envelope.objects.create(round=project_round, lead=lead, amount=amount)


@breaks("grants_envelope_is_not_negative")
def _():
    Envelope.objects.create(round=make.round(), lead=make.local_government(), amount=LESS)


@breaks("grants_allocationrun_one_confirmed")
def _():
    project_round = make.round(budget=100)
    for _each in range(2):
        a_run(project_round, **settled())


@breaks("grants_allocationrun_status_is_known")
def _():
    a_run(**settled(status="vergeten"))


@breaks("grants_allocationrun_rule_is_known")
def _():
    a_run(rule="loting")


@breaks("grants_allocationrun_budget_is_not_negative")
def _():
    a_run(budget=LESS)


@breaks("grants_allocationrun_has_a_name")
def _():
    a_run(name="")


@breaks("grants_allocationrun_settled_by_somebody")
def _():
    a_run(**settled(settled_by=None))


@breaks("grants_allocationrun_settled_at_a_moment")
def _():
    a_run(status="discarded")


@breaks("grants_allocationrun_stands_once_settled")
def _():
    a_run(**settled())
    AllocationRun.objects.update(name="Anders")


@breaks("grants_allocationrun_confirmed_within_a_budget")
def _():
    """A round without a budget confirms nothing, not even nothing."""
    a_run(make.round(), **settled())


def _breaks_of(table, allotted, own):
    """The same rules for a line and for an incentive."""

    @breaks(f"{table}_once_each")
    def _():
        first = allotted()
        allotted(first.run, **{own: getattr(first, own)})

    @breaks(f"{table}_between_nothing_and_what_was_asked")
    def _():
        allotted(amount=11, reason="Meer.", adjusted_at=timezone.now(), adjusted_by=make.user())

    @breaks(f"{table}_adjusted_with_a_reason")
    def _():
        allotted(amount=6)

    @breaks(f"{table}_adjusted_by_somebody")
    def _():
        allotted(amount=6, reason="Meer.", adjusted_at=timezone.now())

    @breaks(f"{table}_stands_once_settled")
    def _():
        one = allotted()
        for name, value in settled().items():
            setattr(one.run, name, value)
        one.run.save()
        type(one).objects.update(claimed=1) if own == "line" else type(one).objects.update(basis="x")


_breaks_of("grants_allocationline", an_allotted_line, "line")
_breaks_of("grants_allocationincentive", an_allotted_incentive, "request")
