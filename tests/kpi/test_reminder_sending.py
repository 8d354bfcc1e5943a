"""What is shown beforehand is what is sent: each once, by two workers too, and never to who is done by then (R32)."""

import datetime as dt
import re
import threading
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections

from grants.models import ReportingMoment
from kpi.models import Reminder, ReminderStop, ReminderTopic
from kpi.services import registrations, reminders
from kpi.states import ReminderKind
from kpi.tasks import send_reminders
from samenleven.audit.models import Event
from samenleven.celery import app as celery
from samenleven.core.clock import end_of_day
from samenleven.core.errors import DomainError
from samenleven.notices import services as notices
from samenleven.notices.models import Notice, NoticeKind
from tests import make
from tests.frame.smtp import mail_server
from tests.kpi.corridor import at, corridor
from tests.kpi.partners import partners

pytestmark = pytest.mark.django_db
WEEK = ReminderKind.WEEK_BEFORE
MORNING = at(10, 8, 8)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def command(*arguments):
    """What the command said, line by line."""
    said = StringIO()
    call_command("send_reminders", *arguments, stdout=said)
    return said.getvalue().splitlines()


def listed(day):
    """A list as it is shown: who, about what, and what is missing."""
    return {
        (one.to.pk, topic.moment.pk, topic.kind, topic.due_on, tuple(reminders.missing(duty) for duty in topic.duties))
        for one in day.mails
        for topic in one.topics
    }


def kept():
    """The same of what was sent."""
    return {
        (topic.to_id, topic.moment_id, topic.kind, topic.due_on, _missing(topic.missing))
        for topic in ReminderTopic.objects.all()
    }


def _missing(text):
    return tuple(line.partition(": ")[2] for line in text.splitlines())


def a_busy_day():
    """Six local governments in every state, two moments, somebody without an address, somebody who acts for two."""
    both = partners(round_code="5")
    make.editor(both.lead, email="")
    make.editor(both.lead, both.member)
    done = make.local_government(name="Gent")
    line = make.line(make.application(both.moment.round, done), both.page.first.participation.line.offer)
    part = make.participation(line)
    make.commitment(part)
    make.sent(part, both.moment, {line.offer.indicators.get(): 5}, at=at(10, 1), by=make.editor(done))
    other = corridor(round_code="6", deadline=at(10, 9, 12), entries_until=at(10, 20))
    empty = make.local_government(name="Zele")
    line = make.line(make.application(both.moment.round, empty), both.page.first.participation.line.offer)
    make.commitment(make.participation(line))
    return both, other


def test_the_list_beforehand_is_what_is_sent(clock):
    a_busy_day()
    clock.move_to(at(10, 7, 15))
    beforehand = listed(reminders.reminders_of(MORNING))
    said = command("--dry-run", "--on", "2026-10-08")
    assert not Notice.objects.exists()
    clock.move_to(MORNING)
    assert command("--dry-run") == said
    assert command() == ["5 herinnering(en) verstuurd."]
    assert kept() == beforehand
    assert len(beforehand) == 5
    assert {str(person) for person in {topic.to for topic in ReminderTopic.objects.select_related("to")}} == {
        line for line in (re.sub(r" \(geen e-mailadres.*", "", line) for line in said[1:]) if line[0] not in " n"
    }
    assert command("--dry-run")[0] == "8 oktober 2026: 0 herinnering(en)."


def test_the_command_prints_who_gets_what_and_who_cannot_be_reached():
    page = corridor()
    empty = make.local_government(name="Zele")
    line = make.line(make.application(page.moment.round, empty), page.first.participation.line.offer)
    make.commitment(make.participation(line))
    said = "Projectronde 5 – eindrapport (7 dagen ervoor)"
    assert command("--dry-run") == [
        "8 oktober 2026: 1 herinnering(en).",
        str(page.editor),
        f"  {said}: Sint-Niklaas: 1 actie nog niet ingediend, tot en met 15 oktober 2026",
        "niemand te bereiken: Zele",
        f"  {said}: Zele: 1 actie nog niet ingediend, tot en met 15 oktober 2026",
    ]
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("arguments", [["--on", "2026-10-08"], ["--dry-run", "--on", "morgen"]])
def test_another_day_is_only_shown_and_must_be_one(arguments):
    corridor()
    with pytest.raises(CommandError):
        command(*arguments)
    assert not Reminder.objects.exists()


def test_each_goes_once_however_often_the_clock_knocks(clock):
    page = corridor()
    for now in (MORNING, at(10, 8, 9), at(10, 8, 20), at(10, 9, 8), at(10, 11, 20)):
        clock.move_to(now)
        send_reminders()
    reminder = Reminder.objects.get()
    assert (reminder.to, reminder.on, reminder.reminded_at) == (page.editor, dt.date(2026, 10, 8), MORNING)
    assert (reminder.notice.kind, reminder.notice.path) == (
        NoticeKind.REMINDER,
        f"/registraties/5/final/{page.local_government.code}/",
    )
    for now in (at(10, 14, 8), at(10, 14, 9), at(10, 16, 8), at(10, 17, 8)):
        clock.move_to(now)
        send_reminders()
    assert list(ReminderTopic.objects.order_by("pk").values_list("kind", flat=True)) == list(ReminderKind)[1:]


def test_a_day_that_was_missed_is_made_good_the_next(clock):
    corridor()
    clock.move_to(at(10, 10, 8))
    send_reminders()
    (notice,) = Notice.objects.all()
    assert "U hebt nog 5 dagen." in notice.text


def test_one_mail_a_day_holds_everything(clock):
    page = corridor()
    corridor(round_code="6", local_government=page.local_government)
    person = make.editor(page.local_government)
    send_reminders()
    notice = Notice.objects.get(to=person)
    assert "Projectronde 5" in notice.text
    assert "Projectronde 6" in notice.text
    assert ReminderTopic.objects.filter(to=person).count() == 2
    # What only becomes due later that day waits for the next morning.
    corridor(round_code="7", local_government=page.local_government)
    clock.move_to(at(10, 8, 15))
    send_reminders()
    assert Notice.objects.filter(to=person).count() == 1
    clock.move_to(at(10, 9, 8))
    send_reminders()
    assert "Projectronde 7" in Notice.objects.filter(to=person).latest("pk").text


def test_a_deadline_that_moved_after_its_reminder_is_told_anew(clock):
    page = corridor()
    send_reminders()
    ReportingMoment.objects.filter(pk=page.moment.pk).update(
        deadline=end_of_day(dt.date(2026, 10, 20)), entries_until=end_of_day(dt.date(2026, 10, 30))
    )
    for day in range(9, 16):
        clock.move_to(at(10, day, 8))
        send_reminders()
    assert list(ReminderTopic.objects.order_by("pk").values_list("kind", "due_on")) == [
        (WEEK, dt.date(2026, 10, 15)),
        (WEEK, dt.date(2026, 10, 20)),
    ]
    assert Reminder.objects.order_by("pk").last().on == dt.date(2026, 10, 13)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_one_mail():
    page = corridor()
    for _each in range(6):
        make.editor(page.local_government)
    ready, sent = threading.Barrier(2), []

    def work():
        try:
            ready.wait(timeout=10)
            sent.append(reminders.send_due())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(sent) == 7
    assert Reminder.objects.count() == ReminderTopic.objects.count() == 7
    assert Notice.objects.filter(kind=NoticeKind.REMINDER).count() == 7


# --- stopped ----------------------------------------------------------------------------------------------------------
def test_a_stopped_reminder_goes_to_nobody_until_it_is_let_go_again(clock):
    page, official = corridor(), make.user(ministry_role="case_handler")
    reminders.stop(moment=page.moment, kind=WEEK, reason=" Herfstvakantie. ", by=official)
    send_reminders()
    assert not Notice.objects.exists()
    assert command("--dry-run") == [
        "8 oktober 2026: 0 herinnering(en).",
        "gestopt: Projectronde 5 – eindrapport, 7 dagen ervoor: Herfstvakantie.",
    ]
    with pytest.raises(DomainError, match="Deze herinnering is al gestopt"):
        reminders.stop(moment=page.moment, kind=WEEK, reason="Nog eens.", by=official)
    clock.move_to(at(10, 9, 10))
    reminders.resume(moment=page.moment, kind=WEEK, by=official)
    send_reminders()
    assert Notice.objects.get().to == page.editor
    assert list(Event.objects.order_by("pk").values_list("verb", "by")) == [
        ("reminder.stopped", official.pk),
        ("reminder.resumed", official.pk),
    ]


def test_what_is_stopped_too_long_is_too_late(clock):
    page, official = corridor(), make.user(ministry_role="case_handler")
    reminders.stop(moment=page.moment, kind=WEEK, reason="Herfstvakantie.", by=official)
    clock.move_to(at(10, 12, 8))
    reminders.resume(moment=page.moment, kind=WEEK, by=official)
    send_reminders()
    assert not Notice.objects.exists()
    clock.move_to(at(10, 14, 8))
    send_reminders()
    assert ReminderTopic.objects.get().kind == ReminderKind.DAY_BEFORE


def test_a_stop_is_of_one_reminder_of_one_moment(clock):
    page, other = corridor(), corridor(round_code="6")
    reminders.stop(moment=page.moment, kind=WEEK, reason="x", by=make.user(ministry_role="case_handler"))
    send_reminders()
    assert Notice.objects.get().to == other.editor


def test_a_stop_without_a_reason_and_a_resumption_of_nothing_change_nothing():
    page, official = corridor(), make.user(ministry_role="case_handler")
    with pytest.raises(DomainError, match="Zeg waarom"):
        reminders.stop(moment=page.moment, kind=WEEK, reason="  ", by=official)
    with pytest.raises(DomainError, match="niet gestopt"):
        reminders.resume(moment=page.moment, kind=WEEK, by=official)
    assert not ReminderStop.objects.exists()


# --- from the reminder to the mailbox ---------------------------------------------------------------------------------
def test_a_mail_server_that_is_away_delays_and_nobody_who_is_done_by_then_is_mailed(settings, clock):
    page = corridor()
    late = make.local_government(name="Beveren")
    line = make.line(make.application(page.moment.round, late), page.first.participation.line.offer)
    make.commitment(make.participation(line))
    waits = make.editor(late)
    page.save(5)
    with mail_server(settings, refuses=lambda address: True) as server:
        send_reminders()
        assert notices.deliver_waiting() == 0
        assert server.asked == 2
        clock.move_to(at(10, 10, 12))
        page.act(registrations.submit)
        server.refuses = lambda address: False
        notices.deliver_waiting()
        notices.deliver_waiting()
        taken = [(address, re.search("^Subject: (.*)$", text, re.M)[1]) for address, text in server.taken]
    assert sorted(taken) == sorted(
        [
            (waits.email, "Geef uw KPI's door voor 15 oktober 2026"),
            (page.editor.email, "Ingediend: eindrapport van Sint-Niklaas (10 oktober 2026)"),
        ]
    )
    dropped = Notice.objects.get(dropped_at__isnull=False)
    assert (dropped.to, dropped.kind) == (page.editor, NoticeKind.REMINDER)
    assert not Notice.objects.waiting().exists()


def test_what_is_stopped_while_the_mail_server_is_away_does_not_leave(settings, clock):
    page, other = corridor(), corridor(round_code="6")
    with mail_server(settings, refuses=lambda address: True) as server:
        send_reminders()
        assert notices.deliver_waiting() == 0
        reminders.stop(moment=page.moment, kind=WEEK, reason="Fout.", by=make.user(ministry_role="case_handler"))
        server.refuses = lambda address: False
        clock.shift(3600)
        notices.deliver_waiting()
        taken = [address for address, _text in server.taken]
    assert taken == [other.editor.email]
    assert Notice.objects.get(dropped_at__isnull=False).to == page.editor


@pytest.mark.parametrize(("is_done", "mails"), [(False, 1), (True, 0)])
def test_of_what_is_stopped_in_part_the_rest_decides(is_done, mails):
    """One mail about two rounds, of which one is stopped: it leaves as long as the other still asks for something."""
    page = corridor()
    other = corridor(round_code="6", local_government=page.local_government)
    send_reminders()
    waiting = Notice.objects.get(to=page.editor)
    assert ReminderTopic.objects.filter(reminder__notice=waiting).count() == 2
    reminders.stop(moment=page.moment, kind=WEEK, reason="Fout.", by=make.user(ministry_role="case_handler"))
    if is_done:
        other.save(5)
        other.act(registrations.submit)
    assert reminders.is_still_needed(Notice, waiting) is bool(mails)


def test_the_mail_has_two_parts_a_link_and_whom_to_call(settings):
    page = corridor()
    send_reminders()
    notices.deliver_waiting()
    (sent,) = mail.outbox
    link = f"{settings.SITE_URL}/registraties/5/final/{page.local_government.code}/"
    for part in (sent.body, sent.alternatives[0].content):
        for words in ("Beste An Peeters", link, "Sint-Niklaas, Projectronde 5", "/contact/", "dan hoeft u niets"):
            assert words.lower() in part.lower()
    assert sent.body.splitlines()[2].startswith("Geef uw KPI's door tot en met 15 oktober 2026.")
    assert "&#x27;" not in sent.body


def test_who_has_no_address_reads_it_in_the_portal():
    page = corridor()
    page.editor.email = ""
    page.editor.save()
    send_reminders()
    assert notices.deliver_waiting() == 1
    assert mail.outbox == []
    assert Notice.objects.visible_to(page.editor).get().subject == "Geef uw KPI's door voor 15 oktober 2026"


def test_the_clock_knocks_from_eight_in_the_morning_in_brussels():
    schedule = celery.conf.beat_schedule["send-reminders"]["schedule"]
    assert (min(schedule.hour), schedule.minute) == (8, {0})
    assert celery.conf.timezone == "Europe/Brussels"
