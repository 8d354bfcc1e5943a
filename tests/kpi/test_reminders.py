"""Who is reminded, and on which day: the own date, in days of Brussels, of who still must act (R32, R14, R42)."""

import datetime as dt

import pytest
import time_machine

from grants.models import ReportingMoment
from grants.services import extensions
from grants.states import ExtensionKind
from kpi.services import registrations, reminders
from kpi.services.reminders import Task, words
from kpi.states import RegistrationStatus, ReminderKind
from municipalities.models import Role
from samenleven.core.clock import BRUSSELS, end_of_day
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN, at, corridor
from tests.kpi.partners import partners

pytestmark = pytest.mark.django_db
MONTH, WEEK, DAY, AFTER = ReminderKind


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def told(moment_in_time):
    """Who gets what at a moment in time: the names of the local governments per person and kind."""
    return {
        (mail.to, topic.kind): sorted((str(duty.local_government), duty.task) for duty in topic.duties)
        for mail in reminders.reminders_of(moment_in_time).mails
        for topic in mail.topics
    }


def asked(moment_in_time):
    """The first sentence of the only mail at a moment in time, and the date of its only duty."""
    (mail,) = reminders.reminders_of(moment_in_time).mails
    return words.first_sentence(mail, moment_in_time), words.when(mail.topics[0].duties[0])


def kinds(first, last):
    """On which days somebody would get something, with the kind, between two days of Brussels."""
    found, day = {}, first
    while day <= last:
        for mail in reminders.reminders_of(reminders.sending_at(day)).mails:
            found[day] = [topic.kind for topic in mail.topics]
        day += dt.timedelta(days=1)
    return found


# --- the days ---------------------------------------------------------------------------------------------------------
DAYS = {
    "the day before the first": (at(9, 14, 8), None),
    "30 days before": (at(9, 15, 8), MONTH),
    "three days too late": (at(9, 18, 8), MONTH),
    "four days too late": (at(9, 19, 8), None),
    "8 days before": (at(10, 7, 20), None),
    "7 days before": (at(10, 8, 8), WEEK),
    "7 days before, just after midnight": (at(10, 8, 0, 1), WEEK),
    "3 days before": (at(10, 12, 8), None),
    "1 day before": (at(10, 14, 8), DAY),
    "on the last day": (at(10, 15, 20), DAY),
    "1 day after": (at(10, 16, 8), AFTER),
    "a day later": (at(10, 19, 8), AFTER),
    "when it is told no more": (at(10, 20, 8), None),
}


@pytest.mark.parametrize(("now", "kind"), DAYS.values(), ids=DAYS)
def test_a_reminder_goes_on_its_day_and_a_little_late_when_that_was_missed(clock, now, kind):
    page = corridor()
    clock.move_to(now)
    assert told(now) == ({(page.editor, kind): [("Sint-Niklaas", Task.SEND)]} if kind else {})


CLOCKS = {
    # Deadline; the day of 7 days before is the day on which the clock jumps.
    "an hour more": (dt.date(2026, 11, 1), dt.date(2026, 10, 25), dt.timedelta(hours=25)),
    "an hour less": (dt.date(2027, 4, 4), dt.date(2027, 3, 28), dt.timedelta(hours=23)),
}


@pytest.mark.parametrize(("deadline", "jump", "length"), CLOCKS.values(), ids=CLOCKS)
def test_the_clock_jumps_and_the_days_stay(clock, deadline, jump, length):
    opens = dt.datetime.combine(jump - dt.timedelta(days=40), dt.time(), tzinfo=BRUSSELS)
    page = corridor(
        opens_at=opens,
        deadline=end_of_day(deadline),
        entries_until=end_of_day(deadline + dt.timedelta(days=9)),
        changes_until=None,
    )
    midnight = dt.datetime.combine(jump, dt.time(), tzinfo=BRUSSELS).astimezone(dt.UTC)
    next_midnight = dt.datetime.combine(jump + dt.timedelta(days=1), dt.time(), tzinfo=BRUSSELS).astimezone(dt.UTC)
    assert next_midnight - midnight == length
    clock.move_to(midnight - dt.timedelta(seconds=1))
    assert told(midnight - dt.timedelta(seconds=1)) == {}
    for now in (midnight, midnight + dt.timedelta(hours=3), next_midnight - dt.timedelta(seconds=1)):
        clock.move_to(now)
        assert list(told(now)) == [(page.editor, WEEK)]
    # Eight in the morning on the clocks of Brussels, whatever they did that night.
    assert reminders.sending_at(jump).astimezone(BRUSSELS).hour == 8
    assert (reminders.sending_at(jump).astimezone(dt.UTC) - midnight) == length - dt.timedelta(hours=16)
    clock.move_to(opens)
    first, last = jump - dt.timedelta(days=30), deadline + dt.timedelta(days=2)
    planned = {one.kind: one.day for one in reminders.planned(reminders.moments_to_remind_of(opens), opens)}
    assert planned == {
        MONTH: deadline - dt.timedelta(days=30),
        WEEK: jump,
        DAY: deadline - dt.timedelta(days=1),
        AFTER: deadline + dt.timedelta(days=1),
    }
    days = kinds(first, last)
    assert {kind: day for day, (kind,) in reversed(days.items())} == planned


def test_a_deadline_just_after_midnight_belongs_to_its_day_in_brussels(clock):
    """1 November 00:30 in Brussels is still 31 October for who counts in UTC."""
    corridor(deadline=at(11, 1, 0, 30), entries_until=at(11, 10))
    assert min(kinds(dt.date(2026, 10, 20), dt.date(2026, 10, 26))) == dt.date(2026, 10, 25)


def test_after_an_hour_that_has_struck_nothing_is_a_day_before_any_more(clock):
    corridor(deadline=at(10, 15, 12))
    for hour, number in ((11, 1), (13, 0)):
        clock.move_to(at(10, 15, hour))
        assert len(told(at(10, 15, hour))) == number


def test_a_moved_deadline_moves_the_dates(clock):
    page = corridor()
    assert min(kinds(dt.date(2026, 10, 5), dt.date(2026, 10, 9))) == dt.date(2026, 10, 8)
    ReportingMoment.objects.filter(pk=page.moment.pk).update(
        deadline=end_of_day(dt.date(2026, 10, 20)), entries_until=end_of_day(dt.date(2026, 10, 30))
    )
    assert kinds(dt.date(2026, 10, 5), dt.date(2026, 10, 12)) == {}
    assert kinds(dt.date(2026, 10, 13), dt.date(2026, 10, 13)) == {dt.date(2026, 10, 13): [WEEK]}


def test_before_it_opens_nobody_can_act(clock):
    corridor(opens_at=at(9, 20))
    clock.move_to(at(9, 15, 8))
    assert told(at(9, 15, 8)) == {}
    clock.move_to(at(10, 8, 8))
    assert len(told(at(10, 8, 8))) == 1


def test_where_nothing_can_be_sent_late_nobody_is_reminded_afterwards(clock):
    corridor(entries_until=None, changes_until=None)
    clock.move_to(at(10, 16, 8))
    assert told(at(10, 16, 8)) == {}


@pytest.mark.parametrize("field", ["opens_at", "deadline"])
def test_a_date_that_is_not_known_reminds_nobody(field):
    page = corridor(**({"opens_at": None} if field == "opens_at" else {}))
    if field == "deadline":
        ReportingMoment.objects.filter(pk=page.moment.pk).update(deadline=None, entries_until=None, changes_until=None)
    assert told(at(10, 8, 8)) == {}


# --- who must act -----------------------------------------------------------------------------------------------------
def test_who_submitted_gets_none_and_who_took_back_does(clock):
    page = corridor()
    page.save(5)
    page.act(registrations.submit)
    clock.move_to(at(10, 8, 8))
    assert told(at(10, 8, 8)) == {}
    page.act(registrations.take_back)
    assert list(told(at(10, 8, 8))) == [(page.editor, WEEK)]


def test_who_corrects_what_stands_gets_none(clock):
    page = corridor()
    page.save(5)
    page.act(registrations.submit)
    clock.move_to(at(10, 16, 8))
    page.act(registrations.start_correction)
    assert told(at(10, 16, 8)) == {}


def test_who_was_marked_not_reported_can_still_send_and_hears_so(clock):
    page = corridor()
    page.save(5)
    page.first.participation.registrations.update(status=RegistrationStatus.NOT_REPORTED)
    clock.move_to(at(10, 16, 8))
    assert told(at(10, 16, 8)) == {(page.editor, AFTER): [("Sint-Niklaas", Task.SEND)]}


def test_the_lead_sends_and_the_member_releases():
    both = partners()
    week = at(10, 8, 8)
    assert told(week) == {
        (both.lead_editor, WEEK): [("Lokeren", Task.SEND)],
        (both.member_editor, WEEK): [("Sint-Niklaas", Task.RELEASE)],
    }
    (mail, _other) = sorted(reminders.reminders_of(week).mails, key=lambda mail: mail.to.pk)
    assert reminders.missing(mail.topics[0].duties[0]) == "1 actie nog niet ingediend; wacht op Sint-Niklaas"
    both.fill()
    both.release()
    assert told(week) == {(both.lead_editor, WEEK): [("Lokeren", Task.SEND)]}
    both.send()
    assert told(week) == {}


def test_a_part_that_is_sent_waits_for_nobody_while_the_other_does():
    both = partners()
    both.fill()
    both.send()  # the own part of the lead; the member released nothing
    assert told(at(10, 8, 8)) == {
        (both.lead_editor, WEEK): [("Lokeren", Task.SEND)],
        (both.member_editor, WEEK): [("Sint-Niklaas", Task.RELEASE)],
    }


def test_where_nobody_knows_the_lead_each_sends_its_own():
    both = partners()
    type(both.application).objects.filter(pk=both.application.pk).update(lead=None, is_imported=True)
    assert told(at(10, 8, 8)) == {
        (both.lead_editor, WEEK): [("Lokeren", Task.SEND)],
        (both.member_editor, WEEK): [("Sint-Niklaas", Task.SEND)],
    }


def test_what_came_back_reminds_of_its_own_date_the_lead_and_the_member_it_came_back_to(clock):
    both = partners()
    both.send_all()
    clock.move_to(CORRECTABLE)
    registrations.send_back(
        moment=both.moment,
        local_government=both.lead,
        lines=[both.page.first.participation.line_id],
        remark="Tel opnieuw.",
        until=end_of_day(dt.date(2026, 11, 20)),
        by=make.user(ministry_role="case_handler"),
    )
    assert told(at(11, 12, 8)) == {}
    assert told(at(11, 13, 8)) == {
        (both.lead_editor, WEEK): [("Lokeren", Task.CORRECT)],
        (both.member_editor, WEEK): [("Sint-Niklaas", Task.CORRECT)],
    }
    assert told(at(11, 21, 8)) == {}  # nothing can be put right any more
    both.send()
    assert told(at(11, 13, 8)) == {}


def test_what_is_asked_sooner_reminds_by_that_date_and_once_after_it(clock):
    """Sent back on 18 October, asked by the 28th, correctable until 15 November."""
    page = corridor()
    page.save(5)
    page.act(registrations.submit)
    clock.move_to(at(10, 18))
    page.act(
        registrations.send_back,
        make.user(ministry_role="case_handler"),
        lines=[page.first.participation.line_id],
        remark="Tel opnieuw.",
        until=end_of_day(dt.date(2026, 10, 28)),
    )
    clock.move_to(at(10, 27, 8))
    assert told(at(10, 27, 8)) == {(page.editor, DAY): [("Sint-Niklaas", Task.CORRECT)]}
    assert asked(at(10, 27, 8)) == (
        "Verbeter wat het agentschap terugstuurde, en dien het opnieuw in, graag tegen 28 oktober 2026. "
        "Verbeteren kan tot en met 15 november 2026.",
        "graag tegen 28 oktober 2026",
    )
    clock.move_to(at(10, 29, 8))
    assert told(at(10, 29, 8)) == {(page.editor, AFTER): [("Sint-Niklaas", Task.CORRECT)]}
    assert asked(at(10, 29, 8))[0] == (
        "Verbeter alsnog wat het agentschap terugstuurde, en dien het opnieuw in tot en met 15 november 2026. "
        "Gevraagd was het tegen 28 oktober 2026."
    )
    page.save(8)
    page.act(registrations.submit)
    assert told(at(10, 29, 8)) == {}


def test_an_extension_moves_the_dates_of_one_applicant_alone(clock):
    page = corridor()
    other = make.local_government(name="Beveren")
    line = make.line(make.application(page.moment.round, other), page.first.participation.line.offer)
    make.commitment(make.participation(line))
    editor = make.editor(other)
    given = registrations.give_more_time(
        moment=page.moment,
        application=line.application,
        until=end_of_day(dt.date(2026, 10, 29)),
        reason="Brand in het gemeentehuis.",
        by=make.user(ministry_role="case_handler"),
    )
    assert list(told(at(10, 8, 8))) == [(page.editor, WEEK)]
    clock.move_to(at(10, 16, 8))
    assert list(told(at(10, 16, 8))) == [(page.editor, AFTER)]
    clock.move_to(at(10, 22, 8))
    assert list(told(at(10, 22, 8))) == [(editor, WEEK)]
    clock.move_to(at(10, 28, 8))
    assert list(told(at(10, 28, 8))) == [(editor, DAY)]
    clock.move_to(at(10, 30, 8))
    assert told(at(10, 30, 8)) == {}  # an extension ends by itself
    clock.move_to(at(10, 17, 8))
    extensions.withdraw(extension=given, by=make.user(ministry_role="case_handler"))
    assert told(at(10, 22, 8)) == {}
    assert {person for person, _kind in told(at(10, 17, 8))} == {page.editor, editor}


def test_a_reopening_reminds_of_its_own_end(clock):
    page = corridor()
    clock.move_to(at(11, 20))
    registrations.give_more_time(
        moment=page.moment,
        application=page.first.participation.line.application,
        until=end_of_day(dt.date(2026, 12, 4)),
        reason="Nieuwe invuller.",
        by=make.user(ministry_role="case_handler"),
        kind=ExtensionKind.REOPENING,
    )
    assert kinds(dt.date(2026, 11, 20), dt.date(2026, 12, 8)).keys() == {
        *(dt.date(2026, 11, day) for day in (27, 28, 29, 30)),
        dt.date(2026, 12, 3),
        dt.date(2026, 12, 4),
    }


# --- the people -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "number"), [(Role.EDITOR, 2), (Role.SIGNATORY, 2), (Role.READER, 1)])
def test_editors_and_signatories_are_reminded_and_readers_are_not(role, number):
    page = corridor()
    make.editor(page.local_government, role=role)
    assert len(told(at(10, 8, 8))) == number


def test_an_account_that_is_closed_gets_none_and_a_body_without_people_is_shown():
    page = corridor()
    page.editor.is_active = False
    page.editor.save()
    day = reminders.reminders_of(at(10, 8, 8))
    assert day.mails == []
    assert [str(duty.local_government) for duty in day.unreachable] == ["Sint-Niklaas"]


def test_a_successor_is_reminded_for_what_its_predecessor_must_do():
    lokeren = make.local_government(name="Lokeren")
    moerbeke = make.local_government(name="Moerbeke", successor=lokeren, valid_until=dt.date(2024, 12, 31))
    page = corridor(local_government=moerbeke)
    successor = make.editor(lokeren)
    assert told(at(10, 8, 8)) == {
        (page.editor, WEEK): [("Moerbeke", Task.SEND)],
        (successor, WEEK): [("Moerbeke", Task.SEND)],
    }


def test_who_acts_for_two_gets_one_mail_about_both():
    both = partners()
    person = make.editor(both.lead, both.member)
    assert told(at(10, 8, 8))[person, WEEK] == [("Lokeren", Task.SEND), ("Sint-Niklaas", Task.RELEASE)]


def test_a_practice_round_reminds_too_and_says_that_it_is_one():
    page = corridor()
    type(page.moment.round).objects.filter(pk=page.moment.round_id).update(is_practice=True)
    (mail,) = reminders.reminders_of(at(10, 8, 8)).mails
    assert reminders.subject(mail, at(10, 8, 8)) == "Oefenronde: Geef uw KPI's door voor 15 oktober 2026"


# --- the words --------------------------------------------------------------------------------------------------------
WORDS = {
    "a week before": (
        at(10, 8, 8),
        "Geef uw KPI's door voor 15 oktober 2026",
        "Geef uw KPI's door tot en met 15 oktober 2026. U hebt nog 7 dagen.",
    ),
    "a day before": (
        at(10, 14, 8),
        "Geef uw KPI's door voor 15 oktober 2026",
        "Geef uw KPI's door tot en met 15 oktober 2026. U hebt nog 1 dag.",
    ),
    "the last day": (
        at(10, 15, 8),
        "Geef uw KPI's door voor 15 oktober 2026",
        "Geef uw KPI's door tot en met 15 oktober 2026. Vandaag is de laatste dag.",
    ),
    "a day after": (
        at(10, 16, 8),
        "Geef uw KPI's alsnog door voor 25 oktober 2026",
        "Geef uw KPI's alsnog door tot en met 25 oktober 2026. De deadline was 15 oktober 2026.",
    ),
}


@pytest.mark.parametrize(("now", "subject", "sentence"), WORDS.values(), ids=WORDS)
def test_the_subject_says_the_goal_and_the_date_and_the_first_sentence_what_is_asked(clock, now, subject, sentence):
    corridor()
    clock.move_to(now)
    (mail,) = reminders.reminders_of(now).mails
    assert (reminders.subject(mail, now), reminders.first_sentence(mail, now)) == (subject, sentence)


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_for_one_applicant_and_for_many(number, django_assert_num_queries):
    page = corridor(actions=2)
    for _each in range(number):
        body = make.local_government()
        application = make.application(page.moment.round, body)
        for offer in page.moment.round.offers.all():
            make.commitment(make.participation(make.line(application, offer)))
        make.editor(body)
    with django_assert_num_queries(8):
        assert len(reminders.reminders_of(at(10, 8, 8)).mails) == number + 1
