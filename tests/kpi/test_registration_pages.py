"""The pages of the registration corridor, in a browser without JavaScript and for htmx."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grants.states import AwardKind
from kpi.models import DraftValue, Registration, RegistrationVersion
from kpi.services import registrations, snapshots
from kpi.services.registrations import Answer
from kpi.states import RegistrationStatus
from municipalities.models import Role
from tests import make
from tests.kpi.corridor import CHANGES, CORRECTABLE, ENTRIES, LATE, OPEN, at, corridor
from tests.workbooks import download

pytestmark = pytest.mark.django_db

POSTS = ["save", "submit", "take-back", "correct", "correct-stop"]
PAGES = ["form", "submit", "receipt", "receipt-pdf", "export"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(client):
    """A page with one field, open in the browser of its editor."""
    made = corridor()
    client.force_login(made.editor)
    return made


@pytest.fixture
def promised(client):
    """A page on which something was promised."""
    made = corridor(target=110, current_reach=100)
    client.force_login(made.editor)
    return made


def url(page, name="form"):
    return reverse(
        f"kpi:registration-{name}", args=[page.moment.round.code, page.moment.kind, page.local_government.code]
    )


def name_of(commitment):
    return f"p{commitment.participation_id}-{commitment.indicator.code}"


def typed(page, *texts, revision=0, **more):
    """What the form posts for its fields; None ticks "niet van toepassing"."""
    data = dict(more)
    for one, text in zip(page.commitments, texts, strict=False):
        name = name_of(one)
        data |= {name: text or "", f"{name}-versie": str(revision)}
        if text is None:
            data[f"{name}-nvt"] = "on"
    return data


def text_of(response):
    return unescape(response.content.decode())


def at_time(client, clock, page, moment):
    """It is later, and the editor signed in anew."""
    clock.move_to(moment)
    client.force_login(page.editor)


def save_one(client, page, text, revision=0, **more):
    return client.post(url(page, "save"), typed(page, text, revision=revision, **more), headers={"HX-Request": "true"})


# --- the list ---------------------------------------------------------------------------------------------------------
def test_the_list_says_what_to_do_and_by_when(client, page):
    text = text_of(client.get(reverse("kpi:registration-list")))
    assert "Nu te doen" in text
    assert url(page) in text
    for words in ("15 oktober 2026", "nog te beginnen", "nog 14 dagen", "0 van 1 KPI's", "Vul in hoeveel u bereikte."):
        assert words in text


STEPS = {
    "before": (at(8, 31), 0, "Later", "nog niet open", "Registreren kan vanaf 1 september 2026."),
    "empty": (OPEN, 0, "Nu te doen", "nog te beginnen", "Vul in hoeveel u bereikte."),
    "begun": (OPEN, 1, "Nu te doen", "ontwerp", "Vul de cijfers verder aan."),
    "filled": (OPEN, 2, "Nu te doen", "klaar om in te dienen", "Kijk uw cijfers na en dien ze in."),
    "last day": (at(10, 15, 23), 2, "Nu te doen", "klaar om in te dienen", "vandaag is de laatste dag"),
    "late": (LATE, 2, "Nu te doen", "niet gerapporteerd", "U kunt nog indienen tot en met 25 oktober 2026."),
    "missed": (at(10, 26), 2, "Voorbij", "niet gerapporteerd", "U kunt niets meer indienen."),
}


@pytest.mark.parametrize(("now", "filled", "section", "state", "step"), STEPS.values(), ids=STEPS)
def test_each_state_has_its_words(client, clock, now, filled, section, state, step):
    page = corridor(actions=2)
    page.save(*range(filled))
    at_time(client, clock, page, now)
    text = text_of(client.get(reverse("kpi:registration-list")))
    for words in (f">{section}</h2>", f">{state}</span>", step):
        assert words in text


@pytest.mark.parametrize("filled", [0, 1, 2])
def test_the_ministry_sees_no_progress_of_what_is_not_sent(client, filled):
    page = corridor(actions=2)
    page.save(*range(filled))
    client.force_login(make.user(ministry_role="case_handler"))
    text = text_of(client.get(url(page)))
    assert ">nog niet ingediend</span>" in text
    assert not any(f">{word}</span>" in text for word in ("nog te beginnen", "ontwerp", "klaar om in te dienen"))


def test_a_correction_beside_a_closed_action_goes_the_whole_way(client, clock, page):
    page.save(10)
    page.act(registrations.submit)
    line = make.line(page.first.participation.line.application, make.offer(page.moment.round, make.action(150)))
    make.commitment(make.participation(line))
    at_time(client, clock, page, CORRECTABLE)
    assert "Wat u indiende, kunt u nog verbeteren tot en met 15 november 2026." in text_of(client.get(url(page)))
    assert url(page, "correct") in text_of(client.get(url(page)))
    client.post(url(page, "correct"))
    revision = DraftValue.objects.get().revision
    response = client.post(url(page), typed(page, "11", revision=revision, do="check"))
    assert response.headers["Location"] == url(page, "submit")
    seen = re.search(r'name="seen" value="([^"]+)"', text_of(client.get(url(page, "submit"))))[1]
    said = text_of(client.post(url(page, "submit"), {"seen": seen}, follow=True))
    assert "Uw registratie is ingediend." in said
    assert RegistrationVersion.objects.latest("number").values.get().count == 11


def test_what_was_sent_stays_in_the_list(client, page, clock):
    page.save(1)
    page.act(registrations.submit)
    text = text_of(client.get(reverse("kpi:registration-list")))
    assert ">Ingediend</h2>" in text
    assert "1 oktober 2026 om 12.00 uur" in text
    at_time(client, clock, page, CHANGES + dt.timedelta(seconds=1))
    text = text_of(client.get(reverse("kpi:registration-list")))
    assert ">Voorbij</h2>" in text
    assert ">ingediend</span>" in text


def test_what_must_be_done_comes_first(client, page):
    page.save(1)
    page.act(registrations.submit)
    other = corridor(round_code="6", local_government=page.local_government, deadline=at(10, 20))
    text = text_of(client.get(reverse("kpi:registration-list")))
    assert text.index(url(other)) < text.index(url(page))


def test_who_has_nothing_to_do_reads_so(client):
    client.force_login(make.editor(make.local_government()))
    text = text_of(client.get(reverse("kpi:registration-list")))
    assert "U hebt niets te registreren." in text


def test_an_imported_participation_without_targets_asks_nothing(client):
    body = make.local_government()
    project_round = make.round("7")
    make.moment(project_round)
    make.participation(make.line(make.application(project_round, body), make.offer(project_round)))
    client.force_login(make.editor(body))
    assert "U hebt niets te registreren." in text_of(client.get(reverse("kpi:registration-list")))


def test_a_successor_sees_what_its_predecessor_must_do(client, clock):
    lokeren = make.local_government("46029", name="Lokeren")
    moerbeke = make.local_government("44045", name="Moerbeke", successor=lokeren, valid_until=dt.date(2024, 12, 31))
    page = corridor(local_government=moerbeke)
    client.force_login(make.editor(lokeren))
    assert url(page) in text_of(client.get(reverse("kpi:registration-list")))
    assert save_one(client, page, "3").status_code == 200
    client.post(url(page, "submit"))
    assert RegistrationVersion.objects.get().registration.participation.local_government == moerbeke


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_for_one_card_and_for_many(client, count, django_assert_num_queries):
    body = make.local_government()
    for number in range(count):
        page = corridor(round_code=str(number + 1), local_government=body)
        page.save(1)
        if number % 2:
            page.act(registrations.submit)
    client.force_login(page.editor)
    with django_assert_num_queries(7):
        assert text_of(client.get(reverse("kpi:registration-list"))).count('class="card"') == count


def test_a_long_list_is_paged(client):
    body = make.local_government()
    for number in range(51):
        page = corridor(round_code=str(number + 1), local_government=body)
    client.force_login(page.editor)
    address = reverse("kpi:registration-list")
    first = client.get(address)
    assert text_of(first).count('class="card"') == 50
    second = client.get(f"{address}?page=2", headers={"HX-Request": "true", "HX-Target": "registrations"})
    assert text_of(second).count('class="card"') == 1
    assert "<html" not in text_of(second)


# --- the form ---------------------------------------------------------------------------------------------------------
def test_the_form_shows_the_target_beside_each_field(client, promised):
    text = text_of(client.get(url(promised)))
    assert f'name="{name_of(promised.first)}"' in text
    assert f'name="{name_of(promised.first)}-versie" value="0"' in text
    assert 'inputmode="numeric"' in text
    assert 'data-adds-up="yes"' in text
    assert "<strong>110</strong>" in text
    assert "huidig 100, bijkomend 10" in text


def test_what_is_unknown_says_so(client, promised):
    promised.first.current_reach, promised.first.units = None, None
    promised.first.save()
    text = text_of(client.get(url(promised)))
    assert "huidig onbekend, bijkomend onbekend" in text
    assert 'data-adds-up="no"' in text


def test_a_target_that_an_official_set_does_not_pretend_to_add_up(client, promised):
    promised.first.target = 130
    promised.first.save()
    assert 'data-adds-up="no"' in text_of(client.get(url(promised)))


@pytest.mark.parametrize("kind", AwardKind.values)
def test_an_example_is_called_one_on_every_page(client, kind):
    page = corridor(kind=AwardKind.DECIDED)
    award = page.first.participation.line.award
    award.kind = kind
    award.amount, award.units = (None, None) if kind == AwardKind.IMPORTED else (award.amount, award.units)
    award.save()
    page.save(1)
    client.force_login(page.editor)
    seen = [text_of(client.get(url(page))), text_of(client.get(url(page, "submit")))]
    page.act(registrations.submit)
    seen += [text_of(client.get(url(page))), text_of(client.get(url(page, "receipt")))]
    seen += [text_of(client.get(Registration.objects.get().get_absolute_url()))]
    seen += [str(download(client, url(page, "export")).sheets)]
    label = {
        text.replace("Cijfers met het label voorbeeldverdeling", "").count("voorbeeldverdeling") > 0 for text in seen
    }
    assert label == {kind == AwardKind.EXAMPLE}


def test_a_get_writes_nothing(client, page):
    for name in PAGES:
        b"".join(client.get(url(page, name)))
    client.get(reverse("kpi:registration-list"))
    assert not Registration.objects.exists()


@pytest.mark.parametrize("actions", [1, 9])
@pytest.mark.parametrize("sent", [False, True])
def test_the_form_costs_the_same_for_one_action_and_for_many(client, actions, sent, django_assert_num_queries):
    page = corridor(actions=actions, indicators=3)
    page.save(*range(actions * 3))
    if sent:
        page.act(registrations.submit)
    client.force_login(page.editor)
    # What was sent asks for its versions and for the snapshot it stands in; versions without values ask one query less.
    with django_assert_num_queries(16 if sent else 14):
        client.get(url(page))


def test_unknown_addresses_are_404(client, page):
    moment, body = page.moment, page.local_government
    for address in ([moment.round.code, "interim", body.code], ["99", "final", body.code], ["5", "final", "99998"]):
        assert client.get(reverse("kpi:registration-form", args=address)).status_code == 404
    # A local government of the own that takes no part at that moment.
    idle = make.local_government()
    client.force_login(make.editor(idle))
    assert client.get(reverse("kpi:registration-form", args=["5", "final", idle.code])).status_code == 404


NOW = {
    "before": (at(8, 31), "komt nog", "komt nog"),
    "registering": (OPEN, "nu", "komt nog"),
    "the last hour": (at(10, 15, 23), "nu", "komt nog"),
    "late": (LATE, "voorbij", "voorbij"),
}


@pytest.mark.parametrize(("now", "opening", "deadline"), NOW.values(), ids=NOW)
def test_the_timeline_says_what_is_now(client, clock, page, now, opening, deadline):
    at_time(client, clock, page, now)
    text = text_of(client.get(url(page)))
    steps = re.findall(r'step-title">([^<]+)<span class="visually-hidden">, ([^<]+)<', text)
    assert steps[:2] == [("Registreren kan vanaf", opening), ("Deadline", deadline)]
    assert text.count('aria-current="step"') == (opening == "nu")
    assert [state for _title, state in steps[2:]] == ["komt nog", "komt nog"]


# --- saving one field -------------------------------------------------------------------------------------------------
READ = {
    "12": Answer(12),
    " 12 ": Answer(12),
    "0": Answer(0),
    "007": Answer(7),
    "1.134": Answer(1134),
    "1 134": Answer(1134),
    "1\u00a0134": Answer(1134),
    "1.134.000": Answer(1134000),
    "2147483647": Answer(2147483647),
    None: Answer(not_applicable=True),
}


@pytest.mark.parametrize(("text", "answer"), READ.items())
def test_a_field_is_saved_as_people_type_it(client, page, text, answer):
    response = save_one(client, page, text)
    assert response.status_code == 200
    said = text_of(response)
    assert "bewaard om 12.00 uur" in said
    assert f'name="{name_of(page.first)}-versie" value="1"' in said
    assert "1 van 1 KPI's ingevuld" in said
    assert page.sheet().fields[0].answer == answer


def test_the_head_of_the_page_goes_along_with_each_save(client):
    page = corridor(actions=2)
    client.force_login(page.editor)
    one, other = page.commitments
    first = text_of(client.post(url(page, "save"), {name_of(one): "4", f"{name_of(one)}-versie": "0"}))
    assert '<span id="registration-state" hx-swap-oob="true">' in first
    assert ">ontwerp</span>" in first
    assert '<p id="registration-next-step" hx-swap-oob="true">Vul de cijfers verder aan.</p>' in first
    second = text_of(client.post(url(page, "save"), {name_of(other): "0", f"{name_of(other)}-versie": "0"}))
    assert ">klaar om in te dienen</span>" in second
    assert ">Kijk uw cijfers na en dien ze in.</p>" in second
    refused = text_of(client.post(url(page, "save"), {name_of(one): "veel", f"{name_of(one)}-versie": "1"}))
    assert "registration-state" not in refused
    whole = text_of(client.get(url(page)))
    for id in ("registration-state", "registration-next-step", "registration-progress"):
        assert whole.count(f'id="{id}"') == 1


def test_the_head_of_a_correction_stays_one_after_a_save(client, clock, page):
    page.save(10)
    page.act(registrations.submit)
    at_time(client, clock, page, CORRECTABLE)
    client.post(url(page, "correct"))
    said = text_of(save_one(client, page, "11", revision=DraftValue.objects.get().revision))
    assert ">wordt verbeterd</span>" in said
    assert "Dien uw verbetering in, of stop ermee." in said


def test_an_emptied_field_is_a_blank_again(client, page):
    save_one(client, page, "12")
    response = save_one(client, page, "", revision=1)
    assert "0 van 1 KPI's ingevuld" in text_of(response)
    assert page.sheet().fields[0].answer.is_blank


REFUSED = {
    "abc": "“abc” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "-1": "“-1” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "12,5": "“12,5” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "1.13": "“1.13” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "1 2": "“1 2” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "1e3": "“1e3” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "١٢": "“١٢” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "=1+1": "“=1+1” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "<b>1</b>": "“<b>1</b>” kan hier niet. Vul een geheel getal van 0 of meer in.",
    "2147483648": "“2147483648” is te groot. Vul een getal van hoogstens 2.147.483.647 in.",
    "9" * 5000: f"“{'9' * 40}…” is te groot. Vul een getal van hoogstens 2.147.483.647 in.",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items(), ids=[text[:12] for text in REFUSED])
def test_bad_input_gets_a_sentence_and_changes_nothing(client, page, text, sentence):
    response = save_one(client, page, text)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "<b>" not in response.content.decode()
    assert not Registration.objects.exists()


def test_a_null_character_is_refused(client, page):
    assert save_one(client, page, "1\x002").status_code == 422
    assert not Registration.objects.exists()


def test_a_count_and_does_not_apply_together_are_refused(client, page):
    data = typed(page, "12") | {f"{name_of(page.first)}-nvt": "on"}
    response = client.post(url(page, "save"), data)
    assert response.status_code == 422
    assert "Maak het veld leeg, of haal het vinkje weg." in text_of(response)
    assert not Registration.objects.exists()


def test_the_second_save_shows_both_values(client, page):
    colleague = make.editor(page.local_government, first_name="Jan", last_name="Maes")
    page.save(99, by=colleague)
    response = save_one(client, page, "13")
    assert response.status_code == 409
    said = text_of(response)
    assert "Intussen wijzigde Jan Maes dit veld. Nu bewaard: 99. U vulde in: 13." in said
    assert 'value="1"' in said
    assert page.sheet().fields[0].answer == Answer(99)
    # Who has seen both can go on.
    assert save_one(client, page, "13", revision=1).status_code == 200
    assert page.sheet().fields[0].answer == Answer(13)


def test_a_save_after_a_colleague_sent_says_why_it_is_locked(client, page):
    page.save(1)
    page.act(registrations.submit)
    response = save_one(client, page, "2", revision=1)
    assert response.status_code == 409
    lock = page.sheet().parts[0].lock
    assert str(lock) in text_of(response)
    assert str(lock) == (
        "Deze registratie is ingediend op 1 oktober 2026 om 12.00 uur. "
        "Sint-Niklaas kan ze zelf terugnemen tot en met 15 oktober 2026."
    )
    assert page.sheet().fields[0].answer == Answer(1)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"p1-9.9": "3"},
        {"x-versie": "0"},
        {"p-101.1-versie": "0"},
        {"p99999999999999999999-101.1-versie": "0"},
        {"p²-101.1-versie": "0"},
        {"p1-101.1-versie": "0", "p2-101.1-versie": "0"},
        {"p1-101.1\x00": "3", "p1-101.1\x00-versie": "0"},
    ],
)
def test_what_is_not_one_field_of_the_page_is_404(client, page, data):
    assert client.post(url(page, "save"), data).status_code == 404
    assert not Registration.objects.exists()


@pytest.mark.parametrize("count", [None, SimpleUploadedFile("7.txt", b"7")], ids=["nothing", "a file"])
def test_a_revision_without_its_field_is_404(client, page, count):
    name = f"p{page.first.participation_id}-{page.first.indicator.code}"
    data = {f"{name}-versie": "0"} | ({name: count} if count else {})
    assert client.post(url(page, "save"), data).status_code == 404
    assert not Registration.objects.exists()


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_broken_revision_never_overwrites(client, page, revision):
    page.save(99)
    assert save_one(client, page, "13", revision=revision).status_code == 409
    assert page.sheet().fields[0].answer == Answer(99)


@pytest.mark.parametrize("actions", [1, 9])
@pytest.mark.parametrize(("text", "revision", "queries"), [("4", 0, 14), ("5", 1, 13)])
def test_saving_a_field_costs_the_same_on_every_page(
    client, actions, text, revision, queries, django_assert_num_queries
):
    """Two of these are the savepoint that a transaction is in a test; one reads what was counted before, for the limits."""
    page = corridor(actions=actions, indicators=3)
    registrations.ensure_limits(page.moment.round.programme)
    if revision:
        page.save(4)
    client.force_login(page.editor)
    with django_assert_num_queries(queries):
        assert save_one(client, page, text, revision=revision).status_code == 200


# --- saving the whole page --------------------------------------------------------------------------------------------
def test_without_javascript_the_whole_page_is_saved(client):
    page = corridor(actions=2, indicators=2)
    client.force_login(page.editor)
    response = client.post(url(page), typed(page, "1", "", None, "4", do="save"), follow=True)
    assert "Bewaard als ontwerp om 12.00 uur." in text_of(response)
    assert [str(one.answer) for one in page.sheet().fields] == ["1", "niets", "niet van toepassing", "4"]


def test_one_bad_field_keeps_the_whole_page_unsaved_and_what_was_typed(client):
    page = corridor(actions=2)
    client.force_login(page.editor)
    response = client.post(url(page), typed(page, "12", "veel", do="save"))
    assert response.status_code == 422
    text = text_of(response)
    place = "Eindrapport, actie 102, KPI 102.1 (begeleide personen)"
    sentence = "“veel” kan hier niet. Vul een geheel getal van 0 of meer in."
    assert f'<a href="#id_{name_of(page.commitments[1])}">{place}: {sentence}</a>' in text
    assert 'value="12"' in text
    assert 'value="veel"' in text
    assert text.count("aria-invalid") == 1
    assert not Registration.objects.exists()


def test_a_conflict_on_the_whole_page_keeps_everything_typed(client):
    page = corridor(actions=2)
    page.save(99)
    client.force_login(page.editor)
    response = client.post(url(page), typed(page, "13", "5", do="save"))
    assert response.status_code == 409
    text = text_of(response)
    assert "Nu bewaard: 99. U vulde in: 13." in text
    assert 'value="13"' in text
    assert 'value="5"' in text
    assert DraftValue.objects.count() == 1
    # The page now knows both values: the same button saves.
    assert f'name="{name_of(page.first)}-versie" value="1"' in text


def test_a_field_that_the_page_did_not_show_is_left_alone(client):
    page = corridor(actions=2)
    page.save(1, 2)
    client.force_login(page.editor)
    client.post(url(page), typed(page, "7", revision=1, do="save"))
    assert [one.answer for one in page.sheet().fields] == [Answer(7), Answer(2)]


def test_send_with_blanks_saves_and_names_every_blank_at_its_field(client):
    page = corridor(actions=3)
    client.force_login(page.editor)
    response = client.post(url(page), typed(page, "7", "", "", do="check"))
    assert response.status_code == 422
    text = text_of(response)
    for one in page.commitments[1:]:
        assert f'<a href="#id_{name_of(one)}">Eindrapport, actie {one.indicator.offer.action.number}' in text
    assert text.count("Hier is nog niets ingevuld.") == 2
    assert page.sheet().fields[0].answer == Answer(7)
    # What was saved just now can be sent again from this same page.
    assert f'name="{name_of(page.first)}-versie" value="1"' in text


def test_send_goes_to_the_check_first(client, page):
    response = client.post(url(page), typed(page, "7", do="check"))
    assert response.url == url(page, "submit")
    assert not RegistrationVersion.objects.exists()


# --- sending ----------------------------------------------------------------------------------------------------------
def test_the_check_shows_what_will_be_sent_beside_its_target(client, promised):
    promised.save(55)
    promised.motivate("Er was te weinig volk.")
    text = text_of(client.get(url(promised, "submit")))
    assert "<strong>55</strong>" in text
    assert "50\u00a0%" in text
    assert "Er was te weinig volk." in text
    assert promised.sheet().fingerprint in text


def test_the_check_of_an_unfinished_page_names_what_is_missing(client, page):
    text = text_of(client.get(url(page, "submit")))
    assert f"{url(page)}#id_{name_of(page.first)}" in text
    assert "Eindrapport, actie 101, KPI 101.1 (begeleide personen): hier is nog niets ingevuld." in text
    assert 'name="seen"' not in text


def test_sent_from_the_check_it_lands_on_the_receipt(client, page):
    page.save(55)
    response = client.post(url(page, "submit"), {"seen": page.sheet().fingerprint}, follow=True)
    assert response.redirect_chain == [(url(page, "receipt"), 302)]
    text = text_of(response)
    for words in (
        "Uw registratie is ingediend.",
        "Versie 1, ingediend op 1 oktober 2026 om 12.00 uur door An Peeters.",
        f'href="{url(page, "export")}">Downloaden (Excel)</a>',
    ):
        assert words in text


def test_a_second_click_says_that_it_was_sent(client, page):
    page.save(55)
    client.post(url(page, "submit"))
    response = client.post(url(page, "submit"), follow=True)
    assert "was al ingediend op 1 oktober 2026 om 12.00 uur door An Peeters" in text_of(response)
    assert RegistrationVersion.objects.count() == 1


def test_a_check_that_is_old_sends_nothing(client, page):
    page.save(1)
    seen = page.sheet().fingerprint
    page.save(2)
    response = client.post(url(page, "submit"), {"seen": seen}, follow=True)
    assert "Er is niets ingediend: intussen wijzigde iemand iets." in text_of(response)
    assert not RegistrationVersion.objects.exists()


def test_sending_what_is_not_filled_in_is_refused(client, page):
    response = client.post(url(page, "submit"))
    assert response.status_code == 422
    assert "U kunt nog niet indienen" in text_of(response)
    assert not RegistrationVersion.objects.exists()


def test_sending_too_late_says_why(client, page, clock):
    page.save(1)
    at_time(client, clock, page, ENTRIES + dt.timedelta(microseconds=1))
    response = client.post(url(page, "submit"), follow=True)
    assert "Registreren kon tot en met 25 oktober 2026. Er is niets ingediend. Alleen het Agentschap" in text_of(
        response
    )
    assert not RegistrationVersion.objects.exists()


def test_a_receipt_of_nothing_leads_to_the_form(client, page):
    assert client.get(url(page, "receipt")).url == url(page)


# --- back, and better -------------------------------------------------------------------------------------------------
def test_taking_back_and_sending_again(client, page):
    page.save(1)
    client.post(url(page, "submit"))
    assert url(page, "take-back") in text_of(client.get(url(page, "receipt")))
    response = client.post(url(page, "take-back"), follow=True)
    assert "Uw registratie is weer een ontwerp." in text_of(response)
    assert f'name="{name_of(page.first)}" id="id_{name_of(page.first)}" value="1"' in text_of(response)
    client.post(url(page, "submit"))
    assert RegistrationVersion.objects.count() == 2


def test_correcting_after_the_deadline(client, page, clock):
    page.save(1)
    client.post(url(page, "submit"))
    at_time(client, clock, page, CORRECTABLE)
    receipt = text_of(client.get(url(page, "receipt")))
    assert url(page, "take-back") not in receipt
    assert url(page, "correct") in receipt
    response = client.post(url(page, "correct"), follow=True)
    assert "Wat u eerder indiende, blijft gelden tot u de verbetering indient." in text_of(response)
    save_one(client, page, "2", revision=1)
    client.post(url(page, "submit"))
    text = text_of(client.get(Registration.objects.get().get_absolute_url()))
    for words in ("Versie 1", "vervangen", "Versie 2", "geldt nu", "<strong>1</strong>", "<strong>2</strong>"):
        assert words in text


def test_stopping_a_correction(client, page, clock):
    page.save(1)
    client.post(url(page, "submit"))
    at_time(client, clock, page, CORRECTABLE)
    client.post(url(page, "correct"))
    save_one(client, page, "2", revision=1)
    response = client.post(url(page, "correct-stop"), follow=True)
    assert "U bent gestopt met verbeteren." in text_of(response)
    assert Registration.objects.get().status == RegistrationStatus.SUBMITTED
    assert "<strong>1</strong>" in text_of(response)


def test_taking_back_tells_in_which_snapshot_the_figures_stay(client, page, clock):
    page.save(10)
    clock.move_to(at(10, 2))
    snapshots.take_on_demand(page.moment)
    clock.move_to(at(10, 3))
    page.act(registrations.submit)
    client.force_login(page.editor)
    assert "al bevroren" not in text_of(client.get(url(page, "receipt")))
    at_time(client, clock, page, at(10, 4))
    assert snapshots.take_on_demand(page.moment).code == "5-final-2"
    for name in ("form", "receipt"):
        text = text_of(client.get(url(page, name)))
        assert (
            "tot u ze opnieuw indient. De cijfers zijn al bevroren in momentopname 5-final-2; die verandert niet."
            in text
        )
    at_time(client, clock, page, LATE)
    assert "al bevroren" not in text_of(client.get(url(page, "receipt")))


@pytest.mark.parametrize("name", ["take-back", "correct", "correct-stop"])
def test_what_cannot_be_done_says_so_and_changes_nothing(client, page, name):
    page.save(1)
    response = client.post(url(page, name), follow=True)
    assert 'data-tone="error"' in text_of(response)
    assert Registration.objects.get().status == RegistrationStatus.DRAFT


# --- one registration, and the file -----------------------------------------------------------------------------------
@pytest.mark.parametrize("versions", [1, 5])
def test_one_registration_costs_the_same_however_many_versions(client, page, versions, django_assert_num_queries):
    for number in range(versions):
        page.save(number)
        page.act(registrations.submit)
        if number < versions - 1:
            page.act(registrations.take_back)
    with django_assert_num_queries(14):
        text = text_of(client.get(Registration.objects.get().get_absolute_url()))
    assert text.count('class="registration-version"') == versions


def test_a_draft_is_seen_by_the_own_people_alone(client, page):
    page.save(771)
    address = Registration.objects.get().get_absolute_url()
    for reader, sees in [
        (page.editor, True),
        (make.editor(page.local_government, role=Role.READER), True),
        (make.user(ministry_role="analyst"), False),
        (make.user(ministry_role="case_handler"), False),
    ]:
        client.force_login(reader)
        assert ("771" in text_of(client.get(address))) is sees
        assert ("771" in text_of(client.get(url(page)))) is sees


def test_the_ministry_reads_what_was_sent(client, page):
    page.save(771)
    page.act(registrations.submit)
    client.force_login(make.user(ministry_role="analyst"))
    for address in (url(page), url(page, "receipt"), Registration.objects.get().get_absolute_url()):
        assert "771" in text_of(client.get(address))


# --- who may ----------------------------------------------------------------------------------------------------------
def every_address(page):
    page.save(1)
    page.act(registrations.submit)
    yield "get", Registration.objects.get().get_absolute_url()
    for name in PAGES:
        yield "get", url(page, name)
    yield "post", url(page)
    for name in POSTS:
        yield "post", url(page, name)


def ask(client, page, method, address):
    response = getattr(client, method)(address, typed(page, "2", revision=1) if method == "post" else {})
    b"".join(response)
    return response


def nothing_changed(page):
    return (
        page.sheet().fields[0].answer == Answer(1)
        and RegistrationVersion.objects.get().taken_back_at is None
        and Registration.objects.get().status == RegistrationStatus.SUBMITTED
    )


@pytest.mark.parametrize("role", Role.values)
def test_another_local_government_gets_404_everywhere(client, role):
    page = corridor()
    client.force_login(make.editor(make.local_government(), role=role))
    for method, address in list(every_address(page)):
        assert ask(client, page, method, address).status_code == 404, address
    assert nothing_changed(page)


def test_who_acts_for_nobody_gets_404_everywhere(client):
    page = corridor()
    client.force_login(make.user())
    for method, address in list(every_address(page)):
        assert ask(client, page, method, address).status_code == 404, address
    assert nothing_changed(page)


@pytest.mark.parametrize("who", ["reader", "case_handler", "finance", "analyst", "administrator"])
def test_who_may_look_but_not_change_gets_403_on_every_change(client, who):
    page = corridor()
    reader = make.editor(page.local_government, role=Role.READER) if who == "reader" else make.user(ministry_role=who)
    client.force_login(reader)
    for method, address in list(every_address(page)):
        changes = method == "post" or address == url(page, "submit")
        assert ask(client, page, method, address).status_code == (403 if changes else 200), address
    assert nothing_changed(page)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNATORY])
def test_editor_and_signatory_may_register(client, role):
    page = corridor()
    client.force_login(make.editor(page.local_government, role=role))
    assert save_one(client, page, "4").status_code == 200
    client.post(url(page, "submit"))
    assert RegistrationVersion.objects.count() == 1


def test_who_is_not_signed_in_is_asked_to(client):
    page = corridor()
    for method, address in list(every_address(page)):
        response = ask(client, page, method, address)
        assert response.status_code == 302
        assert response.url.startswith(reverse("login"))
    assert nothing_changed(page)


@pytest.mark.parametrize("name", POSTS)
def test_what_changes_something_is_never_a_get(client, page, name):
    expected = 200 if name == "submit" else 405
    assert client.get(url(page, name)).status_code == expected
