"""Every mail is first a row; a failing server delays and loses nothing."""

import datetime as dt
import smtplib
import threading
from functools import partial

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.template import TemplateDoesNotExist

from samenleven.notices import services
from samenleven.notices.models import Notice
from samenleven.notices.signals import still_needed
from tests import make
from tests.frame.smtp import mail_server

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 8, 10, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def later(clock, minutes):
    """So many minutes after noon."""
    clock.move_to(NOON + dt.timedelta(minutes=minutes))


def notice(to=None):
    return Notice.objects.create(to=to or make.user(), subject="Uw registratie", text="Tekst", html="<p>Tekst</p>")


def test_a_waiting_notice_leaves_once_with_both_parts():
    waiting = notice()
    assert services.deliver_waiting() == 1
    assert services.deliver_waiting() == 0
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == ("Uw registratie", "Tekst", [waiting.to.email])
    assert sent.alternatives[0].content == "<p>Tekst</p>"
    waiting.refresh_from_db()
    assert waiting.sent_at is not None
    assert waiting.attempts == 1


def test_a_failing_server_delays_and_the_next_try_succeeds(monkeypatch, clock):
    waiting = notice()

    def fails(*args):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(services, "_send", fails)
        assert services.deliver_waiting() == 0
    waiting.refresh_from_db()
    assert (waiting.sent_at, waiting.last_error) == (None, "SMTPServerDisconnected")
    assert services.deliver_waiting() == 0  # its turn comes again in a minute
    later(clock, 1)
    assert services.deliver_waiting() == 1
    waiting.refresh_from_db()
    assert (waiting.attempts, waiting.last_error) == (2, "")


def broken_query():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


def raised(error):
    raise error


FAILURES = {
    "the server": ("OSError", partial(raised, OSError())),
    "the text": ("ValueError", partial(raised, ValueError())),
    "the database": ("DataError", broken_query),
}


@pytest.mark.parametrize(("name", "failure"), FAILURES.values(), ids=FAILURES)
def test_one_failing_notice_does_not_hold_up_the_others(monkeypatch, name, failure):
    bad, good = notice(), notice()
    send = services._send

    def fails_for_one(one):
        if one.pk == bad.pk:
            failure()
        send(one)

    monkeypatch.setattr(services, "_send", fails_for_one)
    assert services.deliver_waiting() == 1
    good.refresh_from_db()
    assert good.sent_at is not None
    bad.refresh_from_db()
    assert (bad.sent_at, bad.attempts, bad.last_error) == (None, 1, name)


# --- a real mail server ------------------------------------------------------------------------------------------------
def test_a_server_that_refuses_delays_and_loses_nothing(settings, clock):
    first, second = notice(), notice()
    with mail_server(settings, refuses=lambda address: True) as server:
        assert services.deliver_waiting() == 0
        assert (server.asked, server.taken) == (2, [])
        server.refuses = lambda address: False
        later(clock, 1)
        assert services.deliver_waiting() == 2
        later(clock, 200)
        assert services.deliver_waiting() == 0  # each went once
    assert sorted(address for address, _message in server.taken) == sorted([first.to.email, second.to.email])
    assert "Subject: Uw registratie" in server.taken[0][1]
    assert "<p>Tekst</p>" in server.taken[0][1]
    assert list(Notice.objects.order_by("pk").values_list("attempts", "last_error", "next_try_at")) == [
        (2, "", None),
        (2, "", None),
    ]


def test_a_server_that_is_gone_delays_and_loses_nothing(settings, clock):
    for _each in range(services.SERVER_IS_AWAY + 2):
        notice()
    with mail_server(settings):
        pass  # nobody listens at that port any more
    assert services.deliver_waiting() == 0
    assert Notice.objects.filter(attempts=1, last_error="ConnectionRefusedError").count() == services.SERVER_IS_AWAY
    assert Notice.objects.filter(attempts=0).count() == 2  # not even tried: they are first next time
    with mail_server(settings) as server:
        assert services.deliver_waiting() == 2
        later(clock, 1)
        assert services.deliver_waiting() == services.SERVER_IS_AWAY
    assert len(server.taken) == services.SERVER_IS_AWAY + 2
    assert not Notice.objects.waiting().exists()


def test_an_address_that_is_always_refused_holds_up_nobody_and_is_never_given_up(settings, clock):
    bad = [notice(make.user(email=f"weg-{number}@example.org")) for number in range(services.BATCH + 10)]
    with mail_server(settings, refuses=lambda address: address.startswith("weg-")) as server:
        for minutes in range(0, 60, 2):
            later(clock, minutes)
            services.deliver_waiting()
        good = notice()
        assert services.deliver_waiting() == 1
        assert [address for address, _message in server.taken] == [good.to.email]
        assert Notice.objects.waiting().count() == len(bad)
        server.refuses = lambda address: False
        later(clock, 60 * 24)
        assert services.deliver_waiting() == services.BATCH
        assert services.deliver_waiting() == 10
    assert not Notice.objects.waiting().exists()


def test_who_keeps_failing_waits_longer_each_time_and_an_hour_at_most(settings, clock):
    waiting = notice()
    waits, minutes = [], 0
    with mail_server(settings, refuses=lambda address: True):
        for _try in range(8):
            services.deliver_waiting()
            waiting.refresh_from_db()
            waits.append((waiting.next_try_at - NOON).total_seconds() / 60 - minutes)
            minutes += waits[-1]
            later(clock, minutes)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


# --- what nobody needs any more ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(("answer", "mails"), [(False, 0), (True, 1), (None, 1)])
def test_a_message_that_asks_for_nothing_any_more_is_not_mailed_and_stays_in_the_portal(answer, mails):
    waiting = notice()

    def receiver(sender, notice, **_signal):
        return answer

    still_needed.connect(receiver)
    try:
        assert services.deliver_waiting() == mails
        assert services.deliver_waiting() == 0
    finally:
        still_needed.disconnect(receiver)
    waiting.refresh_from_db()
    assert (waiting.dropped_at is None, waiting.sent_at is not None) == (answer is not False, answer is not False)
    assert len(mail.outbox) == mails
    assert list(Notice.objects.visible_to(waiting.to)) == [waiting]


def test_a_subject_of_two_lines_delays_only_itself():
    bad, good = notice(), notice()
    Notice.objects.filter(pk=bad.pk).update(subject="Uw\nregistratie")
    assert services.deliver_waiting() == 1
    bad.refresh_from_db()
    assert (bad.sent_at, bad.attempts, bad.last_error) == (None, 1, "BadHeaderError")
    good.refresh_from_db()
    assert good.sent_at is not None


def test_who_has_no_address_reads_it_in_the_portal():
    waiting = notice(make.user(email=""))
    assert services.deliver_waiting() == 1
    assert mail.outbox == []
    waiting.refresh_from_db()
    assert waiting.sent_at is not None


def test_a_notice_is_for_its_reader_only():
    mine, _other = notice(), notice()
    assert list(Notice.objects.visible_to(mine.to)) == [mine]


def test_a_template_that_is_missing_posts_nothing():
    with pytest.raises(TemplateDoesNotExist):
        services.post(to=make.user(), template="does_not_exist")
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_postmen_send_one_mail():
    for _each in range(5):
        notice()
    ready, sent = threading.Barrier(2), []

    def work():
        try:
            ready.wait(timeout=10)
            sent.append(services.deliver_waiting())
        finally:
            connections.close_all()

    postmen = [threading.Thread(target=work) for _each in range(2)]
    for postman in postmen:
        postman.start()
    for postman in postmen:
        postman.join(timeout=30)
    assert sum(sent) == 5
    assert len(mail.outbox) == 5
