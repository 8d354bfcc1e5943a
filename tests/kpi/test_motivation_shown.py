"""Who sees which motivation: what was not sent is only for those who write it, and what is locked says what was sent (R25, R29)."""

import pytest
import time_machine

from kpi.services import registrations
from kpi.services.registrations import burden_of
from samenleven.accounts.models import MinistryRole
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN, OVER, corridor
from tests.kpi.test_registration_pages import text_of, url

pytestmark = pytest.mark.django_db
ROLES = [role for role in MinistryRole.values if role]
SENT, DRAFT = "Een begeleider viel uit.", "Twee begeleiders vielen uit."


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


def correct(page, clock):
    """What was sent is being corrected: another count, another text."""
    page.save(3)
    write(page, SENT)
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    write(page, DRAFT)


def form_for(client, page, *, role=None, ministry_role=""):
    user = make.user(ministry_role=ministry_role) if ministry_role else make.editor(page.local_government, role=role)
    client.force_login(user)
    return text_of(client.get(url(page)))


@pytest.mark.parametrize("ministry_role", ROLES)
def test_the_ministry_reads_nothing_that_was_not_sent(client, page, ministry_role):
    page.save(3)
    write(page, DRAFT)
    text = form_for(client, page, ministry_role=ministry_role)
    assert DRAFT not in text
    assert "Motivering" not in text
    # Neither does what is asked tell it that a draft misses its target.
    assert "u vult 1 cijfer in, naar schatting 2 minuten" in text


@pytest.mark.parametrize("ministry_role", ROLES)
def test_the_ministry_reads_what_was_sent_while_another_text_is_written(client, page, clock, ministry_role):
    correct(page, clock)
    text = form_for(client, page, ministry_role=ministry_role)
    assert SENT in text
    assert DRAFT not in text
    assert "u vult 1 cijfer en 1 motivering in, naar schatting 12 minuten" in text


def test_what_was_taken_back_is_not_read_as_if_it_stood(client, page):
    page.save(3)
    write(page, SENT)
    page.act(registrations.submit)
    page.act(registrations.take_back)
    assert SENT not in form_for(client, page, ministry_role=MinistryRole.CASE_HANDLER)


def test_a_reader_of_the_own_people_sees_that_it_is_a_draft(client, page):
    page.save(3)
    write(page, DRAFT)
    text = form_for(client, page, role="reader")
    assert "Motivering (ontwerp, nog niet ingediend)" in text
    assert DRAFT in text
    assert "<textarea" not in text
    page.save(10)
    assert DRAFT not in form_for(client, page, role="reader")


@pytest.mark.parametrize("role", ["editor", "signatory"])
def test_who_fills_in_writes_on(client, page, clock, role):
    correct(page, clock)
    text = form_for(client, page, role=role)
    assert f"\n{DRAFT}</textarea>" in text
    assert SENT not in text


@pytest.mark.parametrize("role", ["editor", "signatory", "reader"])
def test_a_locked_page_says_what_was_sent(client, page, clock, role):
    correct(page, clock)
    clock.move_to(OVER)
    text = form_for(client, page, role=role)
    assert SENT in text
    assert DRAFT not in text
    assert "ontwerp, nog niet ingediend" not in text.split(SENT)[0].rsplit("kpi-title", 1)[1]


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_what_was_never_sent_is_nothing_once_it_is_locked(client, page, clock, role):
    page.save(3)
    write(page, DRAFT)
    clock.move_to(OVER)
    assert DRAFT not in form_for(client, page, role=role)


def test_what_is_asked_is_counted_of_what_the_reader_may_see(page):
    page.save(3)
    assert burden_of(page.sheet()).motivations == 1
    assert burden_of(page.sheet(), sees_drafts=False).motivations == 0
    write(page, SENT)
    page.act(registrations.submit)
    page.act(registrations.take_back)
    assert burden_of(page.sheet(), sees_drafts=False).motivations == 0
    page.act(registrations.submit)
    assert burden_of(page.sheet(), sees_drafts=False).motivations == 1
