"""More time for one applicant: its own dates, its own nothing at the freeze, and an end that comes by itself (R14, R33)."""

import datetime as dt
from functools import partial

import pytest
import time_machine

from grants.models import Extension, ReportingMoment
from grants.services import extensions
from grants.states import ExtensionKind
from grants.terms import terms_of
from kpi.figures import aggregates, frozen, live
from kpi.figures.completeness import Asked, completeness
from kpi.models import Registration, RegistrationVersion
from kpi.services import registrations, snapshots
from kpi.services.registrations import Locked
from kpi.states import LineState, RegistrationStatus, SnapshotCause
from kpi.views.snapshot_list import outdated
from samenleven.audit import words
from samenleven.audit.models import Event
from samenleven.core.clock import end_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.corridor import (
    BEFORE,
    CHANGES,
    CORRECTABLE,
    DEADLINE,
    ENTRIES,
    LATE,
    OPEN,
    at,
    corridor,
    neighbour,
    partnership,
)
from tests.kpi.test_registration_races import together

pytestmark = pytest.mark.django_db

UNTIL = end_of_day(dt.date(2026, 11, 5))
AFTER = at(11, 6)
REOPENING = ExtensionKind.REOPENING
DRAFT, RELEASED, SUBMITTED = RegistrationStatus.DRAFT, RegistrationStatus.RELEASED, RegistrationStatus.SUBMITTED
NOT_REPORTED = RegistrationStatus.NOT_REPORTED
MINISTRY = "Alleen het Agentschap Binnenlands Bestuur kan de registratie heropenen."


@pytest.fixture
def clock():
    """The clock of Brussels, which a test sets."""
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(clock):
    return corridor()


@pytest.fixture
def other(page):
    """An applicant that gets no more time."""
    return neighbour(page)


def application_of(page):
    return page.first.participation.line.application


def more_time(page, until=UNTIL, kind=ExtensionKind.EXTENSION, by=None):
    return registrations.give_more_time(
        moment=page.moment,
        application=application_of(page),
        until=until,
        reason="De telling van de scholen kwam later.",
        by=by or make.user(ministry_role="case_handler"),
        kind=kind,
    )


def term(page, now=OPEN):
    return terms_of(page.moment, [application_of(page).pk], now)[application_of(page).pk]


def status(page):
    registration = Registration.objects.filter(participation=page.first.participation).first()
    return registration and registration.status


def states(snapshot):
    """What a snapshot says of each local government."""
    rows = snapshot.action_figures.order_by("participation")
    return list(rows.values_list("state", flat=True))


def reported(basis):
    """What the figures say of each local government."""
    return {
        figure.local_government: (figure.status, figure.expected, figure.submitted, figure.realised)
        for figure in aggregates(basis, ("local_government",))
    }


def live_status(page):
    return reported(live())[page.local_government.code][0]


def freeze(page, clock, now):
    clock.move_to(now)
    return snapshots.take_if_due(page.moment)


# --- its dates --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "until", "dates"),
    [
        (ExtensionKind.EXTENSION, UNTIL, (UNTIL, UNTIL, CHANGES)),
        (ExtensionKind.EXTENSION, at(10, 20), (at(10, 20), ENTRIES, CHANGES)),
        (ExtensionKind.EXTENSION, at(12, 1), (at(12, 1), at(12, 1), at(12, 1))),
        (REOPENING, at(12, 1), (DEADLINE, at(12, 1), at(12, 1))),
    ],
)
def test_an_extension_moves_the_own_dates_and_a_reopening_leaves_the_deadline(page, other, kind, until, dates):
    more_time(page, until, kind)
    own = term(page)
    assert (own.deadline, own.last_entry, own.last_change) == dates
    assert own.own_until == until
    of_other = term(other)
    assert (of_other.deadline, of_other.last_entry, of_other.last_change) == (DEADLINE, ENTRIES, CHANGES)


def test_the_dates_are_those_decided_by_then(page, clock):
    clock.move_to(LATE)
    extension = more_time(page)
    clock.move_to(at(10, 22))
    extensions.withdraw(extension=extension, by=make.user())
    known = [term(page, now).deadline for now in (OPEN, LATE, at(10, 21), at(10, 22))]
    assert known == [DEADLINE, UNTIL, UNTIL, DEADLINE]


def test_of_two_extensions_the_longest_counts(page):
    more_time(page, at(11, 8))
    more_time(page, UNTIL)
    assert term(page).deadline == at(11, 8)


def test_the_terms_of_many_applicants_are_one_query(page, other, django_assert_num_queries):
    more_time(page)
    more_time(other)
    with django_assert_num_queries(1):
        terms_of(page.moment, [application_of(page).pk, application_of(other).pk], OPEN)


@pytest.mark.parametrize(
    ("now", "options", "says"),
    [
        (OPEN, {"reason": "  "}, "Zeg waarom dit bestuur meer tijd krijgt."),
        (LATE, {"until": at(10, 19)}, "Kies een datum in de toekomst."),
        (OPEN, {"until": DEADLINE}, "Tot die datum is er al tijd: kies een datum na de deadline."),
        (BEFORE, {}, "Registreren is nog niet begonnen: verander dan de datum van de ronde zelf."),
    ],
)
def test_more_time_that_makes_no_sense_is_refused(page, clock, now, options, says):
    clock.move_to(now)
    usual = {"until": UNTIL, "reason": "De telling kwam later.", "by": make.user()}
    with pytest.raises(DomainError) as refused:
        registrations.give_more_time(moment=page.moment, application=application_of(page), **(usual | options))
    assert str(refused.value) == says
    assert not Extension.objects.exists()
    assert not Event.objects.exists()


def test_without_a_deadline_there_is_nothing_to_extend(page):
    ReportingMoment.objects.update(deadline=None, entries_until=None, changes_until=None)
    with pytest.raises(DomainError, match="Tot die datum is er al tijd"):
        more_time(page)
    assert not Extension.objects.exists()


def test_an_extension_is_withdrawn_once_and_not_after_its_end(page, clock):
    extension, person = more_time(page), make.user()
    clock.shift(60)
    withdrawn = extensions.withdraw(extension=extension, by=person)
    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_by) == (OPEN + dt.timedelta(minutes=1), person)
    ended = more_time(page)
    for now, one in ((OPEN, extension), (AFTER, ended)):
        clock.move_to(now)
        with pytest.raises(DomainError, match="Deze verlenging loopt niet meer"):
            extensions.withdraw(extension=one, by=person)
    ended.refresh_from_db()
    assert ended.withdrawn_at is None


# --- its form ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [ExtensionKind.EXTENSION, REOPENING])
def test_who_has_more_time_fills_in_and_sends_while_the_others_are_locked(page, other, clock, kind):
    other.save(3)
    more_time(page, kind=kind)
    clock.move_to(CORRECTABLE)
    page.save(7)
    page.act(registrations.submit)
    assert RegistrationVersion.objects.get().registration.participation == page.first.participation
    with pytest.raises(Locked, match="Registreren kon tot en met 25 oktober 2026"):
        other.act(registrations.submit)


def test_an_extension_ends_by_itself_and_the_lock_says_when(page, clock):
    more_time(page)
    page.save(7)
    assert page.sheet(UNTIL).parts[0].lock is None
    (part,) = page.sheet(AFTER).parts
    assert (part.lock.code, part.lock.since) == ("closed", UNTIL)
    assert str(part.lock) == f"Registreren kon tot en met 5 november 2026. Er is niets ingediend. {MINISTRY}"
    clock.move_to(AFTER)
    with pytest.raises(Locked, match="Registreren kon tot en met 5 november 2026"):
        page.act(registrations.submit)
    assert not RegistrationVersion.objects.exists()


def test_what_was_sent_can_be_corrected_as_long_as_there_is_more_time(page, clock):
    page.save(7)
    page.act(registrations.submit)
    clock.move_to(LATE)
    more_time(page, at(12, 1), REOPENING)
    clock.move_to(at(11, 20))
    assert (
        page.sheet(at(11, 20)).parts[0].lock.opens
        == "Sint-Niklaas kan ze zelf verbeteren tot 1 december 2026 om 12.00 uur."
    )
    page.act(registrations.start_correction)
    page.save(8)
    page.act(registrations.submit)
    assert list(RegistrationVersion.objects.order_by("number").values_list("values__count", flat=True)) == [7, 8]


def test_an_extension_is_no_second_chance_to_take_back_after_the_freeze(page, clock):
    page.save(7)
    page.act(registrations.submit)
    more_time(page)
    clock.move_to(LATE)
    with pytest.raises(Locked, match="Sint-Niklaas kan ze zelf verbeteren tot en met 15 november 2026"):
        page.act(registrations.take_back)
    assert RegistrationVersion.objects.get().taken_back_at is None


# --- the freeze -------------------------------------------------------------------------------------------------------
def test_who_has_more_time_is_not_yet_due_when_the_deadline_freezes(page, other, clock):
    page.save(7)
    more_time(page)
    snapshot = freeze(page, clock, at(10, 16))
    assert states(snapshot) == ["not_due", "not_reported"]
    assert (status(page), status(other)) == (DRAFT, NOT_REPORTED)
    assert reported(frozen(snapshot)) == {
        page.local_government.code: ("notYetDue", 1, 0, None),
        other.local_government.code: ("notReported", 1, 0, None),
    }
    assert reported(live()) == reported(frozen(snapshot))
    assert [figure.status for figure in aggregates(live(), ("action",))] == ["notReported"]


def test_where_everybody_who_sent_nothing_has_more_time_nothing_is_missing(page, other, clock):
    more_time(page)
    more_time(other)
    clock.move_to(LATE)
    assert [figure.status for figure in aggregates(live(), ("action",))] == ["notYetDue"]
    other.save(3)
    other.act(registrations.submit)
    assert [figure.status for figure in aggregates(live(), ("action",))] == ["partial"]


def test_a_reopening_changes_no_figure(page, other, clock):
    page.save(7)
    more_time(page, kind=REOPENING)
    first = freeze(page, clock, at(10, 16))
    assert states(first) == ["not_reported", "not_reported"]
    assert (status(page), live_status(page)) == (NOT_REPORTED, "notReported")
    more_time(other, kind=REOPENING)
    assert status(other) == NOT_REPORTED
    assert not snapshots.needs_snapshot(page.moment)
    clock.move_to(CORRECTABLE)
    page.act(registrations.submit)
    clock.shift(60)
    assert states(snapshots.take_if_due(page.moment)) == ["reported", "not_reported"]


@pytest.mark.parametrize("has_begun", [True, False])
def test_once_the_time_is_over_the_next_snapshot_says_not_reported(page, other, clock, has_begun):
    if has_begun:
        page.save(7)
    more_time(page)
    first = freeze(page, clock, at(10, 16))
    clock.move_to(UNTIL)
    assert not snapshots.needs_snapshot(page.moment)
    assert outdated([page.moment.pk]) == set()
    clock.move_to(AFTER)
    assert live_status(page) == "notReported"
    assert snapshots.needs_snapshot(page.moment)
    assert outdated([page.moment.pk]) == {page.moment.pk}
    second = snapshots.take_if_due(page.moment)
    assert (second.number, second.cause, second.corrects) == (2, SnapshotCause.CORRECTION, first)
    assert states(second) == ["not_reported", "not_reported"]
    assert status(page) == NOT_REPORTED
    assert snapshots.take_if_due(page.moment) is None
    assert outdated([page.moment.pk]) == set()


def test_who_sent_in_its_own_time_is_reported_and_not_marked(page, clock):
    more_time(page)
    freeze(page, clock, at(10, 16))
    clock.move_to(CORRECTABLE)
    page.save(7)
    page.act(registrations.submit)
    second = freeze(page, clock, AFTER)
    assert (states(second), status(page)) == (["reported"], SUBMITTED)


def test_an_extension_that_is_withdrawn_ends_at_once(page, clock):
    page.save(7)
    extension = more_time(page)
    freeze(page, clock, at(10, 16))
    clock.move_to(LATE)
    extensions.withdraw(extension=extension, by=make.user())
    assert live_status(page) == "notReported"
    assert states(snapshots.take_if_due(page.moment)) == ["not_reported"]
    assert status(page) == NOT_REPORTED


def test_what_a_withdrawal_changes_is_shown_before_the_night_writes_it_down(page, clock, client):
    page.save(7)
    extension = more_time(page)
    first = freeze(page, clock, at(10, 16))
    clock.move_to(LATE)
    lines = Asked(page.moment, LATE)
    assert completeness(lines).states == {LineState.DRAFT: 1}
    assert outdated([page.moment.pk]) == set()
    registrations.withdraw_more_time(extension=extension, by=make.user())
    assert status(page) == DRAFT  # the freeze marks it; until then everything is asked of the calendar
    assert live_status(page) == "notReported"
    assert completeness(lines).states == {LineState.LATE: 1}
    assert outdated([page.moment.pk]) == {page.moment.pk}
    client.force_login(make.user(ministry_role="case_handler"))
    shown = client.get(first.get_absolute_url()).content.decode()
    assert "of begon of eindigde er een verlenging" in shown
    assert states(snapshots.take_if_due(page.moment)) == ["not_reported"]
    assert outdated([page.moment.pk]) == set()


def test_an_extension_granted_and_withdrawn_between_two_freezes_leaves_no_draft_behind(page, clock):
    page.save(7)
    freeze(page, clock, at(10, 16))
    clock.move_to(LATE)
    extension = more_time(page)
    assert status(page) == DRAFT
    clock.shift(60)
    extensions.withdraw(extension=extension, by=make.user())
    freeze(page, clock, at(10, 21))
    assert status(page) == NOT_REPORTED


def test_more_time_after_the_freeze_makes_a_draft_of_what_was_not_reported(page, other, clock):
    page.save(7)
    freeze(page, clock, at(10, 16))
    handler = make.user(ministry_role="case_handler")
    clock.move_to(LATE)
    more_time(page, by=handler)
    registration = Registration.objects.get(participation=page.first.participation)
    assert (registration.status, registration.status_at, registration.status_by) == (DRAFT, LATE, handler)
    assert (status(other), live_status(page)) == (NOT_REPORTED, "notYetDue")
    assert outdated([page.moment.pk]) == {page.moment.pk}
    second = freeze(page, clock, at(10, 21))
    assert states(second) == ["not_due", "not_reported"]
    assert status(page) == DRAFT


def test_time_that_was_granted_before_a_freeze_that_came_late_is_kept(page, other, clock):
    """The deadline snapshot tells of the deadline; whoever got time since is no longer marked by it."""
    page.save(7)
    clock.move_to(LATE)
    more_time(page)
    clock.shift(60)
    first = snapshots.take_if_due(page.moment)
    assert (first.as_of, states(first)) == (DEADLINE, ["not_reported", "not_reported"])
    assert (status(page), status(other)) == (DRAFT, NOT_REPORTED)
    assert states(snapshots.take_if_due(page.moment)) == ["not_due", "not_reported"]


def test_time_that_was_over_before_a_freeze_that_came_late_is_marked_by_the_next(page, clock):
    page.save(7)
    more_time(page)
    clock.move_to(AFTER)
    assert states(snapshots.take_if_due(page.moment)) == ["not_due"]
    assert states(snapshots.take_if_due(page.moment)) == ["not_reported"]
    assert status(page) == NOT_REPORTED


def test_more_time_before_the_deadline_makes_no_snapshot_outdated(page, clock):
    snapshots.take_on_demand(page.moment)
    clock.shift(60)
    more_time(page)
    clock.shift(60)
    assert outdated([page.moment.pk]) == set()
    assert not snapshots.needs_snapshot(page.moment)


# --- a member that released late --------------------------------------------------------------------------------------
def test_what_was_released_late_survives_the_correction_of_another(clock):
    lead, member = partnership()
    other = neighbour(lead)
    other.save(3)
    other.act(registrations.submit)
    member.save(7)
    freeze(lead, clock, at(10, 16))
    clock.move_to(LATE)
    member.act(registrations.release)
    other.act(registrations.start_correction)
    other.save(4)
    other.act(registrations.submit)
    freeze(lead, clock, at(10, 21))
    assert status(member) == RELEASED


def test_what_was_released_after_a_withdrawn_extension_survives_its_old_end(clock):
    lead, member = partnership()
    other = neighbour(lead)
    member.save(7)
    extension = more_time(lead, at(10, 22))
    freeze(lead, clock, at(10, 16))
    clock.move_to(at(10, 17))
    extensions.withdraw(extension=extension, by=make.user())
    freeze(lead, clock, at(10, 18))
    assert status(member) == NOT_REPORTED
    member.act(registrations.release)
    clock.move_to(at(10, 23))
    other.save(4)
    other.act(registrations.submit)
    freeze(lead, clock, at(10, 24))
    assert status(member) == RELEASED


# --- as known on ------------------------------------------------------------------------------------------------------
def test_as_known_on_a_date_is_what_was_frozen_on_that_date(page, other, clock):
    page.save(7)
    taken = [freeze(page, clock, at(10, 16))]
    clock.move_to(LATE)
    more_time(page)
    taken.append(freeze(page, clock, at(10, 21)))
    taken.append(freeze(page, clock, AFTER))
    clock.move_to(at(11, 7))
    assert [states(one)[0] for one in taken] == ["not_reported", "not_due", "not_reported"]
    for snapshot in taken:
        assert reported(live(snapshot.as_of)) == reported(frozen(snapshot))
        assert snapshots.verify(snapshot).agrees


def test_a_withdrawal_does_not_rewrite_what_was_known_before_it(page, clock):
    extension = more_time(page)
    first = freeze(page, clock, at(10, 16))
    clock.move_to(LATE)
    extensions.withdraw(extension=extension, by=make.user())
    assert reported(live(first.as_of)) == reported(frozen(first))
    assert snapshots.verify(first).agrees
    assert live_status(page) == "notReported"


def test_on_a_day_that_is_not_over_an_extension_has_not_ended_before_it_has(page, clock):
    more_time(page, at(11, 5, 18))
    today = live(end_of_day(dt.date(2026, 11, 5)))
    clock.move_to(at(11, 5, 17))
    assert reported(today)[page.local_government.code][0] == "notYetDue"
    clock.move_to(at(11, 5, 19))
    assert reported(today)[page.local_government.code][0] == "notYetReported"


# --- who, and at once -------------------------------------------------------------------------------------------------
def test_an_extension_is_seen_by_the_ministry_the_lead_and_its_members(clock):
    lead, member = partnership(actions=2)
    more_time(lead)
    people = {
        "ministry": make.user(ministry_role="analyst"),
        "lead": lead.editor,
        "member": member.editor,
        "stranger": make.editor(make.local_government()),
    }
    assert {name: Extension.objects.visible_to(person).count() for name, person in people.items()} == {
        "ministry": 1,
        "lead": 1,
        "member": 1,
        "stranger": 0,
    }


def test_the_log_tells_it_in_words_and_without_the_reason(page, clock):
    extension = more_time(page)
    extensions.withdraw(extension=extension, by=make.user())
    granted, withdrawn = Event.objects.filter(model="grants.extension").order_by("pk")
    assert words.what(granted) == "gaf een bestuur meer tijd"
    assert words.details(granted, words.names_in([granted])) == (
        "lokaal bestuur: Sint-Niklaas; soort: verlenging; tot en met: 5 november 2026; rapporteringsmoment: 5-final"
    )
    assert words.what(withdrawn) == "trok een verlenging in"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))  # whoever comes first, and neither waits for the other for ever
def test_a_freeze_and_an_extension_at_once_leave_nobody_marked_who_has_time(clock, turn):
    page = corridor()
    page.save(7)
    clock.move_to(at(10, 16))
    outcomes = together(partial(snapshots.take_if_due, page.moment), partial(more_time, page))
    assert outcomes[0].cause == SnapshotCause.DEADLINE
    assert status(page) == DRAFT
