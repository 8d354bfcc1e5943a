"""A call to try out: a practice round in which everybody of the try-out can apply, and whose budget can be divided."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from grants.changes import code_of
from grants.models import ProjectRound, RoundChange
from grants.services import publishing, rounds
from grants.services.round_plan import IncentivePlan, practice_of
from grants.states import IncentiveKind
from samenleven.accounts.models import MinistryRole, User

TITLE = "Oefenoproep (voorbeeld)"
BUDGET = Decimal("1000000.00")
MENTORSHIP = Decimal("5000.00")  # the real amount was never published
COOPERATION = Decimal("10000.00")
OPEN_DAYS = 30
APPEAL = "Voorbeeld. Hier staat hoe een bestuur beroep aantekent tegen de beslissing."


def keep_practice_call_open(programme, now: dt.datetime) -> None:
    """Make the practice call, or move its end forward; what was asked in it stays."""
    found = ProjectRound.objects.filter(programme=programme, is_practice=True, title=TITLE).first()
    if found is None:
        _make(programme)
    elif found.closes_at is not None and found.closes_at < now + dt.timedelta(days=OPEN_DAYS // 2):
        _move_forward(found, now)


def _make(programme):
    newest = programme.rounds.filter(is_practice=False).order_by("number").last()
    by = User.objects.filter(ministry_role=MinistryRole.ADMINISTRATOR, is_active=True).order_by("pk").first()
    if newest is None or by is None:
        return
    plan = replace(
        practice_of(newest),
        title=TITLE,
        budget=BUDGET,
        appeal_clause=APPEAL,
        incentives=(
            IncentivePlan(kind=IncentiveKind.COOPERATION, amount=COOPERATION),
            IncentivePlan(kind=IncentiveKind.MENTORSHIP, amount=MENTORSHIP),
        ),
    )
    made = rounds.open_round(programme=programme, previous=newest, plan=plan, by=by, is_practice=True)
    publishing.publish(project_round=made, by=by)


def _move_forward(found, now):
    """Told like every other change of a round (R13)."""
    closes_at = found.closes_at + dt.timedelta(
        days=OPEN_DAYS * (1 + (now - found.closes_at) // dt.timedelta(days=OPEN_DAYS))
    )
    if closes_at.date() >= found.starts_on:
        return
    ProjectRound.objects.filter(pk=found.pk).update(closes_at=closes_at)
    RoundChange.objects.create(
        round=found,
        what="call_closes",
        old=code_of(found.closes_at),
        new=code_of(closes_at),
        changed_at=now,
        reason="De oefenoproep blijft open zolang de proefomgeving gebruikt wordt.",
        by_role="proefomgeving",
    )
