"""The page of an applicant, sending back, giving more time: who may, what is refused, and what the applicant sees."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import Extension
from grants.states import ExtensionKind
from kpi.models import Motivation, Registration, Return
from kpi.services import registrations
from kpi.services.registrations import Answer
from kpi.states import RegistrationStatus
from samenleven.audit.models import Event
from samenleven.core.clock import BRUSSELS, end_of_day
from tests import make
from tests.kpi.corridor import CHANGES, CORRECTABLE, LATE, OPEN, OVER
from tests.kpi.follow_up_world import applicant, application_of, fill, moment_of, release, send, send_back

pytestmark = pytest.mark.django_db
IN_TWO_WEEKS = end_of_day(dt.date(2026, 11, 15))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def moment():
    return moment_of()


@pytest.fixture
def handler(client):
    person = make.user("dossier", ministry_role="case_handler", first_name="Bea", last_name="Claes")
    client.force_login(person)
    return person


@pytest.fixture
def lokeren(moment, clock, handler, client):
    """An applicant with two actions and a member, all sent; it is after the deadline."""
    lead = applicant(moment, actions=(101, 102), members=("Moerbeke",))
    member = next(part.member for part in registrations.read_sheet(moment, lead, OPEN).parts if not part.is_own)
    release(moment, lead, member, count=150)
    send(moment, lead, count=105)
    clock.move_to(CORRECTABLE)
    client.force_login(handler)
    return lead


def url(lead, name="applicant"):
    return reverse(f"kpi:follow-up-{name}", args=["5", "final", lead.code])


def text_of(response):
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def lines_of(moment, lead):
    return [line.pk for line in application_of(moment, lead).lines.order_by("offer__action__number")]


def returning(*lines, **more):
    return {"return-lines": lines, "return-remark": "Kijk actie 101 na.", "return-until": "15/11/2026"} | more


def more_time(moment, lead, **more):
    told = {"kind": "extension", "until": "30/11/2026", "reason": "Personeelswissel."} | more
    return {f"time-{name}": value for name, value in told.items()} | {
        "time-application": application_of(moment, lead).pk
    }


def statuses():
    return dict(Registration.objects.values_list("participation__line__offer__action__number", "status"))


# --- the page ---------------------------------------------------------------------------------------------------------
def test_the_page_tells_every_figure_beside_its_target(client, moment, lokeren):
    text = text_of(client.get(url(lokeren)))
    assert "Trekker van Verband Lokeren, 2 leden. Deadline van dit bestuur: 15 oktober 2026." in text
    for said in (
        "Actie 101. Actie 101",
        "Moerbeke",
        ">100</td>",
        "<strong>105</strong>",
        "<strong>150</strong>",
        "105 %",
    ):
        assert said in text
    assert "Versie 1</a>, ingediend op 1 oktober 2026 om 12.00 uur" in text


def test_what_is_not_sent_shows_no_count(client, moment, handler):
    lead = applicant(moment)
    fill(moment, lead, count=7_654_321)
    text = text_of(client.get(url(lead)))
    assert "7654321" not in text.replace(".", "")
    assert "ontwerp" in text
    assert "nog niet verwacht" in text


def test_the_reading_halfway_stands_beside_the_final_one(client, moment, handler):
    lead = applicant(moment)
    interim = make.moment(moment.round, "interim")
    part = moment.round.applications.get().lines.get().participations.get()
    indicator = part.line.offer.indicators.get()
    make.sent(part, interim, {indicator: 61}, at=dt.datetime(2026, 4, 1, tzinfo=BRUSSELS))
    make.sent(part, interim, {indicator: 62}, at=dt.datetime(2026, 4, 2, tzinfo=BRUSSELS))
    text = text_of(client.get(url(lead)))
    assert 'data-label="Tussentijds">62</td>' in text
    assert "Tussentijds" not in text_of(client.get(url(lead).replace("final", "interim")))


def test_the_newest_motivation_of_an_action_is_read(client, moment, lokeren):
    (line, _other) = lines_of(moment, lokeren)
    for number, words in ((1, "De coach was ziek."), (2, "De coach viel lang uit.")):
        Motivation.objects.create(line_id=line, moment=moment, number=number, text=words, sent_at=OPEN)
    text = text_of(client.get(url(lokeren)))
    assert "De coach viel lang uit." in text
    assert "De coach was ziek." not in text


@pytest.mark.parametrize("role", ["analyst", "finance"])
def test_who_only_reads_gets_no_buttons(client, moment, lokeren, role):
    client.force_login(make.user(ministry_role=role))
    text = text_of(client.get(url(lokeren)))
    assert "<strong>105</strong>" in text
    assert "Terugsturen" not in text
    assert "Meer tijd geven" not in text


def test_a_member_and_a_stranger_have_no_page_of_their_own(client, moment, lokeren):
    member = Registration.objects.exclude(participation__local_government=lokeren).first().participation
    for code in (member.local_government.code, make.local_government().code, "nergens"):
        for name, data in (("applicant", None), ("return", {}), ("extend", {})):
            address = reverse(f"kpi:follow-up-{name}", args=["5", "final", code])
            response = client.get(address) if data is None else client.post(address, data)
            assert response.status_code == 404, (code, name)


def test_the_page_costs_the_same_however_busy_the_applicant(client, moment, handler):
    one = applicant(moment, "Aalst")
    send(moment, one)
    busy = applicant(moment, "Zele", actions=range(101, 109), members=("Hamme", "Waasmunster"))
    send(moment, busy)
    client.force_login(handler)
    asked = []
    for lead in (one, busy):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(lead)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] <= 17


# --- sending back -----------------------------------------------------------------------------------------------------
def test_ticked_actions_go_back_with_a_remark_and_a_date(client, moment, lokeren):
    (first, _second) = lines_of(moment, lokeren)
    response = client.post(url(lokeren, "return"), returning(first), follow=True)
    assert "2 registraties teruggestuurd." in text_of(response)
    assert statuses() == {101: "returned", 102: "submitted"}
    made = Return.objects.first()
    assert (made.remark, made.until, made.returned_by.username) == ("Kijk actie 101 na.", IN_TWO_WEEKS, "dossier")
    text = text_of(response)
    assert "Teruggestuurd: Lokeren kan verbeteren tot en met 15 november 2026" in text
    assert "Teruggestuurd door Bea Claes op 1 november 2026 om 12.00 uur." in text
    assert re.findall(r'name="return-lines" value="(\d+)"', text) == [str(_second)]


def test_the_date_is_two_weeks_away_unless_somebody_says_otherwise(client, lokeren):
    assert 'name="return-until" value="15/11/2026"' in text_of(client.get(url(lokeren)))


REFUSED = {
    "nothing ticked": (lambda lines: returning(), "Kies minstens één actie."),
    "foreign line": (lambda lines: returning(lines[0] + 999), "Van deze actie is er niets (meer) ingediend"),
    "no number": (lambda lines: returning("x"), "Van deze actie is er niets (meer) ingediend"),
    "no remark": (lambda lines: returning(lines[0], **{"return-remark": "  "}), "Zeg wat er beter moet."),
    "long remark": (lambda lines: returning(lines[0], **{"return-remark": "x" * 2001}), "2000 tekens"),
    "past": (lambda lines: returning(lines[0], **{"return-until": "31/10/2026"}), "Kies een datum in de toekomst."),
    "beyond reason": (
        lambda lines: returning(lines[0], **{"return-until": "01/06/2027"}),
        "Kies een datum binnen 90 dagen: tot en met 30/01/2027.",
    ),
    "no date": (lambda lines: returning(lines[0], **{"return-until": "morgen"}), "Vul een datum in"),
    "empty": (lambda lines: {}, "Kies tegen wanneer het bestuur verbetert."),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_sent_back_is_said_and_nothing_changes(client, moment, lokeren, data, said):
    events = Event.objects.count()
    response = client.post(url(lokeren, "return"), data(lines_of(moment, lokeren)))
    assert response.status_code == 422
    text = text_of(response)
    assert said in text
    assert 'class="error-summary"' in text
    assert set(statuses().values()) == {"submitted"}
    assert Return.objects.count() == 0
    assert Event.objects.count() == events


def test_what_a_colleague_sent_back_meanwhile_cannot_go_back_again(client, moment, lokeren, handler):
    send_back(moment, lokeren, until=CHANGES, by=handler)
    response = client.post(url(lokeren, "return"), returning(*lines_of(moment, lokeren)))
    assert response.status_code == 422
    assert "Van deze actie is er niets (meer) ingediend om terug te sturen." in text_of(response)
    assert Return.objects.count() == 4


def test_sending_back_is_withdrawn_and_what_was_sent_stands(client, moment, lokeren, handler):
    first, _second = lines_of(moment, lokeren)
    send_back(moment, lokeren, until=CHANGES, by=handler)
    response = client.post(url(lokeren, "return-withdraw"), {"line": first}, follow=True)
    assert "De terugzending is ingetrokken." in text_of(response)
    assert statuses() == {101: "submitted", 102: "returned"}
    again = client.post(url(lokeren, "return-withdraw"), {"line": first}, follow=True)
    assert "Van deze actie is niets teruggestuurd." in text_of(again)
    for odd in ({}, {"line": "x"}, {"line": "9" * 12}, {"line": "9" * 5000}):
        assert client.post(url(lokeren, "return-withdraw"), odd).status_code == 302
    assert statuses() == {101: "submitted", 102: "returned"}


def test_the_applicant_reads_the_remark_at_the_action_and_sends_again(client, moment, lokeren, handler, clock):
    first, _second = lines_of(moment, lokeren)
    send_back(moment, lokeren, until=CHANGES, by=handler, lines=[first], remark="Tel elke persoon één keer.")
    clock.move_to(CORRECTABLE + dt.timedelta(days=1))
    by = make.editor(lokeren)
    client.force_login(by)
    page = text_of(client.get(reverse("kpi:registration-form", args=["5", "final", lokeren.code])))
    assert page.count("Tel elke persoon één keer.") == 2  # at its own part, and at that of its member
    assert "Lokeren kan verbeteren tot en met 15 november 2026" in page
    for one in registrations.read_sheet(moment, lokeren, CORRECTABLE).open_parts:
        field = one.fields[0]
        registrations.save_field(
            moment=moment, commitment=field.commitment, answer=Answer(101), revision=field.revision, by=by
        )
    registrations.submit(moment=moment, local_government=lokeren, by=by)
    assert set(statuses().values()) == {"submitted"}
    assert not Return.objects.open().exists()


# --- more time --------------------------------------------------------------------------------------------------------
def test_an_extension_and_a_reopening_are_given_from_the_page(client, moment, lokeren):
    response = client.post(url(lokeren, "extend"), more_time(moment, lokeren), follow=True)
    text = text_of(response)
    assert "Dit bestuur heeft meer tijd gekregen." in text
    assert "Deadline van dit bestuur: 30 november 2026." in text
    client.post(url(lokeren, "extend"), more_time(moment, lokeren, kind="reopening", until="10/12/2026 17:00"))
    extension, reopening = Extension.objects.order_by("pk")
    assert (extension.kind, extension.until) == (ExtensionKind.EXTENSION, end_of_day(dt.date(2026, 11, 30)))
    assert (reopening.kind, reopening.until) == (
        ExtensionKind.REOPENING,
        dt.datetime(2026, 12, 10, 17, tzinfo=BRUSSELS),
    )
    text = text_of(client.get(url(lokeren)))
    assert "10 december 2026 om 17.00 uur" in text
    assert "op 1 november 2026 om 12.00 uur door Bea Claes" in text


NO_MORE_TIME = {
    "no reason": ({"reason": " "}, "Zeg waarom dit bestuur meer tijd krijgt."),
    "no kind": ({"kind": "eeuwig"}, "Kies een verlenging of een heropening."),
    "past": ({"until": "01/10/2026"}, "Kies een datum in de toekomst."),
    "beyond reason": ({"until": "01/11/2027"}, "Kies een datum binnen 180 dagen: tot en met 30/04/2027."),
    "no date": ({"until": ""}, "Kies tot wanneer het bestuur meer tijd krijgt."),
    "no hour": ({"until": "30/11/2026 25:00"}, "Vul een datum in"),
}


@pytest.mark.parametrize(("data", "said"), NO_MORE_TIME.values(), ids=NO_MORE_TIME)
def test_what_gives_no_more_time_is_said_and_nothing_changes(client, moment, lokeren, data, said):
    response = client.post(url(lokeren, "extend"), more_time(moment, lokeren, **data))
    assert response.status_code == 422
    assert said in text_of(response)
    assert Extension.objects.count() == 0


def test_an_application_of_another_gets_no_time_from_here(client, moment, lokeren):
    other = applicant(moment, "Zele")
    data = more_time(moment, lokeren) | {"time-application": application_of(moment, other).pk}
    assert client.post(url(lokeren, "extend"), data).status_code == 422
    assert Extension.objects.count() == 0


def test_what_the_service_refuses_is_said_in_its_words(client, moment, lokeren, clock, handler):
    clock.move_to(OPEN)
    client.force_login(handler)
    response = client.post(url(lokeren, "extend"), more_time(moment, lokeren, until="10/10/2026"))
    assert response.status_code == 422
    assert "Tot die datum is er al tijd: kies een datum na de deadline." in text_of(response)


def test_an_extension_opens_the_form_again_and_ends_by_itself(client, moment, handler, clock):
    lead = applicant(moment)
    by = make.editor(lead)
    form = reverse("kpi:registration-form", args=["5", "final", lead.code])
    clock.move_to(OVER)
    client.force_login(by)
    assert "data-count" not in text_of(client.get(form))
    client.force_login(handler)
    client.post(url(lead, "extend"), more_time(moment, lead))
    client.force_login(by)
    page = text_of(client.get(form))
    assert "data-count" in page
    assert "Verlengd voor u tot en met" in page
    clock.move_to(end_of_day(dt.date(2026, 11, 30)) + dt.timedelta(seconds=1))
    client.force_login(by)
    assert "data-count" not in text_of(client.get(form))


# --- the list of extensions -------------------------------------------------------------------------------------------
def give(moment, lead, by, until, kind=ExtensionKind.EXTENSION):
    return registrations.give_more_time(
        moment=moment, application=application_of(moment, lead), until=until, reason="Ziekte.", by=by, kind=kind
    )


@pytest.fixture
def given(moment, handler, clock, client):
    """One that ended, one that runs, one that was withdrawn."""
    clock.move_to(LATE)
    ended = give(moment, applicant(moment, "Aalst"), handler, CORRECTABLE - dt.timedelta(days=2))
    running = give(
        moment, applicant(moment, "Lokeren", members=("Moerbeke",)), handler, CHANGES, ExtensionKind.REOPENING
    )
    withdrawn = give(moment, applicant(moment, "Zele"), handler, CHANGES)
    clock.move_to(CORRECTABLE)
    client.force_login(handler)
    client.post(reverse("kpi:extension-withdraw", args=[withdrawn.pk]))
    return ended, running, withdrawn


def listed(client, query=""):
    return re.findall(
        r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text_of(client.get(f"/opvolging/meer-tijd/{query}"))
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Zele", "Lokeren", "Aalst"]),
        ("?stand=loopt", ["Lokeren"]),
        ("?stand=voorbij", ["Aalst"]),
        ("?stand=ingetrokken", ["Zele"]),
        ("?soort=reopening", ["Lokeren"]),
        ("?moment=5-final&naam=zél", ["Zele"]),
        ("?naam=verband lok", ["Lokeren"]),
        ("?naam=!", []),
        ("?stand=ooit", []),
        ("?moment=1-final", []),
    ],
)
def test_the_list_of_extensions_is_filtered(client, given, query, names):
    assert listed(client, query) == names


def test_the_list_says_who_decided_why_and_how_it_ended(client, given):
    text = text_of(client.get("/opvolging/meer-tijd/"))
    for said in ("Ziekte.", "loopt nog", "voorbij", "ingetrokken", "op 1 november 2026 om 12.00 uur door Bea Claes"):
        assert said in text
    assert text.count(">Intrekken</button>") == 1


def test_an_extension_is_withdrawn_once_while_it_runs(client, moment, given):
    ended, running, withdrawn = given
    for one in (ended, withdrawn):
        response = client.post(reverse("kpi:extension-withdraw", args=[one.pk]), follow=True)
        assert "Deze verlenging loopt niet meer." in text_of(response)
    response = client.post(reverse("kpi:extension-withdraw", args=[running.pk]), {"back": "applicant"})
    assert response.headers["Location"] == url(running.application.lead)
    running.refresh_from_db()
    assert running.withdrawn_at == CORRECTABLE
    assert client.post(reverse("kpi:extension-withdraw", args=[987654])).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(client, moment, handler, clock):
    clock.move_to(LATE)
    client.force_login(handler)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/opvolging/meer-tijd/").status_code == 200
        return len(queries)

    give(moment, applicant(moment, "Aalst"), handler, CHANGES)
    few = asked()
    for number in range(5):
        give(moment, applicant(moment, f"Dorp {number}", members=(f"Lid {number}",)), handler, CHANGES)
    assert asked() == few <= 10


# --- who may not ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["analyst", "finance", "lead", "nobody"])
def test_nobody_else_decides(client, moment, lokeren, handler, who):
    one = give(moment, lokeren, handler, CHANGES)
    send_back(moment, lokeren, until=CHANGES, by=handler, lines=lines_of(moment, lokeren)[:1])
    client.logout()
    if who != "nobody":
        client.force_login(make.editor(lokeren) if who == "lead" else make.user(ministry_role=who))
    before = (statuses(), Return.objects.count(), list(Extension.objects.values()))
    lines = lines_of(moment, lokeren)
    for address, data in (
        (url(lokeren, "return"), returning(*lines)),
        (url(lokeren, "return-withdraw"), {"line": lines[0]}),
        (url(lokeren, "extend"), more_time(moment, lokeren)),
        (reverse("kpi:extension-withdraw", args=[one.pk]), {}),
    ):
        assert client.post(address, data).status_code == (302 if who == "nobody" else 403), address
    assert (statuses(), Return.objects.count(), list(Extension.objects.values())) == before


def test_only_a_post_decides(client, moment, lokeren):
    for name in ("return", "return-withdraw", "extend"):
        assert client.get(url(lokeren, name)).status_code == 405
    assert set(statuses().values()) == {RegistrationStatus.SUBMITTED}
