"""The pages of the workbook: fetch, hand in, put right, take over or throw away, without JavaScript (R28)."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi.models import DraftValue, Upload
from kpi.services import registrations, workbooks
from kpi.services.registrations import Answer
from kpi.states import UploadStatus
from municipalities.models import Role
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.test_registration_pages import text_of, url
from tests.kpi.test_workbook_rules import colleague_saves
from tests.kpi.test_workbooks import answers, handed_in
from tests.kpi.workbook_files import as_libreoffice_saves, filled, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(client):
    made = corridor(indicators=2)
    made.save(5, 6)
    client.force_login(made.editor)
    return made


def hand_in(client, page, content, name="werkboek.xlsx", **options):
    return client.post(url(page, "workbook"), {"file": SimpleUploadedFile(name, content)}, **options)


def waiting(page, cells):
    """A workbook with something in it that waits for a decision."""
    return handed_in(page, filled(workbooks.write(page.sheet()), cells))


def upload_url(page, upload, name="upload"):
    args = [page.moment.round.code, page.moment.kind, page.local_government.code, upload.pk]
    return reverse(f"kpi:registration-{name}", args=args)


def seen_in(response):
    return re.search(r'name="seen" value="([^"]+)"', text_of(response))[1]


# --- the whole way ----------------------------------------------------------------------------------------------------
def test_down_filled_in_by_libreoffice_up_and_taken_over(client, page):
    assert url(page, "workbook") in text_of(client.get(url(page)))
    assert url(page, "workbook-file") in text_of(client.get(url(page, "workbook")))
    response = client.get(url(page, "workbook-file"))
    assert response.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="plan-samenleven_werkboek_5_final_sint-niklaas.xlsx"'
    )
    response = hand_in(client, page, as_libreoffice_saves(filled(response.content, {(2, "count"): 112})))
    upload = Upload.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, upload_url(page, upload))
    response = client.get(upload_url(page, upload))
    said = text_of(response)
    for words in ("Er is nog niets bewaard.", "1 wijziging", "1 ongewijzigd", ">K2<", "<strong>112</strong>"):
        assert words in said
    assert answers(page) == [Answer(5), Answer(6)]
    for _click in (1, 2):
        response = client.post(
            upload_url(page, upload, "upload-accept"), {"seen": seen_in(response)} if _click == 1 else {}
        )
        assert (response.status_code, response.headers["Location"]) == (302, url(page))
        assert answers(page) == [Answer(112), Answer(6)]
    said = text_of(client.get(url(page)))
    assert "1 wijziging is overgenomen uit uw werkboek en bewaard als ontwerp." in said
    assert "Dit werkboek is al overgenomen op 1 oktober 2026 om 12.00 uur door An Peeters." in said
    assert DraftValue.objects.order_by("pk").first().saved_by == page.editor


def test_throwing_away_leaves_everything_as_it_was(client, page):
    upload = waiting(page, {(2, "count"): 112})
    said = text_of(client.post(upload_url(page, upload, "upload-discard"), follow=True))
    assert "Het werkboek is weggegooid. Uw registratie is niet veranderd." in said
    assert answers(page) == [Answer(5), Answer(6)]
    assert "weggegooid" in text_of(client.get(upload_url(page, upload), follow=True))


def test_what_waits_is_found_again(client, page):
    upload = waiting(page, {(2, "count"): 112})
    assert upload_url(page, upload) in text_of(client.get(url(page, "workbook")))


def test_a_workbook_without_changes_says_so(client, page):
    said = text_of(client.get(upload_url(page, waiting(page, {}))))
    assert "Er verandert niets" in said
    assert 'name="seen"' not in said


# --- what is refused --------------------------------------------------------------------------------------------------
def test_a_refused_file_gives_one_sentence_and_a_number(client, page):
    response = hand_in(client, page, b"Actie;KPI\n", "werkboek.csv")
    upload = Upload.objects.get()
    assert response.status_code == 422
    said = text_of(response)
    assert "Uw bestand is geweigerd, er is niets veranderd" in said
    assert upload.refusal in said
    assert f"<strong>{upload.pk}</strong>" in said
    assert "We bewaren uw bestand 30 dagen." in said
    assert answers(page) == [Answer(5), Answer(6)]


def test_no_file_at_all_is_asked_for(client, page):
    response = client.post(url(page, "workbook"))
    assert response.status_code == 422
    assert "Kies eerst een bestand." in text_of(response)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.xlsx", "a'b; x=y.xlsx", "é" * 300 + ".xlsx", "<b>w</b>.xlsx"])
def test_the_name_of_a_file_does_no_harm(client, page, name):
    response = hand_in(client, page, filled(workbooks.write(page.sheet()), {(2, "count"): 112}), name)
    upload = Upload.objects.get()
    assert upload.refusal == ""
    kept = upload.file_name
    assert "/" not in kept
    assert "\n" not in kept
    assert len(kept) <= 255
    assert b"<b>w</b>" not in client.get(response.headers["Location"]).content


# --- errors and choices -----------------------------------------------------------------------------------------------
def test_every_error_has_its_cell_its_value_and_a_field(client, page):
    upload = waiting(page, {(2, "count"): "abc", (3, "count"): "-1", (9, "count"): 4})
    response = client.get(upload_url(page, upload))
    said = text_of(response)
    assert response.status_code == 200
    for words in (
        "3 fouten",
        "Blad “KPI's”, cel K2: “abc” kan hier niet. Vul een geheel getal van 0 of meer in.",
        "Blad “KPI's”, cel K3: “-1” kan hier niet.",
        "Blad “KPI's”, cel K9: deze rij hoort niet bij uw registratie.",
        'href="#r2-aantal"',
        'id="r2-aantal" value="abc"',
        'href="#r9-overslaan"',
    ):
        assert words in said
    assert 'name="seen"' not in said


def test_errors_are_put_right_in_the_browser_in_one_go_or_in_two(client, page):
    upload = waiting(page, {(2, "count"): "abc", (3, "count"): "-1", (9, "count"): 4})
    address = upload_url(page, upload)
    asked = {f"r{row}-gevraagd": "1" for row in (2, 3, 9)}
    response = client.post(address, asked | {"r2-aantal": "1.134", "r3-aantal": "nog fout", "r9-overslaan": "on"})
    assert response.status_code == 422
    assert 'value="nog fout"' in text_of(response)
    response = client.post(address, {"r3-gevraagd": "1", "r3-aantal": "", "r3-nvt": "on"})
    assert (response.status_code, response.headers["Location"]) == (302, address)
    response = client.get(address)
    assert "2 wijzigingen" in text_of(response)
    assert "1 rij niet overgenomen" in text_of(response)
    assert answers(page) == [Answer(5), Answer(6)]
    client.post(upload_url(page, upload, "upload-accept"), {"seen": seen_in(response)})
    assert answers(page) == [Answer(1134), Answer(not_applicable=True)]


def test_who_posts_nothing_changes_nothing(client, page):
    upload = waiting(page, {(2, "count"): "abc"})
    assert client.post(upload_url(page, upload)).status_code == 422
    assert client.post(upload_url(page, upload, "upload-accept")).status_code == 409
    assert answers(page) == [Answer(5), Answer(6)]


def test_two_answers_stand_beside_each_other_to_choose_from(client, page):
    content = filled(workbooks.write(page.sheet()), {(2, "count"): 112, (3, "count"): 113})
    for row, count in ((0, 98), (1, 99)):
        colleague_saves(page, count, row)
    upload = handed_in(page, content)
    address = upload_url(page, upload)
    said = text_of(client.get(address))
    assert "2 keuzes te maken" in said
    assert "<strong>98</strong>, bewaard door Bo Claes op 1 oktober 2026 om 12.00 uur" in said
    assert "<strong>112</strong>, uit uw werkboek" in said
    response = client.post(address, {"r2-keuze": "bestand", "r2-versie": "2"})
    assert response.status_code == 409
    response = client.post(address, {"r3-keuze": "bewaard", "r3-versie": "2"}, follow=True)
    client.post(upload_url(page, upload, "upload-accept"), {"seen": seen_in(response)})
    assert answers(page) == [Answer(112), Answer(99)]


def test_what_changed_after_the_preview_is_shown_again(client, page):
    upload = waiting(page, {(2, "count"): 112})
    seen = seen_in(client.get(upload_url(page, upload)))
    colleague_saves(page, 99)
    response = client.post(upload_url(page, upload, "upload-accept"), {"seen": seen})
    assert response.status_code == 409
    assert "intussen veranderde er iets" in text_of(response)
    assert "<strong>99</strong>, bewaard door Bo Claes" in text_of(response)
    assert answers(page)[0] == Answer(99)


def test_a_lock_is_told_with_its_reason(client, page):
    content = filled(workbooks.write(page.sheet()), {(2, "count"): 112})
    page.act(registrations.submit)
    response = hand_in(client, page, content, follow=True)
    said = text_of(response)
    assert "Op slot: dit wordt niet overgenomen" in said
    assert "Deze registratie is ingediend op 1 oktober 2026 om 12.00 uur." in said
    assert 'name="seen"' not in said
    assert answers(page) == [Answer(5), Answer(6)]
    assert 'type="file"' not in text_of(client.get(url(page, "workbook")))


# --- who may ----------------------------------------------------------------------------------------------------------
ROUTES = {
    "workbook": ("get", "post"),
    "workbook-file": ("get",),
    "upload": ("get", "post"),
    "upload-accept": ("post",),
    "upload-discard": ("post",),
}


def every_door(page, upload):
    for name, methods in ROUTES.items():
        address = upload_url(page, upload, name) if name.startswith("upload") else url(page, name)
        for method in methods:
            yield method, address


def test_for_another_local_government_nothing_of_it_exists(client, page):
    upload = waiting(page, {(2, "count"): 112})
    client.force_login(make.editor(make.local_government()))
    assert {getattr(client, method)(address).status_code for method, address in every_door(page, upload)} == {404}
    assert Upload.objects.get().status == UploadStatus.SHOWN


@pytest.mark.parametrize("role", ["reader", "case_handler", "administrator", "analyst"])
def test_who_does_not_fill_in_gets_no_drafts_in_a_file(client, page, role):
    upload = waiting(page, {(2, "count"): 112})
    person = make.editor(page.local_government, role=Role.READER) if role == "reader" else make.user(ministry_role=role)
    client.force_login(person)
    assert {getattr(client, method)(address).status_code for method, address in every_door(page, upload)} == {403}
    assert Upload.objects.get().status == UploadStatus.SHOWN


def test_an_upload_of_another_page_is_not_there(client, page):
    """Somebody who fills in for two local governments: each upload stands under its own page alone."""
    other = corridor(round_code="6")
    make.editor(other.local_government)
    upload = waiting(other, {(2, "count"): 112})
    for name, methods in ROUTES.items():
        for method in methods if name.startswith("upload") else ():
            assert getattr(client, method)(upload_url(page, upload, name)).status_code == 404
    assert Upload.objects.get().status == UploadStatus.SHOWN


# --- how much it costs ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["workbook", "workbook-file", "upload", "upload-accept"])
def test_many_actions_cost_as_many_queries_as_one(client, name):
    counted = []
    for number, actions in (("5", 1), ("6", 24)):
        made = corridor(actions=actions, round_code=number)
        made.save(*range(actions))
        upload = waiting(made, {(row, "count"): 500 + row for row in range(2, actions + 2)})
        client.force_login(made.editor)
        seen = seen_in(client.get(upload_url(made, upload)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            if name == "upload-accept":
                assert client.post(upload_url(made, upload, name), {"seen": seen}).status_code == 302
            else:
                address = upload_url(made, upload) if name == "upload" else url(made, name)
                response = client.get(address)
                assert response.status_code == 200
                assert name == "workbook-file" or len(response.content) < 60_000
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= {"workbook": 14, "workbook-file": 13, "upload": 15, "upload-accept": 29}[name]


def test_what_is_downloaded_is_what_stands_now(client, page):
    colleague_saves(page, 99)
    assert sheet_of(client.get(url(page, "workbook-file")).content)[1][10] == 99
