"""What stands beside a field: what was promised, the last reading, and the counting rule (R1, R26)."""

import datetime as dt

import pytest
import time_machine

from grants.states import MomentKind
from kpi.services import registrations
from samenleven.core.clock import end_of_day, start_of_day
from tests import make
from tests.kpi.corridor import OPEN, OVER, corridor, partnership
from tests.kpi.test_registration_pages import text_of, url

pytestmark = pytest.mark.django_db
READING = "vorige stand: 4.321 (tussentijds)"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def interim(page, count):
    """What was sent half way of the first KPI of a page."""
    moment = make.moment(
        page.moment.round,
        MomentKind.INTERIM,
        covers_until=dt.date(2026, 3, 31),
        opens_at=start_of_day(dt.date(2026, 3, 1)),
        deadline=end_of_day(dt.date(2026, 4, 15)),
    )
    make.sent(
        page.first.participation,
        moment,
        {page.first.indicator: count},
        at=start_of_day(dt.date(2026, 4, 1)),
        by=page.editor,
    )


def shown(client, page, name="form"):
    client.force_login(page.editor)
    return text_of(client.get(url(page, name)))


def test_the_last_reading_stands_with_what_was_promised_and_is_read_with_the_field(client):
    page = corridor(actions=2, target=110)
    interim(page, 4321)
    text = shown(client, page)
    assert text.count("vorige stand") == 1
    cell = f"t_{page.first.participation_id}-{page.first.indicator_id}"
    assert READING in text.split(f'id="{cell}"')[1].split("</td>")[0]
    assert f'aria-describedby="{cell} ' in text


def test_zero_is_a_reading_and_nothing_is_none(client):
    page = corridor()
    assert "vorige stand" not in shown(client, page)
    interim(page, 0)
    assert "vorige stand: 0 (tussentijds)" in shown(client, page)


def test_a_reading_of_last_year_says_so(client):
    page = corridor()
    before = make.round(
        "4", starts_on=dt.date(2024, 10, 1), ends_on=dt.date(2025, 9, 30), decided_on=dt.date(2024, 9, 20)
    )
    moment, offer = make.moment(before), make.offer(before, page.first.indicator.offer.action, indicators=0)
    kpi = make.indicator(offer, position=1)
    page.first.indicator.continues.add(kpi)
    part = make.participation(make.line(make.application(before, page.local_government), offer))
    make.commitment(part, kpi)
    make.sent(part, moment, {kpi: 77}, at=moment.deadline - dt.timedelta(days=1))
    assert "vorige stand: 77 (vorig jaar)" in shown(client, page)


@pytest.mark.parametrize("is_locked", [True, False])
def test_it_stands_in_the_answers_to_read_too(client, clock, is_locked):
    page = corridor()
    interim(page, 4321)
    page.save(3)
    if is_locked:
        clock.move_to(OVER)
    client.force_login(page.editor if is_locked else make.user(ministry_role="case_handler"))
    text = text_of(client.get(url(page)))
    assert "registration-answers" in text
    assert text.count(READING) == 1


def test_it_stands_in_the_check_and_not_on_the_receipt(client):
    page = corridor()
    interim(page, 4321)
    page.save(3)
    assert READING in shown(client, page, "submit")
    page.act(registrations.submit)
    assert "vorige stand" not in shown(client, page, "receipt")


def test_each_member_has_its_own(client):
    lead, _member = partnership()
    interim(lead, 4321)
    text = shown(client, lead)
    assert text.count("vorige stand") == 1
    row = next(row for row in text.split("<tr") if READING in row)
    assert str(lead.local_government) in row


# --- the counting rule ------------------------------------------------------------------------------------------------
def test_the_rule_of_an_action_describes_each_of_its_fields(client):
    page = corridor(actions=2, indicators=2)
    one, other = (part.participation.line for part in page.sheet().parts)
    one.offer.action.summary = "Minstens 4 contactmomenten."
    one.offer.action.save()
    text = shown(client, page)
    assert f'<p class="registration-rule" id="rule-{one.pk}">Minstens 4 contactmomenten.</p>' in text
    described = [
        field.split('"')[0].split() for field in text.split('aria-describedby="')[1:] if field.startswith("t_")
    ]
    assert [f"rule-{one.pk}" in ids for ids in described] == [True, True, False, False]
    assert f"rule-{other.pk}" not in text
