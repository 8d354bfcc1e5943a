"""Every mail is first a row; a failing server delays and loses nothing."""

import smtplib
import threading
from functools import partial

import pytest
from django.core import mail
from django.db import connection, connections
from django.template import TemplateDoesNotExist

from samenleven.notices import services
from samenleven.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db


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


def test_a_failing_server_delays_and_the_next_try_succeeds(monkeypatch):
    waiting = notice()

    def fails(*args):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(services, "_send", fails)
        assert services.deliver_waiting() == 0
    waiting.refresh_from_db()
    assert (waiting.sent_at, waiting.last_error) == (None, "SMTPServerDisconnected")
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
