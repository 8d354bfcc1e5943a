"""The motivation in the workbook: of who leads, one for an action, and by the rules of the form (R18, R25, R28)."""

import pytest
import time_machine
from python_calamine import WorksheetNotFound

from grants.models import Offer, ReportingMoment
from grants.states import MomentKind
from kpi.models import DraftMotivation, Upload
from kpi.services import registrations, workbooks
from kpi.services.registrations import LONGEST_MOTIVATION, Answer
from kpi.services.workbooks import Correction
from kpi.services.workbooks.layout import MOTIVATIONS
from kpi.states import UploadStatus
from samenleven.core.errors import Conflict
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.test_registration_pages import text_of
from tests.kpi.test_workbook_pages import seen_in, upload_url
from tests.kpi.test_workbooks import accept, handed_in, preview
from tests.kpi.workbook_files import as_libreoffice_saves, filled, sheet_of

pytestmark = pytest.mark.django_db

WHY = "Twee begeleiders waren ziek.\nVanaf maart ging het beter."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page():
    """Two actions whose target of 110 is missed."""
    made = corridor(actions=2, target=110, current_reach=100)
    made.save(5, 6)
    return made


def motivated(page, cells, content=None):
    return filled(content or workbooks.write(page.sheet()), cells, sheet=MOTIVATIONS.title)


def save_as_colleague(page, text, action=0):
    colleague = make.editor(page.local_government, first_name="Bo", last_name="Claes")
    one = page.sheet().actions[action]
    page.act(
        registrations.save_motivation,
        colleague,
        line=one.line,
        text=text,
        revision=one.draft_motivation.revision if one.draft_motivation else 0,
    )


def texts(page):
    return [one.motivation_text for one in page.sheet().actions]


def test_there_is_one_row_for_each_action_that_is_led_with_what_stands(page):
    save_as_colleague(page, WHY)
    header, *rows = sheet_of(workbooks.write(page.sheet()), MOTIVATIONS.title)
    assert header == MOTIVATIONS.headers
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (101, "als het doel niet gehaald is", WHY),
        (102, "als het doel niet gehaald is", ""),
    ]


def test_an_interim_report_asks_it_only_of_what_is_judged_on_content(page):
    ReportingMoment.objects.update(kind=MomentKind.INTERIM)
    page.moment.refresh_from_db()
    with pytest.raises(WorksheetNotFound):
        sheet_of(workbooks.write(page.sheet()), MOTIVATIONS.title)
    Offer.objects.filter(action__number=102).update(content_judged=True)
    _header, row = sheet_of(workbooks.write(page.sheet()), MOTIVATIONS.title)
    assert (row[0], row[2]) == (102, "altijd: de inhoud wordt beoordeeld")


@pytest.mark.parametrize("saved_again", [bytes, as_libreoffice_saves], ids=["excel", "libreoffice"])
def test_what_is_written_comes_back_and_what_is_not_touched_stays(page, saved_again):
    save_as_colleague(page, "Staat er al.", action=1)
    upload = handed_in(page, saved_again(motivated(page, {(2, "text"): WHY})))
    (change,) = preview(page, upload).motivations
    assert (change.cell, change.old, change.new) == ("D2", "", WHY)
    assert texts(page) == ["", "Staat er al."]
    assert accept(page, upload) == 1
    assert texts(page) == [WHY, "Staat er al."]
    assert DraftMotivation.objects.get(text=WHY).saved_by == page.editor
    again = preview(page, handed_in(page, saved_again(workbooks.write(page.sheet()))))
    assert not again.is_changing


def test_figures_and_motivations_are_taken_over_together_or_not_at_all(page):
    content = filled(workbooks.write(page.sheet()), {(2, "count"): "abc"})
    upload = handed_in(page, motivated(page, {(2, "text"): WHY}, content))
    assert not preview(page, upload).is_ready
    workbooks.correct(upload=upload, corrections=[Correction("r2", count="7")])
    assert accept(page, Upload.objects.get()) == 2
    assert (texts(page)[0], page.sheet().fields[0].answer) == (WHY, Answer(7))


def test_a_motivation_that_is_too_long_is_cut_short_in_the_browser(client, page):
    upload = handed_in(page, motivated(page, {(3, "text"): "a" * (LONGEST_MOTIVATION + 1)}))
    (fault,) = preview(page, upload).faults
    assert fault.in_full == ("Blad “Motivering”, cel D3: uw motivering is te lang: hoogstens 2500 tekens. Kort ze in.")
    client.force_login(page.editor)
    assert 'id="m3-tekst"' in text_of(client.get(upload_url(page, upload)))
    response = client.post(upload_url(page, upload), {"m3-gevraagd": "1", "m3-tekst": "Kort."}, follow=True)
    client.post(upload_url(page, upload, "upload-accept"), {"seen": seen_in(response)})
    assert texts(page) == ["", "Kort."]


def test_what_a_colleague_wrote_meanwhile_stands_beside_mine(client, page):
    content = motivated(page, {(2, "text"): "Mijn uitleg."})
    save_as_colleague(page, "Haar uitleg.")
    upload = handed_in(page, content)
    with pytest.raises(Conflict):
        accept(page, upload)
    client.force_login(page.editor)
    said = text_of(client.get(upload_url(page, upload)))
    assert "“Haar uitleg.”, bewaard door Bo Claes" in said
    assert "“Mijn uitleg.”, uit uw werkboek" in said
    response = client.post(upload_url(page, upload), {"m2-keuze": "bestand", "m2-versie": "1"}, follow=True)
    client.post(upload_url(page, upload, "upload-accept"), {"seen": seen_in(response)})
    assert texts(page)[0] == "Mijn uitleg."


def test_a_motivation_behind_a_lock_is_told_and_left(client, page):
    content = motivated(page, {(2, "text"): WHY})
    page.motivate("Te laat begonnen.")
    page.act(registrations.submit)
    upload = handed_in(page, content)
    found = preview(page, upload)
    assert (len(found.locked_motivations), found.is_changing) == (1, False)
    client.force_login(page.editor)
    assert "Deze registratie is ingediend op" in text_of(client.get(upload_url(page, upload)))


def test_a_formula_in_a_motivation_is_refused(page):
    upload = handed_in(page, motivated(page, {(2, "text"): "FORMULA 1+1"}))
    assert upload.status == UploadStatus.REFUSED
    assert upload.refusal.startswith("In cel D2 van het blad “Motivering” staat een formule")


def test_a_row_of_another_application_is_no_row_of_mine(page):
    other = corridor(round_code="6")
    theirs = other.first.participation.line
    upload = handed_in(page, motivated(page, {(2, "key"): f"l{theirs.pk}", (2, "text"): WHY}))
    (fault,) = preview(page, upload).faults
    assert fault.text == "deze rij hoort niet bij uw registratie. Haal ze weg, of neem ze niet over."
    assert not DraftMotivation.objects.exists()


def test_a_member_motivates_nothing(page):
    line = page.first.participation.line
    line.application.partnership = make.partnership()
    line.application.save()
    member = make.local_government(name="Beveren")
    make.commitment(make.participation(line, member), page.first.indicator)
    of_member = registrations.read_sheet(page.moment, member, OPEN)
    with pytest.raises(WorksheetNotFound):
        sheet_of(workbooks.write(of_member), MOTIVATIONS.title)
