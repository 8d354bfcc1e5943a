"""The pages of an application: one form, saved by itself or by its button, and what the ministry sees."""

import json
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.services import applications
from municipalities.models import Role
from tests import make
from tests.grants.applying import IBAN, NOW, call, fill_in, submit
from tests.papers import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def offered():
    return call()


@pytest.fixture
def lokeren():
    return make.local_government("46014", name="Lokeren")


@pytest.fixture
def an(lokeren, client):
    person = make.editor(lokeren, first_name="An", last_name="Peeters")
    client.force_login(person)
    return person


@pytest.fixture
def begun(offered, lokeren, an):
    made = applications.start(project_round=offered.round, lead=lokeren, by=an)
    applications.choose_actions(application=made, numbers=[6, 7], by=an)
    return made


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def seen(application):
    application.refresh_from_db()
    return json.dumps(applications.read_sheet(application).values())


def standing(application):
    application.refresh_from_db()
    return applications.read_sheet(application).values()


def test_it_begins_on_the_list(client, offered, an):
    page = client.get("/aanvragen/")
    assert "u kunt indienen tot 1 juni 2026 om 12.00 uur" in text_of(page)
    answer = client.post("/aanvragen/beginnen/", {"round": "5", "lead": "46014"})
    made = offered.round.applications.get()
    assert answer["Location"] == made.get_absolute_url()
    assert "Wie doet mee" in text_of(client.get(answer["Location"]))


def test_a_reader_begins_nothing(client, offered, lokeren):
    client.force_login(make.editor(lokeren, role=Role.READER))
    assert client.post("/aanvragen/beginnen/", {"round": "5", "lead": "46014"}).status_code == 403
    assert not offered.round.applications.exists()


def test_nobody_begins_for_another(client, offered, an):
    elsewhere = make.local_government("44021")
    client.post("/aanvragen/beginnen/", {"round": "5", "lead": elsewhere.code})
    assert not offered.round.applications.exists()


def test_actions_are_chosen_under_their_goals(client, begun):
    page = client.get(f"{begun.get_absolute_url()}acties/")
    assert "Voor welke acties vraagt u steun?" in text_of(page)
    client.post(f"{begun.get_absolute_url()}acties/", {"actions": ["7"]})
    assert list(begun.lines.values_list("offer__action__number", flat=True)) == [7]


def test_the_button_keeps_everything_and_says_so(client, begun):
    fields = {
        "planned 6.1 46014": "1.0",
        "iban": "be68 5390 0754 7034",
        "contact_first_name": "Bo",
        "seen": seen(begun),
    }
    fields["planned 6.1 46014"] = "12"
    page = client.post(begun.get_absolute_url(), fields, follow=True)
    assert "Bewaard als ontwerp." in text_of(page)
    now = standing(begun)
    assert (now["planned 6.1 46014"], now["iban"], now["contact_first_name"]) == (12, IBAN, "Bo")
    assert "€ 7.200,00" in text_of(page).replace("\xa0", " ")


def test_what_is_wrong_is_told_at_its_field_with_what_was_typed_and_the_rest_is_kept(client, begun):
    fields = {
        "planned 6.1 46014": "151",
        "planned 7.1 46014": "veel",
        "iban": "BE00 1234",
        "contact_email": "geen adres",
        "contact_first_name": "Bo",
        "seen": seen(begun),
    }
    page = client.post(begun.get_absolute_url(), fields)
    assert page.status_code == 422
    html, text = page.content.decode(), text_of(page).replace("\xa0", " ")
    assert "Hoogstens 150 (eenheid: begeleide persoon), goed voor € 90.000,00. Plan er minder." in text
    assert "Vul een geheel getal van 0 of meer in." in text
    assert "Dit rekeningnummer klopt niet." in text
    assert "Vul een e-mailadres in" in text
    assert all(f'value="{typed}"' in html for typed in ("151", "veel", "BE00 1234", "geen adres"))
    now = standing(begun)
    assert (now["contact_first_name"], now["planned 6.1 46014"], now["iban"]) == ("Bo", None, "")


def test_two_colleagues_see_both_values(client, begun, an):
    mine = seen(begun)
    applications.revise(
        application=begun, wanted={"planned 6.1 46014": 5}, seen={"planned 6.1 46014": None}, by=make.user()
    )
    page = client.post(begun.get_absolute_url(), {"planned 6.1 46014": "9", "seen": mine})
    assert page.status_code == 409
    text = text_of(page)
    assert "Iemand anders wijzigde dit intussen" in text
    assert "Gepland bereik, KPI 6.1, Lokeren 5 9" in text
    assert standing(begun)["planned 6.1 46014"] == 5
    again = client.post(begun.get_absolute_url(), {"planned 6.1 46014": "9", "seen": seen(begun)})
    assert again.status_code == 302
    assert standing(begun)["planned 6.1 46014"] == 9


def test_htmx_gets_the_sums_and_what_is_still_open(client, begun):
    fields = {"planned 6.1 46014": "10", "seen": seen(begun)}
    answer = client.post(begun.get_absolute_url(), fields, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "Bewaard om 10.00 uur" in text_of(answer)
    assert 'id="application-points" hx-swap-oob="true"' in html
    assert "6.000,00" in html
    assert 'id="slot-id_planned-6-1-46014"' in html


def test_a_save_of_nothing_changes_nothing(client, begun):
    before = standing(begun)
    for told in ("geen json", "[" * 100_000, "[1]", "7"):
        client.post(begun.get_absolute_url(), {"seen": told})
    client.post(begun.get_absolute_url(), {})
    assert standing(begun) == before


def test_a_member_answers_and_sees_no_form(client, begun, an):
    gent = make.local_government("44021", name="Gent")
    client.post(f"{begun.get_absolute_url()}partners/", {"member": "gent", "partnership_name": "Samen sterk"})
    asked = begun.participants.get(local_government=gent)
    client.force_login(make.editor(gent))
    assert "Lokeren vraagt of Gent meedoet" in text_of(client.get("/aanvragen/"))
    page = client.get(begun.get_absolute_url())
    assert "Doet Gent mee?" in text_of(page)
    assert "Bewaren als ontwerp" not in text_of(page)
    assert client.post(begun.get_absolute_url(), {"iban": IBAN}).status_code == 403
    client.post(f"{begun.get_absolute_url()}partners/{asked.pk}/antwoord/", {"answer": "yes"})
    asked.refresh_from_db()
    assert asked.status == "confirmed"


def test_who_cannot_be_asked_is_told_why_with_what_was_typed(client, begun):
    make.local_government(name="Hasselt", reference_region=make.region("Limburg"))
    for typed, said in (("Nergenshuizen", "is geen lokaal bestuur in Vlaanderen"), ("Hasselt", "ligt in Limburg")):
        page = client.post(f"{begun.get_absolute_url()}partners/", {"member": typed})
        assert page.status_code == 422
        assert said in text_of(page)
        assert f'value="{typed}"' in page.content.decode()
    assert begun.participants.count() == 1


def test_from_check_to_receipt(client, begun, an):
    page = client.get(f"{begun.get_absolute_url()}indienen/")
    assert "punten voor u kunt indienen" in text_of(page)
    assert 'name="seen"' not in page.content.decode()
    fill_in(begun, an)
    page = client.get(f"{begun.get_absolute_url()}indienen/")
    mark = page.context["seen"]
    receipt = client.post(f"{begun.get_absolute_url()}indienen/", {"seen": mark}, follow=True)
    assert receipt.redirect_chain[-1][0] == f"{begun.get_absolute_url()}versies/1/"
    text = text_of(receipt).replace("\xa0", " ")
    assert "Ontvangstbewijs: Lokeren, versie 1" in text
    assert "€ 19.000,00" in text
    assert "Gepland bereik, KPI 7.1, Lokeren" in text


def test_a_second_version_says_what_changed(client, begun, an):
    fill_in(begun, an)
    submit(begun, an)
    client.post(f"{begun.get_absolute_url()}terugnemen/")
    fill_in(begun, an, six=12)
    submit(begun, an)
    text = text_of(client.get(f"{begun.get_absolute_url()}versies/2/"))
    assert "Gepland bereik, KPI 6.1, Lokeren 10 12" in text
    assert "Er is een nieuwere versie." in text_of(client.get(f"{begun.get_absolute_url()}versies/1/"))


# --- the ministry -------------------------------------------------------------------------------------------------------
@pytest.fixture
def official(client):
    person = make.user(ministry_role="case_handler", first_name="Els", last_name="Claes")
    client.force_login(person)
    return person


def test_the_overview_tells_who_how_far_and_how_much(client, begun, an, official):
    gent = make.local_government("44021", name="Gent")
    applications.invite(application=begun, local_government=gent, by=an, partnership_name="Samen")
    fill_in(begun, an)
    seen_ = standing(begun)
    applications.revise(application=begun, wanted={"incentive cooperation": True}, seen=seen_, by=an)
    text = text_of(client.get("/aanvragen/overzicht/?ronde=5&status=draft&naam=lokeren&samen=samen")).replace(
        "\xa0", " "
    )
    assert "Samen trekker: Lokeren" in text
    assert "1 bestuur bevestigde niet" in text
    assert "€ 29.000,00" in text
    assert "Geen aanvragen gevonden." in text_of(client.get("/aanvragen/overzicht/?status=submitted"))


def test_the_overview_costs_the_same_for_one_and_for_many(client, offered, official):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/aanvragen/overzicht/").status_code == 200
        return len(caught)

    def apply():
        body = make.local_government()
        person = make.editor(body)
        fill_in(applications.start(project_round=offered.round, lead=body, by=person), person)

    apply()
    client.get("/aanvragen/overzicht/")
    few = queries()
    for _number in range(5):
        apply()
    assert queries() == few <= 10


def test_the_page_costs_the_same_for_one_action_and_for_many(client, begun, offered, an):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(begun.get_absolute_url()).status_code == 200
        return len(caught)

    applications.choose_actions(application=begun, numbers=[6], by=an)
    queries()
    few = queries()
    for number in range(30, 36):
        make.offer(offered.round, make.action(number), indicators=2)
    applications.choose_actions(application=begun, numbers=[6, 7, *range(30, 36)], by=an)
    assert queries() == few


def test_notes_stay_inside(client, begun, an, official):
    client.post(f"{begun.get_absolute_url()}nota/", {"note-text": "Opletten met actie 6."})
    assert "Opletten met actie 6." in text_of(client.get(begun.get_absolute_url()))
    client.force_login(an)
    assert "Opletten" not in text_of(client.get(begun.get_absolute_url()))


def test_it_is_sent_back_with_a_moment(client, begun, an, official):
    fill_in(begun, an)
    submit(begun, an)
    client.post(
        f"{begun.get_absolute_url()}terugsturen/",
        {"send_back-remark": "Kijk actie 6 na.", "send_back-until": "10/06/2026 12:00"},
    )
    client.force_login(an)
    text = text_of(client.get(begun.get_absolute_url()))
    assert "Verbeter deze aanvraag voor 10 juni 2026 om 12.00 uur" in text
    assert "Kijk actie 6 na." in text


def test_the_receipt_is_a_tagged_paper_that_says_the_same(client, begun, an):
    fill_in(begun, an)
    version = submit(begun, an)
    answer = client.get(f"{begun.get_absolute_url()}versies/1/pdf/")
    assert "plan-samenleven_aanvraag_lokeren_ronde-5_versie-1.pdf" in answer["Content-Disposition"]
    paper = Paper(answer.content)
    text = paper.text.replace("\xa0", " ")
    assert "Aanvraag van Lokeren, versie 1" in text
    assert "€ 19.000,00" in text
    assert version.digest[:20] in text
    assert "/StructTreeRoot" in paper.dictionaries


def test_what_is_wrong_with_sending_back_stands_at_its_field_with_what_was_typed(client, begun, an, official):
    fill_in(begun, an)
    submit(begun, an)
    asked = {"send_back-remark": "Kijk actie 6 na.", "send_back-until": "morgen"}
    page = client.post(f"{begun.get_absolute_url()}terugsturen/", asked)
    assert page.status_code == 422
    assert "Vul een datum in, met of zonder uur" in text_of(page)
    assert "Kijk actie 6 na.</textarea>" in page.content.decode()
    assert 'value="morgen"' in page.content.decode()
    passed = client.post(f"{begun.get_absolute_url()}terugsturen/", asked | {"send_back-until": "1/1/2026"})
    assert "Kies een moment dat nog moet komen." in text_of(passed)
    begun.refresh_from_db()
    assert begun.status == "submitted"
