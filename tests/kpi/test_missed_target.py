"""Whether a target is missed: what was sent, and what can be sent now, against what was promised (R25, R4)."""

from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from kpi.forms import rows_of
from kpi.models import Motivation
from kpi.services import registrations, snapshots
from kpi.services.registrations import Answer
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN, OVER, corridor, partnership
from tests.kpi.test_registration_pages import text_of, url

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


# --- what does not apply (R4): its target stays promised --------------------------------------------------------------
NOT_APPLICABLE = Answer(not_applicable=True)


def together(page):
    """What the page says of the first KPI of all members together."""
    group = rows_of(now(page), may_register=True, sees_drafts=True)[0].indicators[0]
    return group.target, group.reached, group.attainment


@pytest.mark.parametrize(
    ("theirs", "said", "is_missed"),
    [
        (Answer(5), (13, 13, 1), False),
        (NOT_APPLICABLE, (13, 8, Decimal(8) / 13), True),
        (Answer(0), (13, 8, Decimal(8) / 13), True),
    ],
)
def test_the_page_says_8_of_13_and_asks_why(clock, theirs, said, is_missed):
    lead, member = partnership(target=8)
    member.first.target = 5
    member.first.save()
    lead.save(8)
    member.save(theirs)
    member.act(registrations.release)
    assert together(lead) == said
    assert is_asked(lead) == is_missed


def test_others_can_reach_what_one_member_promised(clock):
    lead, member = partnership(target=8)
    lead.save(16)
    member.save(NOT_APPLICABLE)
    member.act(registrations.release)
    assert together(lead) == (16, 16, 1)
    assert not is_asked(lead)


@pytest.mark.parametrize(("target", "is_missed"), [(10, True), (0, False), (None, False)])
def test_who_promised_something_says_why_it_does_not_apply(clock, target, is_missed):
    page = corridor(target=target)
    page.save(NOT_APPLICABLE)
    assert is_asked(page) == is_missed


def test_a_row_that_cannot_be_typed_in_tells_the_script_what_it_counts_for(client, clock):
    lead, member = partnership(members=3, target=8)[:2]
    member.save(NOT_APPLICABLE)
    member.act(registrations.release)
    lead.save(8)
    client.force_login(lead.editor)
    text = text_of(client.get(url(lead)))
    assert text.count('data-value="" data-counted="0"') == 1
    assert text.count("data-counted") == 1
    assert text.count(" data-awaits") == 1
