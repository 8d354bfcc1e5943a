"""Where the fields say again what was sent, so does the motivation: what was dropped does not come back and is not sent."""

import pytest
import time_machine

from kpi.models import DraftMotivation, Motivation
from kpi.services import registrations
from tests import make
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN, at, corridor, partnership

pytestmark = pytest.mark.django_db
SENT, DROPPED = "Een begeleider viel uit.", "Dat was de schuld van een ander."


@pytest.fixture
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(clock):
    return corridor(target=10)


def write(page, text):
    """Another motivation, on top of what stands."""
    draft = page.sheet().actions[0].draft_motivation
    line = page.first.participation.line
    page.act(registrations.save_motivation, line=line, text=text, revision=draft.revision if draft else 0)


def stands():
    """The motivation in the form, and how often it was saved."""
    return DraftMotivation.objects.values_list("text", "revision").get()


def sent(page):
    page.save(3)
    write(page, SENT)
    page.act(registrations.submit)


def motivations():
    return list(Motivation.objects.order_by("number").values_list("number", "text"))


def test_stopping_a_correction_drops_its_motivation(page, clock):
    sent(page)
    clock.move_to(LATE)
    page.act(registrations.start_correction)
    write(page, DROPPED)
    page.act(registrations.discard_correction)
    assert stands() == (SENT, 3)
    page.act(registrations.start_correction)
    page.save(4)
    page.act(registrations.submit)
    assert motivations() == [(1, SENT)]


def test_taking_back_gives_the_motivation_that_was_sent(page):
    page.save(3)
    write(page, SENT)
    page.act(registrations.submit)
    # Somebody wrote on while it could be written: the row itself says nothing about when.
    DraftMotivation.objects.update(text=DROPPED, revision=2)
    page.act(registrations.take_back)
    assert stands() == (SENT, 3)


def test_a_correction_begins_with_the_motivation_that_was_sent(page, clock):
    page.save(9)
    write(page, DROPPED)
    page.save(10)
    page.act(registrations.submit)  # the target is met, so it is not sent
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    assert stands() == ("", 2)
    page.save(9)
    with pytest.raises(registrations.Faulty, match="het doel is niet gehaald"):
        page.act(registrations.submit)
    assert motivations() == []


def test_a_return_that_is_withdrawn_drops_the_motivation_that_was_written_for_it(page, clock):
    sent(page)
    handler = make.user(ministry_role="case_handler")
    lines = [page.first.participation.line_id]
    page.act(registrations.send_back, handler, lines=lines, remark="Kijk na.", until=at(10, 30))
    clock.move_to(LATE)
    write(page, DROPPED)
    page.act(registrations.withdraw_return, handler, lines=lines)
    assert stands() == (SENT, 3)


def test_the_form_of_a_colleague_notices(page, clock):
    sent(page)
    clock.move_to(LATE)
    page.act(registrations.start_correction)
    write(page, DROPPED)
    page.act(registrations.discard_correction)
    page.act(registrations.start_correction)
    line = page.first.participation.line
    with pytest.raises(registrations.MotivationConflict):
        page.act(registrations.save_motivation, line=line, text="Nog anders.", revision=2)
    assert stands() == (SENT, 3)


def test_what_is_written_for_a_member_that_can_still_be_sent_is_kept(clock):
    lead, member = partnership(target=10)
    lead.save(10)
    lead.act(registrations.submit)
    clock.move_to(LATE)
    member.save(9)
    member.act(registrations.release)
    write(lead, SENT)
    lead.act(registrations.start_correction)
    assert stands() == (SENT, 1)
    lead.act(registrations.discard_correction)
    assert stands() == (SENT, 1)


def test_what_already_says_what_was_sent_is_not_saved_again(page):
    sent(page)
    page.act(registrations.take_back)
    assert stands() == (SENT, 1)
