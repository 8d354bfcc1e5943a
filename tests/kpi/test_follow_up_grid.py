"""The completeness grid: who is how far, counted on top, filtered, in a file; the first page of who follows up."""

import csv
import datetime as dt
import re
from html import unescape
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from grants.models import ReportingMoment
from grants.states import ExtensionKind
from kpi.figures.completeness import EXTENSION, QUESTION, RETURN, Asked, completeness, parts_of
from kpi.filters.follow_up import default_moment
from kpi.models import Registration
from kpi.services import messages, registrations
from kpi.states import LineState, RegistrationStatus
from samenleven.core.clock import end_of_day, start_of_day
from tests import make
from tests.kpi.corridor import CHANGES, CORRECTABLE, DEADLINE, LATE, OPEN, at
from tests.kpi.follow_up_world import (
    applicant,
    application_of,
    crowd,
    crowd_sends,
    fill,
    moment_of,
    release,
    send,
    send_back,
)

pytestmark = pytest.mark.django_db
URL = "/opvolging/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def moment():
    return moment_of()


@pytest.fixture
def handler(client):
    person = make.user("dossier", ministry_role="case_handler")
    client.force_login(person)
    return person


def grid(moment, **asked):
    return completeness(Asked(moment, timezone.now(), **asked))


def only_cell(moment):
    (row,) = grid(moment).applicants
    (cell,) = row.cells.values()
    state = str(LineState(cell.state).label)
    return f"{state}, {cell.share} {cell.of_what}" if cell.share else state


def text_of(response):
    return unescape(response.content.decode())


def names_in(response):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text_of(response))


def extend(moment, lead, by, kind=ExtensionKind.EXTENSION, until=CORRECTABLE):
    registrations.give_more_time(
        moment=moment, application=application_of(moment, lead), until=until, reason="Ziekte.", by=by, kind=kind
    )


# --- how far a line is ------------------------------------------------------------------------------------------------
def test_one_applicant_goes_through_every_state(moment, clock, handler):
    lead = applicant(moment)
    assert only_cell(moment) == "niet begonnen"
    by = fill(moment, lead)
    assert only_cell(moment) == "ontwerp"
    registrations.submit(moment=moment, local_government=lead, by=by)
    assert only_cell(moment) == "ingediend"
    clock.move_to(LATE)
    assert only_cell(moment) == "ingediend"
    registrations.start_correction(moment=moment, local_government=lead, by=by)
    assert only_cell(moment) == "wordt verbeterd"
    registrations.discard_correction(moment=moment, local_government=lead, by=by)
    send_back(moment, lead, until=CHANGES, by=handler)
    assert only_cell(moment) == "teruggestuurd"


def test_a_field_that_was_emptied_again_is_no_beginning(moment):
    lead = applicant(moment)
    by = fill(moment, lead)
    (one,) = registrations.read_sheet(moment, lead, OPEN).fields
    registrations.save_field(
        moment=moment, commitment=one.commitment, answer=registrations.BLANK, revision=one.revision, by=by
    )
    assert only_cell(moment) == "niet begonnen"


def test_the_members_of_a_partnership_count_together(moment, clock):
    lead = applicant(moment, members=("Moerbeke", "Wachtebeke"))
    first, second = [one.member for one in registrations.read_sheet(moment, lead, OPEN).parts if not one.is_own]
    release(moment, lead, first)
    assert only_cell(moment) == "ontwerp, 1 van 3 vrijgegeven"
    release(moment, lead, second)
    fill(moment, lead)
    assert only_cell(moment) == "ontwerp, 2 van 3 vrijgegeven"
    Registration.objects.update(status=RegistrationStatus.RELEASED)
    assert only_cell(moment) == "vrijgegeven"
    Registration.objects.filter(participation__local_government=second).update(status=RegistrationStatus.DRAFT)
    registrations.submit(moment=moment, local_government=lead, by=make.editor(lead))
    assert only_cell(moment) == "ontwerp, 2 van 3 ingediend"
    clock.move_to(LATE)
    assert only_cell(moment) == "te laat, 2 van 3 ingediend"


def test_who_has_an_extension_is_not_late_and_who_was_reopened_is(moment, clock, handler):
    lead = applicant(moment)
    clock.move_to(DEADLINE)
    assert only_cell(moment) == "niet begonnen"
    clock.move_to(LATE)
    assert only_cell(moment) == "te laat"
    extend(moment, lead, handler, ExtensionKind.REOPENING)
    assert only_cell(moment) == "te laat"
    extend(moment, lead, handler)
    assert only_cell(moment) == "niet begonnen"
    assert grid(moment).applicants[0].own_until == CORRECTABLE
    clock.move_to(CORRECTABLE + dt.timedelta(seconds=1))
    assert only_cell(moment) == "te laat"
    assert grid(moment).applicants[0].own_until is None


def test_a_moment_without_a_deadline_is_never_late(clock):
    moment = moment_of(deadline=None, entries_until=None, changes_until=None)
    applicant(moment)
    clock.move_to(at(12, 31))
    assert only_cell(moment) == "niet begonnen"


def test_an_application_without_a_lead_has_a_row_for_each_member(moment):
    offer = make.offer(moment.round, make.action(101))
    application = make.application(moment.round, is_imported=True)
    type(application).objects.update(lead=None)
    application.refresh_from_db()
    line = make.line(application, offer)
    for name in ("Aalst", "Zele"):
        make.commitment(make.participation(line, make.local_government(name=name)))
    assert [(one.name, one.members, len(one.cells)) for one in grid(moment).applicants] == [
        ("Aalst", 1, 1),
        ("Zele", 1, 1),
    ]


def test_what_nobody_promised_yet_is_not_in_play(moment):
    applicant(moment)
    make.participation(
        make.line(
            moment.round.applications.get(),
            make.offer(moment.round, make.action(102)),
        )
    )
    found = grid(moment)
    assert found.actions == [101]
    assert found.lines == 1


# --- counts, filters, order -------------------------------------------------------------------------------------------
@pytest.fixture
def many(moment, handler):
    """Four applicants: sent, begun, sent back, and nothing yet with more time."""
    make.action(201, goal=make.goal(2))
    sent = applicant(moment, "Aalst", actions=(101, 102))
    send(moment, sent)
    begun = applicant(
        moment, "Brugge", actions=(101, 201), province="West-Vlaanderen", reference_region=make.region("Regio Brugge")
    )
    fill(moment, begun)
    returned = applicant(
        moment, "Lokeren", actions=(101,), members=("Moerbeke",), partnership="Verband van het Waasland"
    )
    send(moment, returned)
    send_back(moment, returned, until=CHANGES, by=handler)
    later = applicant(moment, "Zele", actions=(102,))
    extend(moment, later, handler)
    ask(moment, begun, "Wat telt mee?")
    ask(moment, later, "Tot wanneer?")
    messages.write(moment=moment, application=application_of(moment, later), text="Tot 1 november.", by=handler)
    return moment


def ask(moment, lead, text):
    messages.write(
        moment=moment,
        application=application_of(moment, lead),
        text=text,
        by=make.editor(lead),
        local_government=lead,
    )


def test_the_counts_on_top_are_of_lines_and_of_parts(many):
    found = grid(many)
    assert found.states == {"sent": 2, "draft": 2, "returned": 1, "not_started": 1}
    assert (found.lines, found.sent, found.parts) == (6, 3, 7)
    assert found.actions == [101, 102, 201]


FILTERS = [
    ({}, ["Aalst", "Brugge", "Lokeren", "Zele"]),
    ({"state": "sent"}, ["Aalst"]),
    ({"state": "late"}, []),
    ({"actions": (102,)}, ["Aalst", "Zele"]),
    ({"actions": ()}, []),
    ({"actions": (101,), "state": "draft"}, ["Brugge"]),
    ({"region": "Regio Brugge"}, ["Brugge"]),
    ({"province": "Oost-Vlaanderen"}, ["Aalst", "Lokeren", "Zele"]),
    ({"name": "zél"}, ["Zele"]),
    ({"name": "moerb"}, ["Lokeren"]),
    ({"name": "het WAASland"}, ["Lokeren"]),
    ({"name": "%"}, []),
    ({"name": "!"}, []),
    ({"running": RETURN}, ["Lokeren"]),
    ({"running": EXTENSION}, ["Zele"]),
    ({"running": QUESTION}, ["Brugge"]),
    ({"sort": "-naam"}, ["Zele", "Lokeren", "Brugge", "Aalst"]),
    ({"sort": "-open"}, ["Brugge", "Lokeren", "Zele", "Aalst"]),
    ({"sort": "open"}, ["Aalst", "Lokeren", "Zele", "Brugge"]),
    ({"sort": "; DROP TABLE"}, ["Aalst", "Brugge", "Lokeren", "Zele"]),
]


@pytest.mark.parametrize(("asked", "names"), FILTERS, ids=lambda asked: str(asked))
def test_a_filter_chooses_applicants(many, asked, names):
    assert [one.name for one in grid(many, **asked).applicants] == names


@pytest.mark.parametrize(("asked", "names"), FILTERS, ids=lambda asked: str(asked))
def test_the_file_holds_the_same_applicants(many, asked, names):
    found = parts_of(Asked(many, timezone.now(), **asked))
    assert list(dict.fromkeys(one.applicant_name for one in found)) == names


def test_a_filter_on_a_state_leaves_the_counts(many):
    assert grid(many, state="sent").states == grid(many).states


def test_the_filters_stand_in_the_address(client, handler, many):
    for query, names in (
        ("stand=ingediend", ["Aalst"]),
        ("loopt=terugzending", ["Lokeren"]),
        ("loopt=verlenging", ["Zele"]),
        ("loopt=vraag", ["Brugge"]),
        ("doelstelling=2", ["Brugge"]),
        ("actie=102", ["Aalst", "Zele"]),
        ("naam=moer", ["Lokeren"]),
        ("sort=-naam&provincie=West-Vlaanderen", ["Brugge"]),
    ):
        assert names_in(client.get(f"{URL}?moment=5-final&{query}")) == names, query


def test_open_questions_are_counted_and_lead_to_who_asked(client, handler, many, clock):
    chosen = f"{URL}?moment=5-final&loopt=vraag"
    page = text_of(client.get(f"{URL}?moment=5-final&naam=zele"))
    assert f'href="{chosen}"' in page
    assert ">1 open vraag</a>" in page
    assert f'href="{reverse("kpi:burden")}?ronde=5">Planlast van deze ronde</a>' in page
    assert names_in(client.get(chosen)) == ["Brugge"]
    clock.shift(60)
    ask(many, many.round.applications.get(lead__name="Zele").lead, "En daarna?")
    assert ">2 open vragen</a>" in text_of(client.get(chosen))
    assert names_in(client.get(chosen)) == ["Brugge", "Zele"]
    clock.shift(60)
    for application in many.round.applications.all():
        messages.write(moment=many, application=application, text="Beantwoord.", by=handler)
    page = client.get(chosen)
    assert "Geen open vragen." in text_of(page)
    assert names_in(page) == []


def test_a_filter_that_cannot_be_read_is_explained_on_its_form(client, handler, many):
    for query, said in (
        ("stand=weg", "“weg” staat niet in de lijst."),
        ("moment=9-final", "“9-final” staat niet in de lijst."),
        ("actie=201&doelstelling=1", "Actie 201 hoort niet bij doelstelling 1. Wis een van beide."),
        ("naam=" + "x" * 81, "80 tekens"),
    ):
        text = text_of(client.get(f"{URL}?{query}"))
        assert said in text, query
        assert names_in(client.get(f"{URL}?{query}")) == []
        assert client.get(f"{URL}csv/?{query}").headers["Location"].startswith(URL)


@pytest.mark.parametrize("page", ["0", "-1", "2", "99999999999999999999", "x", "٣"])
def test_a_page_that_is_not_there_is_one_that_is(client, handler, many, page):
    assert len(names_in(client.get(URL, {"page": page}))) == 4


def test_a_tile_is_a_filter_and_the_way_back(client, handler, many):
    text = text_of(client.get(f"{URL}?moment=5-final&naam=l"))
    assert 'href="/opvolging/?moment=5-final&stand=ingediend&naam=l"' in text
    chosen = text_of(client.get(f"{URL}?moment=5-final&stand=ingediend"))
    assert re.search(r'<a id="tile-sent" href="/opvolging/\?moment=5-final"[^>]* aria-current="true">', chosen)


# --- the page ---------------------------------------------------------------------------------------------------------
def test_a_cell_says_its_action_and_state_and_leads_to_it(client, handler, many):
    text = text_of(client.get(URL))
    lokeren = many.round.applications.get(lead__name="Lokeren").lead
    assert (
        f'<td data-state="returned"><a href="5/final/{lokeren.code}/#actie-101">101 teruggestuurd <small>1 van 2</small> ingediend</a></td>'
        in text
    )
    assert '<th scope="col" title="Actie 101"><span class="visually-hidden">Actie </span>101' in text
    assert "Verband van het Waasland, 2 leden." in text
    assert "meer tijd tot en met 1 november 2026 om 12.00 uur" in text
    assert "3 van 7 registraties ingediend (per actie en per lid), zoals gekend op 1 oktober 2026 om 12.00 uur." in text
    page = client.get(f"{URL}5/final/{lokeren.code}/")
    assert 'id="actie-101"' in text_of(page)


def test_nothing_to_follow_up_is_said(client, handler):
    assert "Er is nog niets om op te volgen." in text_of(client.get(URL))
    moment_of()
    assert "Er is nog niets om op te volgen." in text_of(client.get(URL))


def test_htmx_gets_the_grid_alone(client, handler, many):
    response = client.get(URL, headers={"HX-Request": "true", "HX-Target": "follow-up"})
    text = text_of(response)
    assert text.lstrip().startswith('<div class="stack" id="follow-up" data-announce="4 aanvragers">')
    assert "<html" not in text
    assert "HX-Request" in response["Vary"]


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address)
        if response.streaming:
            b"".join(response)
    assert response.status_code == 200
    return len(asked)


def test_the_grid_costs_the_same_for_one_and_for_many(client, handler, moment):
    crowd_sends(moment, crowd(moment, 1, range(101, 103)))
    addresses = (URL, f"{URL}?naam=gemeente&stand=ingediend", f"{URL}csv/")
    few = [queries_of(client, address) for address in addresses]
    crowd_sends(moment, crowd(moment, 30, range(101, 111), members=3, first=1))
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 7


def test_the_grid_itself_is_one_statement(moment, django_assert_num_queries):
    crowd_sends(moment, crowd(moment, 2, range(101, 121), members=1))
    with django_assert_num_queries(1):
        assert grid(moment).total == 2
    with django_assert_num_queries(1):
        assert len(parts_of(Asked(moment, timezone.now()))) == 60


def test_a_page_stays_small_whoever_does_everything(client, handler, moment):
    parts = crowd(moment, 45, range(101, 125), members=2)
    crowd_sends(moment, [part for part in parts if part.local_government.code.endswith("-0")])
    pages = [client.get(URL, {"page": number}) for number in (1, 2, 3)]
    assert max(len(page.content) for page in pages) < 60_000
    assert [len(names_in(page)) for page in pages] == [15, 15, 15]
    assert len({name for page in pages for name in names_in(page)}) == 45


def test_forty_applicants_of_a_few_actions_stand_on_a_page(client, handler, moment):
    crowd(moment, 41, range(101, 107))
    page = client.get(URL)
    assert len(names_in(page)) == 40
    assert len(page.content) < 60_000
    assert names_in(client.get(URL, {"page": 2})) == ["Gemeente 040-0"]


# --- which moment, and who lands where --------------------------------------------------------------------------------
def dated(code, opens, deadline, changes=None, **fields):
    project_round = make.round(code, **fields)
    return make.moment(
        project_round,
        opens_at=opens and start_of_day(opens),
        deadline=deadline and end_of_day(deadline),
        changes_until=changes and end_of_day(changes),
    )


def chosen_at(now):
    moments = list(ReportingMoment.objects.select_related("round"))
    found = default_moment(moments, now)
    return found and found.code


def test_the_grid_opens_on_what_is_open_or_else_was_last(db):
    assert chosen_at(OPEN) is None
    dated("1", dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2026, 4, 30))
    dated("2", dt.date(2026, 9, 1), dt.date(2026, 10, 15), dt.date(2026, 11, 15))
    dated("oefening", dt.date(2026, 9, 30), dt.date(2026, 12, 31), is_practice=True)
    assert chosen_at(at(1, 1)) == "1-final"  # nothing began: what comes first
    assert chosen_at(at(4, 30)) == "1-final"
    assert chosen_at(at(8, 1)) == "1-final"  # the last that was
    assert chosen_at(at(9, 1)) == "2-final"
    assert chosen_at(at(11, 15)) == "2-final"
    assert chosen_at(at(12, 31)) == "2-final"


def test_a_practice_round_shows_where_it_is_named_or_alone(client, handler):
    practice = moment_of("oefening")
    type(practice.round).objects.update(is_practice=True, number=None)
    applicant(practice, "Geel")
    assert names_in(client.get(URL)) == ["Geel"]
    real = moment_of("6")
    applicant(real, "Gent")
    assert names_in(client.get(URL)) == ["Gent"]
    assert names_in(client.get(f"{URL}?moment=oefening-final")) == ["Geel"]


@pytest.mark.parametrize(
    ("role", "address"),
    [("case_handler", URL), ("administrator", URL), ("analyst", "/dashboard/"), ("finance", "/dashboard/")],
)
def test_everybody_at_the_ministry_begins_at_the_own_work(client, role, address):
    client.force_login(make.user(ministry_role=role))
    assert client.get("/").headers["Location"] == address


def test_the_list_of_registrations_leads_the_ministry_to_the_grid(client, handler):
    assert client.get("/registraties/?page=3&naam=gent&iets=anders").headers["Location"] == f"{URL}?naam=gent"
    client.force_login(make.editor(make.local_government()))
    assert client.get("/registraties/").status_code == 200


@pytest.mark.parametrize("role", ["analyst", "finance"])
def test_who_only_reads_sees_the_grid_too(client, many, role):
    client.force_login(make.user(ministry_role=role))
    assert names_in(client.get(URL)) == ["Aalst", "Brugge", "Lokeren", "Zele"]


def test_a_local_government_does_not_see_the_grid(client, many):
    client.force_login(make.editor(make.local_government()))
    for address in (URL, f"{URL}csv/"):
        assert client.get(address).status_code == 403


# --- the file ---------------------------------------------------------------------------------------------------------
def rows_of(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_the_file_has_a_row_per_applicant_action_and_member(client, handler, many, clock):
    clock.move_to(LATE)
    client.force_login(handler)
    response = client.get(f"{URL}csv/?naam=lokeren")
    assert response.headers["Content-Disposition"].endswith('"plan-samenleven_opvolging_5-final_2026-10-20.csv"')
    lead, member = rows_of(response)
    told = (
        "Lokaal bestuur",
        "Stand van de actie",
        "Stand van dit bestuur",
        "Versie",
        "Ingediend op",
        "Te verbeteren tegen",
    )
    assert [lead[name] for name in told] == [
        "Lokeren",
        "teruggestuurd",
        "teruggestuurd",
        "1",
        "01/10/2026 12:00",
        "15/11/2026",
    ]
    assert [member[name] for name in told] == ["Moerbeke", "teruggestuurd", "te laat", "", "", ""]
    assert lead["Samenwerkingsverband"] == "Verband van het Waasland"
    assert lead["Deadline van dit bestuur"] == "15/10/2026"
    assert lead["Zoals gekend op"] == "20/10/2026 12:00"


def test_the_file_of_a_state_holds_the_lines_in_it(client, handler, many):
    rows = rows_of(client.get(f"{URL}csv/?stand=ontwerp"))
    assert [(row["Lokaal bestuur"], row["Nummer actie"]) for row in rows] == [("Brugge", "101"), ("Brugge", "201")]
    assert len(rows_of(client.get(f"{URL}csv/"))) == 7
