"""The mail of the week: on Monday at eight in Brussels, once, after a missed Monday too, to who asked for it."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from kpi import tasks
from kpi.models import Digest, DigestSubscription
from kpi.services import digests
from kpi.services.snapshots import take_on_demand
from samenleven.audit.models import Event
from samenleven.core.clock import BRUSSELS
from samenleven.notices.models import Notice
from samenleven.notices.services import deliver_waiting
from tests import make
from tests.kpi.tables import text_of
from tests.kpi.test_dashboard import part

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute), tzinfo=BRUSSELS)


@pytest.fixture
def clock(time_machine):
    """Wednesday 4 October 2023, while round 1 is reported."""
    time_machine.move_to(at("2023-10-04", 12), tick=False)
    return time_machine


@pytest.fixture
def final(clock):
    return make.moment(make.round("1"))


@pytest.fixture
def analyst(clock):
    """Somebody who asked for the mail on that Wednesday."""
    person = make.user("analist", ministry_role="analyst", first_name="Ann", last_name="Peeters")
    digests.ask(by=person)
    return person


def send(participation, final, count, moment):
    return make.sent(participation, final, {participation.line.offer.indicators.get(): count}, at=moment)


def text():
    return Notice.objects.get().text


# --- when -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at("2023-10-09", 7, 59), at("2023-10-02", 8)),
        (at("2023-10-09", 8), at("2023-10-09", 8)),
        (at("2023-10-15", 23), at("2023-10-09", 8)),
        # The clock goes back on Sunday 29 October: eight stays eight in Brussels.
        (at("2023-10-30", 8), at("2023-10-30", 8)),
    ],
)
def test_it_is_due_on_monday_at_eight_in_brussels(now, due):
    assert digests.due_at(now) == due


def test_who_asks_on_wednesday_gets_the_first_on_monday(analyst, final, clock):
    assert digests.send_due() == 0
    clock.move_to(at("2023-10-09", 7, 59), tick=False)
    assert digests.send_due() == 0
    clock.move_to(at("2023-10-09", 8), tick=False)
    assert digests.send_due() == 1
    digest = Digest.objects.get()
    assert (digest.on, digest.since, digest.until) == (
        dt.date(2023, 10, 9),
        at("2023-10-02", 8),
        at("2023-10-09", 8),
    )


def test_it_comes_once_however_often_the_clock_knocks(analyst, final, clock):
    clock.move_to(at("2023-10-09", 8), tick=False)
    tasks.send_digests()
    tasks.send_digests()
    clock.move_to(at("2023-10-13", 20), tick=False)
    tasks.send_digests()
    assert Notice.objects.count() == 1


def test_a_missed_monday_is_made_good_once_and_later(analyst, final, clock):
    clock.move_to(at("2023-10-11", 14), tick=False)
    assert digests.send_due() == 1
    clock.move_to(at("2023-10-16", 8), tick=False)
    assert digests.send_due() == 1
    first, second = Digest.objects.order_by("on")
    assert (first.until, second.since) == (at("2023-10-09", 8), at("2023-10-09", 8))


def test_after_two_missed_mondays_one_mail_tells_it_all(analyst, final, clock):
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    clock.move_to(at("2023-10-24", 9), tick=False)
    assert digests.send_due() == 1
    newest = Digest.objects.latest("on")
    assert (newest.on, newest.since) == (dt.date(2023, 10, 23), at("2023-10-09", 8))


def test_two_workers_at_once_send_one(analyst, final, clock, monkeypatch):
    clock.move_to(at("2023-10-09", 8), tick=False)
    really = digests.weeks

    def another_is_first(*about):
        monkeypatch.setattr(digests, "weeks", really)
        digests.send_due()
        return really(*about)

    monkeypatch.setattr(digests, "weeks", another_is_first)
    assert digests.send_due() == 0
    assert (Digest.objects.count(), Notice.objects.count()) == (1, 1)


# --- to whom ----------------------------------------------------------------------------------------------------------
def test_only_who_asked_and_may_still_see_the_figures(analyst, final, clock):
    make.user("bert", ministry_role="finance")
    gone, locked = make.user("gone", ministry_role="finance"), make.user("locked", ministry_role="finance")
    for one in (gone, locked):
        digests.ask(by=one)
    gone.ministry_role, locked.is_active = "", False
    gone.save()
    locked.save()
    clock.move_to(at("2023-10-09", 8), tick=False)
    assert digests.send_due() == 1
    assert Notice.objects.get().to == analyst


def test_it_is_asked_and_stopped_on_the_page(client, clock):
    person = make.user(ministry_role="analyst")
    client.force_login(person)
    for _twice in range(2):
        client.post("/weergaven/weekmail/vragen/")
    assert DigestSubscription.objects.get().to == person
    assert "u krijgt de weekmail" in text_of(client.get("/weergaven/"))
    for _twice in range(2):
        client.post("/weergaven/weekmail/stoppen/")
    assert not DigestSubscription.objects.exists()
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == ["digest.asked", "digest.stopped"]


def test_a_mail_that_waits_does_not_leave_to_who_stopped_it(analyst, final, clock):
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    digests.stop(by=analyst)
    deliver_waiting()
    assert mail.outbox == []
    assert Notice.objects.get().dropped_at is not None


@pytest.mark.parametrize("lost", [{"ministry_role": ""}, {"is_active": False}])
def test_a_mail_that_waits_does_not_leave_to_who_may_not_see_the_figures_any_more(analyst, final, clock, lost):
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    for name, value in lost.items():
        setattr(analyst, name, value)
    analyst.save()
    deliver_waiting()
    assert mail.outbox == []
    assert Notice.objects.get().dropped_at is not None


# --- what it says -----------------------------------------------------------------------------------------------------
def test_it_counts_what_was_sent_put_right_and_taken_back_in_that_week(analyst, final, clock):
    corrected, taken_back, fresh, earlier = (part(final) for _one in range(4))
    for one in (corrected, taken_back, earlier):
        send(one, final, 5, at("2023-09-20", 10))
    send(corrected, final, 6, at("2023-10-03", 10))
    send(fresh, final, 7, at("2023-10-08", 23))
    taken_back.registrations.get().versions.update(taken_back_at=at("2023-10-05", 10))
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    assert "- 1 registratie ingediend; 1 registratie verbeterd; 1 registratie teruggenomen\n" in text()
    assert "van de 4 verwachte registraties ingediend." in text()
    assert "De deadline is 15 oktober 2023." in text()


def test_after_the_deadline_it_says_who_is_late_and_what_was_frozen(analyst, final, clock):
    part(final)
    clock.move_to(at("2023-10-16", 7), tick=False)
    take_on_demand(final, by=analyst)
    clock.move_to(at("2023-10-16", 8), tick=False)
    digests.send_due()
    assert "nieuwe momentopname: 1-final-1" in text()
    assert "1 actie is te laat." in text()


def test_a_quiet_week_says_so(analyst, final, clock):
    part(final)
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    assert "- niets veranderd\n" in text()


def test_nothing_runs_and_nothing_changed(analyst, clock):
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    assert "Er loopt nu geen rapportering, en er veranderde niets." in text()


def test_a_practice_round_is_not_told(analyst, clock):
    practice = make.moment(make.round("oefening", is_practice=True))
    send(part(practice), practice, 5, at("2023-10-05", 10))
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    assert "oefening" not in text().lower()


def test_the_mail_has_two_parts_says_its_day_and_leads_on(analyst, final, clock):
    part(final)
    clock.move_to(at("2023-10-09", 8), tick=False)
    digests.send_due()
    deliver_waiting()
    (message,) = mail.outbox
    assert message.subject == "Wat er veranderde in de rapportering, weekmail van 9 oktober 2023"
    assert message.body.startswith("Beste Ann Peeters\n\nDit veranderde er van 2 oktober 2023 om 08.00 uur tot")
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    for part_of in (message.body, html):
        assert "/opvolging/?moment=1-final" in part_of
        assert "/dashboard/" in part_of
        assert "/weergaven/" in part_of


def test_it_costs_the_same_for_one_registration_and_for_many(analyst, final, clock, django_assert_num_queries):
    now = timezone.now()
    for times in (1, 6):
        for _one in range(times):
            send(part(final), final, 5, at("2023-10-03", 10))
        with django_assert_num_queries(4):
            digests.weeks(now - dt.timedelta(days=7), now, now)
