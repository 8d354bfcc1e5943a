"""A round with two applications whose budget is divided, and what a refusal leaves as it is."""

from decimal import Decimal

import pytest

from grants.models import (
    AllocationLine,
    AllocationRun,
    Award,
    Commitment,
    Estimate,
    IncentiveAward,
    Participation,
)
from grants.services import allocation
from grants.states import AllocationRule
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from samenleven.notices.models import Notice
from tests import make

TIERS, PRO_RATA = AllocationRule.TIERS, AllocationRule.PRO_RATA


def divided_world():
    """Two applicants in a round of 100 000 euro: one alone, one that leads another; 100 and 150 persons of 650 euro each."""

    class World:
        round = make.round("1", budget=Decimal(100_000))
        alone, lead, member = (make.local_government(code) for code in ("1", "2", "3"))
        by = make.user(ministry_role="case_handler")

    first, second = make.offer(World.round, make.action(6)), make.offer(World.round, make.action(7))
    World.kpis = [offer.indicators.get() for offer in (first, second)]
    World.single = make.request(
        World.round, World.alone, lines=[(first, {World.kpis[0]: 60}), (second, {World.kpis[1]: 40})]
    )
    World.joint = make.request(World.round, World.lead, World.member, lines=[(second, {World.kpis[1]: 100})])
    participant = World.joint.participants.get(local_government=World.member)
    Estimate.objects.create(
        line=World.joint.lines.get(),
        participant=participant,
        indicator=World.kpis[1],
        current_reach=7,
        planned_reach=50,
    )
    return World


def propose(world, budget=100_000, rule=TIERS, name="Eerste"):
    return allocation.propose(project_round=world.round, rule=rule, budget=Decimal(budget), name=name, by=world.by)


def lines_of(run):
    return {line.key: line for line in run.lines.all()}


def stand():
    """Everything a refusal must leave as it is."""
    return (
        list(AllocationRun.objects.order_by("pk").values()),
        list(AllocationLine.objects.order_by("pk").values()),
        *(model.objects.count() for model in (Award, Participation, Commitment, IncentiveAward, Notice, Event)),
    )


def refused(words, do, **arguments):
    before = stand()
    with pytest.raises(DomainError, match=words):
        do(**arguments)
    assert stand() == before
