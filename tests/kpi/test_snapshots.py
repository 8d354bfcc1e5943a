"""Freezing: once, for ever, as known then (R33-R36)."""

import datetime as dt
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from kpi import tasks
from kpi.models import (
    BreakdownFigure,
    BreakdownValue,
    Category,
    Dimension,
    IndicatorFigure,
    Registration,
    Snapshot,
    SnapshotRun,
)
from kpi.services import snapshots
from kpi.services.snapshots import runs, taking
from kpi.states import RegistrationStatus, RunStatus, SnapshotCause
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def final():
    """A moment whose deadline passed, with one member that sent 8 before it and one that did not."""
    moment = make.moment(make.round("1"))
    offer = make.offer(moment.round, make.action(7))
    for _member in range(2):
        line = make.line(make.application(moment.round), offer)
        make.award(line)
        make.commitment(make.participation(line))
    make.sent(parts(moment)[0], moment, {offer.indicators.get(): 8}, at=moment.deadline - dt.timedelta(days=6))
    return moment


def parts(moment):
    return [
        participation
        for application in moment.round.applications.order_by("pk")
        for line in application.lines.all()
        for participation in line.participations.all()
    ]


def correct(moment, count=9):
    participation = parts(moment)[0]
    indicator = participation.line.offer.indicators.get()
    return make.sent(participation, moment, {indicator: count}, at=timezone.now())


def with_breakdowns(moment, categories=3):
    dimension = Dimension.objects.create(code="land", name="Land")
    version = parts(moment)[0].registrations.get().versions.get()
    for number in range(categories):
        category = Category.objects.create(dimension=dimension, code=f"c{number}", name=f"Land {number}")
        BreakdownValue.objects.create(
            version=version, indicator=version.values.get().indicator, category=category, count=number
        )


def test_the_deadline_freezes_what_was_sent_by_then(final):
    with_breakdowns(final)
    snapshot = snapshots.take_if_due(final)
    assert (snapshot.code, snapshot.cause, snapshot.as_of) == ("1-final-1", SnapshotCause.DEADLINE, final.deadline)
    assert len(snapshot.digest) == 64
    assert list(snapshot.indicator_figures.order_by("participation").values_list("realised", "target")) == [
        (8, 10),
        (None, 10),
    ]
    assert list(snapshot.action_figures.order_by("participation").values_list("state", "version_number")) == [
        ("reported", 1),
        ("not_reported", None),
    ]
    assert sorted(BreakdownFigure.objects.values_list("count", flat=True)) == [0, 1, 2]


def test_who_did_not_send_is_marked_and_nothing_is_filled_in(final):
    snapshots.take_if_due(final)
    reported, missing = parts(final)
    assert Registration.objects.get(participation=reported).status == RegistrationStatus.SUBMITTED
    assert Registration.objects.get(participation=missing).status == RegistrationStatus.NOT_REPORTED
    assert not Registration.objects.get(participation=missing).versions.exists()


def test_run_twice_it_gives_one_snapshot(final):
    assert snapshots.take_if_due(final) is not None
    assert snapshots.take_if_due(final) is None
    assert final.snapshots.count() == 1


def test_before_the_deadline_there_is_nothing_to_do():
    moment = make.moment(deadline=timezone.now() + dt.timedelta(days=1), opens_at=None)
    assert snapshots.take_if_due(moment) is None
    assert not Snapshot.objects.exists()


def test_a_moment_without_a_deadline_is_never_due():
    moment = make.moment(deadline=None)
    assert not moment.is_due()
    tasks.freeze_due_moments()
    assert not Snapshot.objects.exists()


def test_a_correction_gets_the_next_number_and_the_first_stays(final):
    first = snapshots.take_if_due(final)
    correct(final)
    second = snapshots.take_if_due(final)
    assert (second.code, second.cause, second.corrects) == ("1-final-2", SnapshotCause.CORRECTION, first)
    assert list(second.indicator_figures.order_by("participation").values_list("realised", flat=True)) == [9, None]
    check = snapshots.verify(first)
    assert check.is_intact
    assert check.agrees
    assert first.digest != second.digest


def test_on_demand_before_the_deadline_locks_nothing(final):
    type(final).objects.filter(pk=final.pk).update(deadline=timezone.now() + dt.timedelta(days=30))
    final.refresh_from_db()
    first = snapshots.take_on_demand(final)
    assert (first.cause, first.corrects) == (SnapshotCause.ON_DEMAND, None)
    assert list(first.action_figures.order_by("participation").values_list("state", flat=True)) == [
        "reported",
        "not_due",
    ]
    assert not Registration.objects.filter(status=RegistrationStatus.NOT_REPORTED).exists()
    assert snapshots.take_on_demand(final) == first
    correct(final)
    second = snapshots.take_on_demand(final)
    assert (second.code, second.cause, second.corrects) == ("1-final-2", SnapshotCause.CORRECTION, first)
    assert final.snapshots.count() == 2


def test_a_first_entry_after_a_snapshot_on_demand_is_no_correction(final):
    type(final).objects.filter(pk=final.pk).update(deadline=timezone.now() + dt.timedelta(days=30))
    final.refresh_from_db()
    snapshots.take_on_demand(final)
    late = parts(final)[1]
    make.sent(late, final, {late.line.offer.indicators.get(): 3}, at=timezone.now())
    assert snapshots.take_on_demand(final).cause == SnapshotCause.ON_DEMAND


def test_who_only_takes_back_before_the_deadline_corrects_nothing_until_it_is_sent_anew(final):
    type(final).objects.filter(pk=final.pk).update(deadline=timezone.now() + dt.timedelta(days=30))
    final.refresh_from_db()
    snapshots.take_on_demand(final)
    registration = parts(final)[0].registrations.get()
    registration.versions.update(taken_back_at=timezone.now(), taken_back_by=make.user())
    second = snapshots.take_on_demand(final)
    assert (second.code, second.cause, second.corrects) == ("1-final-2", SnapshotCause.ON_DEMAND, None)
    assert snapshots.taking.is_changed_since(final.snapshots.get(number=1))
    correct(final)
    third = snapshots.take_on_demand(final)
    assert (third.code, third.cause) == ("1-final-3", SnapshotCause.ON_DEMAND)
    correct(final, 12)
    fourth = snapshots.take_on_demand(final)
    assert (fourth.cause, fourth.corrects) == (SnapshotCause.CORRECTION, third)


def test_the_same_registrations_give_the_same_digest(final):
    with_breakdowns(final)
    snapshot = snapshots.take_if_due(final)
    check = snapshots.verify(snapshot)
    assert check.stored_digest == check.recount_digest == snapshot.digest
    assert BreakdownFigure.objects.exclude(snapshot=snapshot).count() == 0
    assert IndicatorFigure.objects.exclude(snapshot=snapshot).count() == 0


def test_a_changed_target_shows_as_drift(final):
    snapshot = snapshots.take_if_due(final)
    commitment = parts(final)[0].commitments.get()
    commitment.target = 11
    commitment.save()
    check = snapshots.verify(snapshot)
    assert check.is_intact
    assert not check.agrees


@pytest.mark.parametrize("what", ["change", "delete", "add", "change the snapshot", "delete the snapshot"])
def test_nobody_changes_a_snapshot_not_even_by_sql(final, what):
    snapshot = snapshots.take_if_due(final)
    figure = snapshot.indicator_figures.first()
    statements = {
        "change": ("UPDATE kpi_indicatorfigure SET realised = 99 WHERE id = %s", [figure.pk]),
        "delete": ("DELETE FROM kpi_indicatorfigure WHERE id = %s", [figure.pk]),
        "add": (
            "INSERT INTO kpi_totalfigure (snapshot_id, measure, value) VALUES (%s, 'target', 1)",
            [snapshot.pk],
        ),
        "change the snapshot": ("UPDATE kpi_snapshot SET digest = %s", ["0" * 64]),
        "delete the snapshot": ("DELETE FROM kpi_snapshot WHERE id = %s", [snapshot.pk]),
    }
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*statements[what])
    assert snapshots.verify(snapshot).is_intact


def test_rows_slipped_in_behind_the_triggers_break_the_digest(final):
    with_breakdowns(final)
    snapshot = snapshots.take_if_due(final)
    category = Category.objects.create(dimension=Dimension.objects.get(), code="extra", name="Extra")
    figure = BreakdownFigure.objects.first()
    BreakdownFigure.objects.create(
        snapshot=snapshot, participation=figure.participation, indicator=figure.indicator, category=category, count=1
    )
    assert not snapshots.verify(snapshot).is_intact


def test_the_command_does_by_hand_what_the_night_does(final, capsys):
    call_command("close_reporting", round="1", moment="final")
    call_command("close_reporting", round="1", moment="final")
    call_command("verify_snapshot", "1-final-1")
    out = capsys.readouterr().out
    assert "1-final-1 is genomen (deadline)" in out
    assert "1-final-1 staat al" in out
    assert "1-final-1 is ongewijzigd" in out
    assert final.snapshots.count() == 1


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("close_reporting", {"round": "9", "moment": "final"}, "geen rapporteringsmoment final in ronde 9"),
        ("verify_snapshot", {"code": "9-final-1"}, "Momentopname 9-final-1 bestaat niet"),
    ],
)
def test_a_command_says_what_does_not_exist(command, options, sentence):
    arguments = [options.pop("code")] if "code" in options else []
    with pytest.raises(CommandError, match=sentence):
        call_command(command, *arguments, **options)


class TestRuns:
    @pytest.fixture
    def administrator(self):
        return make.user(ministry_role="administrator")

    def test_a_double_click_is_one_run(self, final, administrator):
        run = snapshots.request_run(moment=final, by=administrator)
        assert snapshots.request_run(moment=final, by=administrator) == run
        assert Event.objects.filter(verb="snapshot_run.requested").count() == 1

    def test_a_run_says_how_it_ended(self, final, administrator):
        run = snapshots.request_run(moment=final, by=administrator)
        snapshots.do_run(run.pk)
        run.refresh_from_db()
        assert (run.status, run.outcome) == (RunStatus.DONE, "Momentopname 1-final-1 is genomen.")
        assert run.snapshot.taken_by == administrator
        again = snapshots.request_run(moment=final, by=administrator)
        snapshots.do_run(again.pk)
        again.refresh_from_db()
        assert again.outcome == "Er is niets veranderd sinds 1-final-1."

    def test_a_run_done_twice_is_done_once(self, final, administrator):
        run = snapshots.request_run(moment=final, by=administrator)
        snapshots.do_run(run.pk)
        snapshots.do_run(run.pk)
        assert final.snapshots.count() == 1

    def test_a_waiting_run_stops_at_once(self, final, administrator):
        run = snapshots.stop_run(run=snapshots.request_run(moment=final, by=administrator), by=administrator)
        snapshots.do_run(run.pk)
        run.refresh_from_db()
        assert run.status == RunStatus.STOPPED
        assert not Snapshot.objects.exists()
        with pytest.raises(DomainError, match="al afgelopen"):
            snapshots.stop_run(run=run, by=administrator)

    def test_a_running_run_stops_at_its_next_step_and_keeps_nothing(self, final, administrator, monkeypatch):
        run = snapshots.request_run(moment=final, by=administrator)
        follower = runs._follower

        def asked_to_stop_meanwhile(run):
            SnapshotRun.objects.filter(pk=run.pk).update(stop_requested_at=timezone.now())
            return follower(run)

        monkeypatch.setattr(runs, "_follower", asked_to_stop_meanwhile)
        snapshots.do_run(run.pk)
        run.refresh_from_db()
        assert (run.status, run.outcome) == (RunStatus.STOPPED, "Gestopt op vraag; er is niets bewaard.")
        assert not Snapshot.objects.exists()
        assert not IndicatorFigure.objects.exists()

    def test_a_run_that_fails_says_so_and_keeps_nothing(self, final, administrator, monkeypatch):
        def breaks(*args, **kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr(taking, "digest", breaks)
        run = snapshots.request_run(moment=final, by=administrator)
        snapshots.do_run(run.pk)
        run.refresh_from_db()
        assert run.status == RunStatus.FAILED
        assert "niets bewaard" in run.outcome
        assert not IndicatorFigure.objects.exists()

    def test_a_run_of_a_killed_worker_is_taken_over(self, final, administrator):
        run = snapshots.request_run(moment=final, by=administrator)
        SnapshotRun.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING, started_at=timezone.now())
        assert run.pk in snapshots.open_runs()
        snapshots.do_run(run.pk)
        run.refresh_from_db()
        assert (run.status, run.snapshot.code) == (RunStatus.DONE, "1-final-1")


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_two_workers_at_once_give_one_snapshot(self, final):
        ready, results = threading.Barrier(2), []

        def work():
            try:
                ready.wait(timeout=10)
                results.append(snapshots.take_if_due(type(final).objects.get(pk=final.pk)))
            finally:
                connections.close_all()

        workers = [threading.Thread(target=work) for _each in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(timeout=30)
        assert sorted(result is not None for result in results) == [False, True]
        assert final.snapshots.count() == 1

    def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_knock_finishes(self, final):
        def killed(done, of):
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

        def work():
            try:
                with pytest.raises(DatabaseError):
                    snapshots.take_if_due(final, on_step=killed)
            finally:
                connections.close_all()

        worker = threading.Thread(target=work)
        worker.start()
        worker.join(timeout=30)
        assert not Snapshot.objects.exists()
        assert not IndicatorFigure.objects.exists()
        assert not Registration.objects.filter(status=RegistrationStatus.NOT_REPORTED).exists()
        tasks.freeze_moment(final.pk)
        assert Snapshot.objects.get().code == "1-final-1"
