"""Two people at once, on real connections: nothing is overwritten, nothing is sent twice, nobody waits for ever."""

import threading
import time
from functools import partial

import pytest
import time_machine
from django.db import connection, transaction

from grants.models import ReportingMoment
from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import Answer, Entry, FieldConflict
from kpi.services.turnstile import settle
from samenleven.core.errors import DomainError
from samenleven.core.tasks import wake
from samenleven.notices.models import Notice
from samenleven.notices.services import deliver_waiting
from samenleven.notices.tasks import deliver_notices
from tests import make
from tests.kpi.corridor import OPEN, corridor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=True):
        yield


def together(*jobs):
    """Run the jobs at once, each on a connection of its own; what each returned or raised."""
    outcomes = [None] * len(jobs)
    barrier = threading.Barrier(len(jobs))

    def run(number, job):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            outcomes[number] = job()
        except DomainError as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def save(page, counts, by, revision=0):
    entries = [Entry(one, Answer(count), revision) for one, count in zip(page.commitments, counts, strict=False)]
    return registrations.save_fields(moment=page.moment, entries=entries, by=by)


def test_two_editors_on_one_field_one_is_refused():
    page = corridor()
    outcomes = together(partial(save, page, [12], page.editor), partial(save, page, [15], make.editor()))
    refused = [outcome for outcome in outcomes if isinstance(outcome, FieldConflict)]
    assert len(refused) == 1
    draft = DraftValue.objects.get()
    assert (refused[0].clashes[0].standing, draft.revision) == (Answer(draft.count), 1)
    assert Registration.objects.count() == 1


def test_two_editors_who_agree_are_both_served():
    page = corridor()
    outcomes = together(*[partial(save, page, [12], page.editor)] * 2)
    assert [outcome.drafts[0].count for outcome in outcomes] == [12, 12]
    assert DraftValue.objects.get().revision == 1


def test_many_whole_pages_at_once_end_without_a_deadlock():
    page = corridor(actions=6)
    outcomes = together(*[partial(save, page, [number] * 6, page.editor) for number in range(6)])
    assert sum(isinstance(outcome, FieldConflict) for outcome in outcomes) == 5
    assert Registration.objects.count() == 6
    assert len(set(DraftValue.objects.values_list("count", flat=True))) == 1


def test_two_clicks_on_send_are_one_submission():
    page = corridor(actions=3, indicators=2)
    page.save(*range(6))
    outcomes = together(*[partial(page.act, registrations.submit)] * 4)
    assert sorted(outcome.is_repeated for outcome in outcomes) == [False, True, True, True]
    assert sorted(RegistrationVersion.objects.values_list("number", flat=True)) == [1, 1, 1]
    assert RegistrationValue.objects.count() == 6
    assert Notice.objects.count() == 1


def test_many_local_governments_send_at_once():
    pages = [corridor(round_code="1")]
    first = pages[0]
    for _number in range(4):
        body = make.local_government()
        application = make.application(first.moment.round, body)
        offer = first.first.participation.line.offer
        line = make.line(application, offer)
        commitment = make.commitment(make.participation(line), offer.indicators.get(), target=0)
        pages.append(type(first)(first.moment, body, make.editor(body), [commitment]))
    for number, page in enumerate(pages):
        page.save(number)
    outcomes = together(*[partial(page.act, registrations.submit) for page in pages])
    assert not any(outcome.is_repeated for outcome in outcomes)
    assert sorted(RegistrationValue.objects.values_list("count", flat=True)) == [0, 1, 2, 3, 4]


def test_taking_back_twice_happens_once():
    page = corridor()
    page.save(1)
    page.act(registrations.submit)
    outcomes = together(*[partial(page.act, registrations.take_back)] * 2)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    assert RegistrationVersion.objects.filter(taken_back_at__isnull=False).count() == 1


def test_a_save_and_a_send_at_once_send_what_stands():
    page = corridor()
    page.save(1)
    outcomes = together(partial(save, page, [2], page.editor, 1), partial(page.act, registrations.submit))
    sent = RegistrationValue.objects.get().count
    # Either the save came first and 2 was sent, or it came second and was refused by the lock.
    assert (sent, DraftValue.objects.get().count) in {(2, 2), (1, 1)}
    assert isinstance(outcomes[0], DomainError) is (sent == 1)


def test_the_job_that_freezes_waits_for_who_is_sending():
    page = corridor()
    page.save(1)
    settled = []
    with transaction.atomic():
        page.act(registrations.submit)
        job = threading.Thread(target=lambda: (settled.append(settle(page.moment)), connection.close()))
        job.start()
        job.join(timeout=0.5)
        assert job.is_alive()
    job.join(timeout=20)
    assert RegistrationVersion.objects.get().sent_at <= settled[0]


def test_a_deadline_that_moved_while_the_page_was_open_counts():
    page = corridor()
    page.save(1)
    ReportingMoment.objects.update(deadline=OPEN, entries_until=None, changes_until=None)
    with pytest.raises(DomainError, match="Registreren kon"):
        page.act(registrations.submit)
    assert not RegistrationVersion.objects.exists()


@pytest.fixture
def dead_broker(monkeypatch):
    """The real Celery, sent to a port where nobody listens."""
    app = deliver_notices.app
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    for setting in ("broker_url", "broker_write_url"):
        monkeypatch.setitem(app.conf, setting, "redis://127.0.0.1:1/0")
    yield app
    # What is kept of the connection goes with the test.
    app.amqp._producer_pool = None


def test_a_registration_is_sent_while_the_broker_is_away_and_the_notice_follows(dead_broker, mailoutbox):
    page = corridor()
    page.save(1)
    assert wake(deliver_notices) is False
    page.act(registrations.submit)
    assert RegistrationVersion.objects.count() == 1
    assert mailoutbox == []
    # The next knock of the clock.
    assert deliver_waiting() == 1
    assert [mail.to for mail in mailoutbox] == [[page.editor.email]]


def test_a_whole_page_and_somebody_who_sends_do_not_wait_for_each_other_in_a_circle():
    page = corridor(actions=2, target=10)
    page.save(3, 4)
    first, last = Registration.objects.order_by("pk")
    has_first, whole = threading.Event(), {}

    def sends():
        with transaction.atomic():
            Registration.objects.select_for_update().get(pk=first.pk)
            has_first.set()
            wait_until_somebody_waits()
            Registration.objects.select_for_update().get(pk=last.pk)

    def saves_everything():
        has_first.wait(timeout=20)
        line = page.commitments[1].participation.line
        whole["saved"] = registrations.save_page(
            moment=page.moment,
            local_government=page.local_government,
            entries=[Entry(page.commitments[1], Answer(5), 1)],
            motivations=[(line, "Een begeleider viel uit.", 0)],
            by=page.editor,
        )

    together(sends, saves_everything)
    assert [draft.count for draft in whole["saved"].drafts] == [5]
    assert page.sheet().actions[1].motivation_text == "Een begeleider viel uit."


def wait_until_somebody_waits():
    """Until a connection of this database waits for a lock."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _time in range(400):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")
