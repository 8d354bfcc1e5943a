"""Whether a target is missed: what was sent, and what can be sent now, against what was promised (R25, R4)."""

import pytest
import time_machine
from django.utils import timezone

from kpi.models import Motivation
from kpi.services import registrations, snapshots
from kpi.services.registrations import Answer
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN, OVER, corridor, partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def now(page):
    """The page of the lead as it stands now."""
    return registrations.read_sheet(page.moment, page.local_government, timezone.now())


def is_asked(page):
    return now(page).actions[0].asks_motivation


# --- a member that never sent (R24) -----------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", [None, 0, 100])
def test_a_part_that_was_never_sent_and_cannot_be_hides_and_mends_no_missed_target(clock, typed):
    lead, member = partnership(target=10)
    lead.save(20)
    if typed is not None:
        member.save(typed)
    assert not is_asked(lead)
    lead.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    snapshots.take_if_due(lead.moment)
    lead.act(registrations.start_correction)
    lead.save(1)
    assert is_asked(lead)
    with pytest.raises(registrations.Faulty, match="het doel is niet gehaald"):
        lead.act(registrations.submit)
    lead.motivate("Een begeleider viel uit.")
    lead.act(registrations.submit)
    assert Motivation.objects.get().text == "Een begeleider viel uit."


def test_a_part_that_was_sent_counts_as_it_was_sent_beside_one_that_is_sent_now(clock):
    lead, member = partnership(target=10)
    lead.save(20)
    lead.act(registrations.submit)
    clock.move_to(LATE)
    member.save(0)
    member.act(registrations.release)
    assert not is_asked(lead)  # 20 of 20
    member.act(registrations.reopen)
    member.save(Answer())
    assert not is_asked(lead)


def test_a_correction_that_can_not_be_sent_any_more_counts_as_it_was_sent(clock):
    page = corridor(target=10)
    page.save(10)
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    page.save(1)
    assert is_asked(page)
    clock.move_to(OVER)
    assert not is_asked(page)


def test_what_was_released_counts_while_it_can_still_be_sent(clock):
    lead, member = partnership(target=10)
    lead.save(10)
    member.save(9)
    assert not is_asked(lead)
    member.act(registrations.release)
    assert is_asked(lead)
    clock.move_to(OVER)
    assert not is_asked(lead)
