"""The pages of snapshots: what was frozen, whether it still holds, and asking for one now (R33-R36)."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpi import tasks
from kpi.models import Snapshot, SnapshotCheck, SnapshotRun
from kpi.services import progress, snapshots
from kpi.states import RunStatus
from kpi.views import snapshot_runs
from kpi.views import snapshots as pages
from samenleven.accounts.models import MinistryRole
from samenleven.core import wording
from samenleven.core.tasks import heartbeat
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_dashboard import part, send

pytestmark = pytest.mark.django_db

LIST = "/momentopnames/"
FREEZE = "/momentopnames/1-final/bevriezen/"
NOT_THE_ADMINISTRATOR = [role.value for role in MinistryRole if role not in (MinistryRole.NONE, "administrator")]


@pytest.fixture
def final():
    return make.moment(make.round("1"))


@pytest.fixture
def admin(client):
    """The browser of an administrator."""
    client.force_login(make.user("beheer", ministry_role="administrator", first_name="Ann", last_name="Peeters"))
    return client


def correct(participation, final, count):
    return make.sent(participation, final, {participation.line.offer.indicators.get(): count}, at=timezone.now())


def drift(snapshot, **digests):
    """A recount that gave something else."""
    digests = {"stored_digest": snapshot.digest, "recount_digest": snapshot.digest} | digests
    return SnapshotCheck.objects.create(snapshot=snapshot, checked_at=timezone.now(), **digests)


# --- the list ---------------------------------------------------------------------------------------------------------
def test_each_moment_tells_its_deadline_and_its_snapshots(admin, final):
    participation = part(final)
    send(participation, final, 8)
    first = snapshots.take_if_due(final)
    correct(participation, final, 9)
    second = snapshots.take_if_due(final)
    page = admin.get(LIST)
    rows = tables_of(page)[0][1:]
    assert [[row[0], row[1], row[2], row[4], row[5]] for row in rows] == [
        [
            "1-final-2",
            "verbetering van 1-final-1",
            wording.moment(second.as_of),
            "nog niet herteld",
            f"{second.digest[:12]}…",
        ],
        ["1-final-1", "deadline", "15 oktober 2023", "nog niet herteld", f"{first.digest[:12]}…"],
    ]
    assert "De deadline was 15 oktober 2023." in text_of(page)
    assert "verouderd" not in text_of(page)


def test_a_moment_without_a_snapshot_counts_the_days(admin):
    make.moment(make.round("4"), opens_at=None, deadline=timezone.now() + dt.timedelta(days=12))
    page = text_of(admin.get(LIST))
    assert "(nog 12 dagen)" in page
    assert "Er is nog niets bevroren." in page


@pytest.mark.parametrize("how", ["sent", "taken back"])
def test_a_moment_is_outdated_once_something_was_sent_or_taken_back(admin, final, how):
    participation = part(final)
    version = send(participation, final, 8)
    snapshot = snapshots.take_if_due(final)
    assert "verouderd" not in text_of(admin.get(LIST))
    if how == "sent":
        correct(participation, final, 9)
    else:
        version.taken_back_at = timezone.now()
        version.save()
    assert "verouderd" in text_of(admin.get(LIST))
    assert "verouderd" in text_of(admin.get(snapshot.get_absolute_url()))


def test_drift_is_shown(admin, final):
    part(final)
    snapshot = snapshots.take_if_due(final)
    snapshots.verify(snapshot)
    assert tables_of(admin.get(LIST))[0][1][4] == "hertelling klopt"
    drift(snapshot, recount_digest="0" * 64)
    assert tables_of(admin.get(LIST))[0][1][4] == "hertelling wijkt af"
    assert "zeggen niet hetzelfde" in text_of(admin.get(snapshot.get_absolute_url()))
    drift(snapshot, stored_digest="0" * 64)
    assert tables_of(admin.get(LIST))[0][1][4] == "bewaarde rijen wijken af"


def test_only_the_newest_snapshots_of_a_moment_stand_in_the_list(admin, final):
    participation = part(final)
    send(participation, final, 8)
    snapshots.take_if_due(final)
    for count in range(6):
        correct(participation, final, count)
        snapshots.take_if_due(final)
    page = admin.get(LIST)
    assert [row[0] for row in tables_of(page)[0][1:]] == [f"1-final-{number}" for number in (7, 6, 5, 4, 3)]
    assert "Nog 2 oudere momentopnames" in text_of(page)
    assert len(tables_of(admin.get(LIST, {"moment": "1-final"}))[0][1:]) == 7


def test_a_moment_that_does_not_exist_is_not_there(admin, final):
    for moment in ("1-interim", "9-final", "final", "-", "x"):
        assert admin.get(LIST, {"moment": moment}).status_code == 404
    assert admin.get("/momentopnames/1-final-1/").status_code == 404
    assert admin.get(reverse("kpi:snapshot-run", args=[10**30])).status_code == 404


def test_every_page_costs_the_same_for_one_row_and_for_many(admin, final):
    def statements(address):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(address).status_code == 200
        return len(asked)

    participation = part(final)
    send(participation, final, 8)
    snapshots.take_if_due(final)
    correct(participation, final, 9)
    snapshots.take_if_due(final)
    # One of these counts the unread messages: remembered like the rest, and forgotten with it.
    asked = {LIST: 10, f"{LIST}?moment=1-final": 10, "/momentopnames/1-final-2/": 13}
    for more in (0, 6):
        for number in range(more):
            moment = make.moment(make.round(str(10 + number)))
            snapshots.take_on_demand(moment)
            snapshots.request_run(moment=moment, by=None)
            part(final)
            correct(participation, final, number)
            snapshots.verify(snapshots.take_if_due(final))
        assert {address: statements(address) for address in asked} == asked


def test_the_second_time_little_is_asked(admin, final, django_assert_num_queries):
    part(final)
    snapshot = snapshots.take_if_due(final)
    for address, most in ((LIST, 4), (snapshot.get_absolute_url(), 3)):
        admin.get(address)
        with django_assert_num_queries(most):
            admin.get(address)


def test_a_kept_list_follows_recounts_and_work_at_once(admin, client, final):
    part(final)
    snapshot = snapshots.take_if_due(final)
    assert "Nu bevriezen" in text_of(admin.get(LIST))
    run = snapshots.request_run(moment=final, by=None)
    assert "Nu bevriezen" not in text_of(admin.get(LIST))
    assert run.get_absolute_url() in admin.get(LIST).content.decode()
    snapshots.stop_run(run=run, by=None)
    snapshots.verify(snapshot)
    assert "hertelling klopt" in text_of(admin.get(LIST))
    assert "Nu bevriezen" in text_of(admin.get(LIST))
    client.force_login(make.user(ministry_role="analyst"))
    assert "Nu bevriezen" not in text_of(client.get(LIST))


# --- one snapshot -----------------------------------------------------------------------------------------------------
def test_a_snapshot_says_everything_about_itself(admin, final):
    send(part(final), final, 8)
    snapshot = snapshots.take_if_due(final)
    page = admin.get(snapshot.get_absolute_url())
    text = text_of(page)
    for words in ("1-final-1", snapshot.digest, snapshot.rule_version, "de nachtelijke taak", "deadline"):
        assert words in text
    assert tables_of(page)[0][2] == [
        "7. Actie 7 begeleide personen",
        "1",
        "€ 3.900,00 6 eenheden",
        "10 huidig 4 gepland 6",
        "8",
        "80 %",
        "1 van 1 volledig",
    ]
    assert "Verschillen met" not in text
    assert 'href="/dashboard/actie/7/?momentopname=1-final-1"' in page.content.decode()


def test_a_correction_shows_each_figure_beside_the_one_before(admin, final):
    participation = part(final, by=make.local_government("46021", name="Sint-Niklaas"))
    late = part(final, by=make.local_government("71016", name="Genk"))
    send(participation, final, 8)
    snapshots.take_if_due(final)
    correct(participation, final, 12)
    correct(late, final, 0)
    second = snapshots.take_if_due(final)
    page = admin.get(second.get_absolute_url())
    assert tables_of(page)[1] == [
        ["Actie", "Lokaal bestuur", "Cijfer", "1-final-1", "1-final-2"],
        ["7. Actie 7", "Genk", "bereikt begeleide personen", "onbekend", "0"],
        ["7. Actie 7", "Genk", "stand", "niet gerapporteerd", "gerapporteerd"],
        ["7. Actie 7", "Genk", "versie van de registratie", "onbekend", "1"],
        ["7. Actie 7", "Sint-Niklaas", "bereikt begeleide personen", "8", "12"],
        ["7. Actie 7", "Sint-Niklaas", "versie van de registratie", "1", "2"],
    ]
    assert "5 cijfers verschillen." in text_of(page)
    assert "er is een latere" in text_of(admin.get("/momentopnames/1-final-1/"))


def test_money_and_published_totals_that_change_are_differences_too(admin, final):
    participation = part(final, by=make.local_government("46021", name="Sint-Niklaas"))
    make.published(final.round, None, "awarded", "14000.00")
    first = snapshots.take_on_demand(final)
    award = participation.line.award
    award.amount = 4000
    award.save()
    make.published(final.round, None, "awarded", "15000.00", known_at=timezone.now())
    make.published(final.round, participation.line.offer.action, "local_governments", "9", known_at=timezone.now())
    second = snapshots.take_on_demand(final)
    assert (first.number, second.number) == (1, 2)
    assert [row[2:] for row in tables_of(admin.get(second.get_absolute_url()))[1][1:]] == [
        ["toegekend bedrag", "€ 3.900,00", "€ 4.000,00"],
        ["gepubliceerd: lokale besturen", "onbekend", "9"],
        ["gepubliceerd: toegekend bedrag", "€ 14.000,00", "€ 15.000,00"],
    ]


@pytest.mark.parametrize("page", ["1", "2", "9", "-1", "x", "99999999999"])
def test_many_differences_are_paged(admin, final, page):
    parts = [part(final) for _number in range(18)]
    snapshots.take_if_due(final)
    for participation in parts:
        correct(participation, final, 3)
    second = snapshots.take_if_due(final)
    rows = tables_of(admin.get(second.get_absolute_url(), {"page": page}))[1][1:]
    assert len(rows) == (4 if page == "2" else 50)


# --- recounting -------------------------------------------------------------------------------------------------------
def test_the_administrator_recounts_at_once(admin, final):
    send(part(final), final, 8)
    snapshot = snapshots.take_if_due(final)
    page = admin.post(reverse("kpi:snapshot-verify", args=[snapshot.code]), follow=True)
    assert "De hertelling klopt: de registraties geven nog altijd dezelfde cijfers." in text_of(page)
    assert snapshot.checks.get().agrees


def test_a_recount_that_differs_says_so(admin, final):
    participation = part(final)
    snapshot = snapshots.take_if_due(final)
    send(participation, final, 8)
    page = admin.post(reverse("kpi:snapshot-verify", args=[snapshot.code]), follow=True)
    assert "De hertelling wijkt af. Meld dit aan het team dat het portaal beheert." in text_of(page)
    assert not snapshot.checks.get().agrees


@pytest.mark.parametrize(("awake", "says"), [(True, "wordt herteld"), (False, "Hertellen lukt nu niet.")])
def test_a_large_one_is_recounted_by_a_worker(admin, final, monkeypatch, awake, says):
    part(final)
    snapshot = snapshots.take_if_due(final)
    woken = []
    monkeypatch.setattr(pages, "wake", lambda task, pk: woken.append((task, pk)) or awake)
    monkeypatch.setattr(pages, "is_large", lambda snapshot: True)
    page = admin.post(reverse("kpi:snapshot-verify", args=[snapshot.code]), follow=True)
    assert says in text_of(page)
    assert woken == [(tasks.verify_snapshot, snapshot.pk)]
    assert snapshot.checks.count() == 0
    tasks.verify_snapshot(snapshot.pk)
    assert snapshot.checks.count() == 1


# --- freezing now -----------------------------------------------------------------------------------------------------
def test_the_administrator_freezes_and_follows_the_work(admin, final):
    heartbeat()  # else a run of the tests that lasts longer than two minutes tells that the clock is away
    send(part(final), final, 8)
    answer = admin.post(FREEZE)
    run = SnapshotRun.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/momentopnames/opdracht/{run.pk}/")
    assert "Er loopt een opdracht: volg ze hier" in text_of(admin.get(LIST))
    waiting = admin.get(answer.url)
    assert "wacht op zijn beurt Uw vraag is bewaard. Het begint zo." in text_of(waiting)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert f'<a id="run-refresh" href="{answer.url}">' in waiting.content.decode()
    tasks.do_snapshot_run(run.pk)
    done = admin.get(answer.url)
    assert "klaar Momentopname 1-final-1 is genomen." in text_of(done)
    assert 'href="/momentopnames/1-final-1/"' in done.content.decode()
    assert "hx-trigger" not in done.content.decode()
    assert "Stoppen" not in text_of(done)


def test_a_double_click_is_one_piece_of_work(admin, final):
    first, second = admin.post(FREEZE), admin.post(FREEZE)
    assert first.url == second.url
    assert SnapshotRun.objects.count() == 1


def test_with_a_dead_broker_the_work_waits_and_the_page_says_so(admin, final, monkeypatch):
    monkeypatch.setattr(pages, "wake", lambda task, pk: False)
    monkeypatch.setattr(snapshot_runs, "degraded", lambda: ["broker"])
    page = admin.post(FREEZE, follow=True)
    assert "Het bevriezen kan nu even niet beginnen. Uw vraag is bewaard en begint vanzelf" in text_of(page)
    assert SnapshotRun.objects.get().status == RunStatus.WAITING
    monkeypatch.setattr(snapshot_runs, "degraded", lambda: ["beat"])
    assert "De dienst die bevriest, antwoordt nu niet." in text_of(admin.get(page.request["PATH_INFO"]))


def test_a_run_shows_how_far_it_is(admin, final):
    run = snapshots.request_run(moment=final, by=None)
    SnapshotRun.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING, started_at=timezone.now())
    assert "Het werk is begonnen." in text_of(admin.get(run.get_absolute_url()))
    progress.tell(run, 9, 22)
    page = admin.get(run.get_absolute_url(), headers={"HX-Request": "true", "HX-Target": "run"}).content.decode()
    assert '<progress class="run-progress" id="run-progress" max="100" value="41">41 %</progress>' in page
    assert "<html" not in page


def test_the_last_answer_to_htmx_takes_the_button_away(admin, final):
    run = snapshots.request_run(moment=final, by=None)
    snapshots.stop_run(run=run, by=None)
    page = admin.get(run.get_absolute_url(), headers={"HX-Request": "true", "HX-Target": "run"}).content.decode()
    assert '<div id="run-stop" hx-swap-oob="true"></div>' in page
    assert 'data-announce="Gestopt voor het begin."' in page


def test_a_run_is_stopped_before_it_begins(admin, final):
    run = snapshots.request_run(moment=final, by=None)
    page = admin.post(reverse("kpi:snapshot-run-stop", args=[run.pk]), follow=True)
    assert "gestopt Gestopt voor het begin." in text_of(page)
    tasks.do_snapshot_run(run.pk)
    assert Snapshot.objects.count() == 0


def test_a_run_that_is_busy_stops_at_its_next_step(admin, final):
    run = snapshots.request_run(moment=final, by=None)
    SnapshotRun.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING, started_at=timezone.now())
    page = text_of(admin.post(reverse("kpi:snapshot-run-stop", args=[run.pk]), follow=True))
    assert "De opdracht stopt bij haar volgende stap." in page
    assert "Stoppen is gevraagd." in page


def test_stopping_what_has_ended_changes_nothing(admin, final):
    run = snapshots.request_run(moment=final, by=None)
    tasks.do_snapshot_run(run.pk)
    page = admin.post(reverse("kpi:snapshot-run-stop", args=[run.pk]), follow=True)
    assert "Deze opdracht is al afgelopen." in text_of(page)
    assert SnapshotRun.objects.get().status == RunStatus.DONE


# --- who may do it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["", *NOT_THE_ADMINISTRATOR])
def test_only_an_administrator_freezes_stops_and_recounts(client, final, role):
    part(final)
    snapshot = snapshots.take_if_due(final)
    run = snapshots.request_run(moment=final, by=None)
    client.force_login(make.user(ministry_role=role))
    for address in (
        FREEZE,
        reverse("kpi:snapshot-run-stop", args=[run.pk]),
        reverse("kpi:snapshot-verify", args=[snapshot.code]),
    ):
        assert client.post(address).status_code == 403
    run.refresh_from_db()
    assert (SnapshotRun.objects.count(), run.status, snapshot.checks.count()) == (1, RunStatus.WAITING, 0)
    if role:
        assert not re.search("Nu bevriezen|Nu hertellen", text_of(client.get(LIST)))
        assert "Stoppen" not in text_of(client.get(run.get_absolute_url()))
    else:
        assert client.get(run.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("name", ["snapshot-freeze", "snapshot-verify"])
def test_a_job_is_asked_with_a_button_and_never_with_a_link(admin, final, name):
    assert admin.get(reverse(f"kpi:{name}", args=["1-final"])).status_code == 405
