"""What was sent stays readable beside its corrections, with what changed, why, and what was asked before (R29)."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi.models import DraftValue, Motivation, Registration
from kpi.services import registrations
from kpi.services.registrations import Answer, read_history
from tests import make
from tests.kpi.corridor import CHANGES, CORRECTABLE, OPEN, corridor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page():
    made = corridor(indicators=2)
    made.save(105, 7)
    made.act(registrations.submit)
    return made


@pytest.fixture
def handler():
    return make.user("dossier", ministry_role="case_handler", first_name="Bea", last_name="Claes")


def correct(page, clock, *counts, days=0):
    clock.move_to(CORRECTABLE + dt.timedelta(days=days))
    page.act(registrations.start_correction)
    page.save(*counts)
    page.act(registrations.submit)


def send_back(page, handler, remark="Tel elke persoon één keer."):
    lines = [page.first.participation.line_id]
    return registrations.send_back(
        moment=page.moment,
        local_government=page.local_government,
        lines=lines,
        remark=remark,
        until=CHANGES,
        by=handler,
    )


def history(reader):
    return read_history(Registration.objects.get(), reader=reader, with_draft=False)


def shown(client, person):
    client.force_login(person)
    html = client.get(Registration.objects.get().get_absolute_url()).content.decode()
    return unescape(re.sub(r"\s+", " ", html))


def test_the_first_version_has_nothing_to_differ_from(client, page):
    (step,) = history(page.editor).steps
    assert (step.before, step.changes, step.returned) == (None, [], None)
    text = shown(client, page.editor)
    assert "gewijzigd, was" not in text
    assert "Wat veranderde" not in text


def test_each_version_says_what_it_changed(client, page, clock):
    correct(page, clock, 98, 7)
    correct(page, clock, 98, Answer(not_applicable=True), days=1)
    _first, second, third = history(page.editor).steps
    assert [(one.code, said.change) for one, said in second.changes] == [("101.1", "van 105 naar 98 (7 minder)")]
    assert [(one.code, said.change) for one, said in third.changes] == [("101.2", "van 7 naar niet van toepassing")]
    text = shown(client, page.editor)
    assert '<td data-changed><strong>98</strong><span class="meta">gewijzigd, was 105</span></td>' in text
    assert "101.1 begeleide personen: van 105 naar 98 (7 minder)" in text
    assert text.count("data-changed") == 2


def test_more_is_said_as_more_and_zero_is_a_count(page, clock):
    correct(page, clock, 0, 1007)
    changes = [said.change for _one, said in history(page.editor).steps[1].changes]
    assert changes == ["van 105 naar 0 (105 minder)", "van 7 naar 1.007 (1.000 meer)"]


def test_a_version_that_was_taken_back_stays_in_the_row(client, page, clock):
    page.act(registrations.take_back)
    page.save(106, 7)
    clock.move_to(OPEN + dt.timedelta(hours=1))
    page.act(registrations.submit)
    text = shown(client, page.editor)
    assert "teruggenomen" in text
    assert "101.1 begeleide personen: van 105 naar 106 (1 meer)" in text


def test_the_reason_of_an_answer_is_told_changed_or_not(client, page, clock):
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    page.save(400, 7)
    first, second = DraftValue.objects.order_by("indicator__position")
    DraftValue.objects.filter(pk=first.pk).update(reason="Er kwam een school bij.")
    DraftValue.objects.filter(pk=second.pk).update(reason="Zo was het vorig jaar ook.")
    page.act(registrations.submit)
    text = shown(client, page.editor)
    assert "van 105 naar 400 (295 meer). Reden: Er kwam een school bij." in text
    assert "101.2 begeleide personen: 7. Reden: Zo was het vorig jaar ook." in text


def test_the_return_that_led_to_a_version_stands_with_it(client, page, clock, handler):
    clock.move_to(CORRECTABLE)
    send_back(page, handler)
    assert history(handler).returned.remark == "Tel elke persoon één keer."
    assert "Nog te verbeteren" in shown(client, page.editor)
    clock.move_to(CORRECTABLE + dt.timedelta(days=1))
    page.save(99, 7)
    page.act(registrations.submit)
    told = history(handler)
    assert told.returned is None
    assert [step.returned and step.returned.remark for step in told.steps] == [None, "Tel elke persoon één keer."]
    text = shown(client, page.editor)
    assert "Ging vooraf: teruggestuurd: op 1 november 2026 om 12.00 uur door Bea Claes" in text
    assert "Nog te verbeteren" not in text


def test_a_return_that_was_withdrawn_led_to_nothing(client, page, clock, handler):
    clock.move_to(CORRECTABLE)
    send_back(page, handler, "Vergissing.")
    clock.move_to(CORRECTABLE + dt.timedelta(minutes=5))
    lines = [page.first.participation.line_id]
    registrations.withdraw_return(moment=page.moment, local_government=page.local_government, lines=lines, by=handler)
    told = history(handler)
    assert [one.remark for one in told.withdrawn] == ["Vergissing."]
    assert [step.returned for step in told.steps] == [None]
    assert "Teruggestuurd en weer ingetrokken" in shown(client, handler)


def test_the_motivations_of_the_action_stand_below_with_their_version(client, page, clock, handler):
    line = page.first.participation.line
    Motivation.objects.create(line=line, moment=page.moment, number=1, text="De coach was ziek.", sent_at=OPEN)
    correct(page, clock, 98, 7)
    Motivation.objects.create(line=line, moment=page.moment, number=2, text="Hij viel lang uit.", sent_at=CORRECTABLE)
    assert [step.motivation.number for step in history(handler).steps] == [1, 2]
    text = shown(client, page.editor)
    assert text.index("De coach was ziek.") < text.index("Hij viel lang uit.")
    assert "Met deze versie kwam motivering 2 mee." in text


def test_a_member_reads_its_versions_but_not_the_motivation_of_the_lead(client, page):
    line = page.first.participation.line
    Motivation.objects.create(line=line, moment=page.moment, number=1, text="Van de trekker.", sent_at=OPEN)
    line.application.lead = make.local_government(name="Trekker")
    line.application.save()
    assert "Van de trekker." not in shown(client, page.editor)


def test_a_remark_is_text_and_nothing_else(client, page, clock, handler):
    clock.move_to(CORRECTABLE)
    send_back(page, handler, "<b>vet</b>\n\nnieuwe alinea")
    client.force_login(handler)
    html = client.get(Registration.objects.get().get_absolute_url()).content.decode()
    assert "&lt;b&gt;vet&lt;/b&gt;" in html
    assert "<p>nieuwe alinea</p>" in html


def test_many_versions_cost_as_much_as_one(client, page, clock, handler):
    client.force_login(handler)
    address = Registration.objects.get().get_absolute_url()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked()
    for day in range(5):
        correct(page, clock, 90 - day, 7, days=day)
    client.force_login(handler)
    assert asked() == few
