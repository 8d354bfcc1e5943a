"""What the ministry sends back to be put right: a remark and a date per action, while what was sent keeps standing (R29)."""

import datetime as dt
from functools import partial

import pytest
import time_machine

from grants.states import ExtensionKind
from kpi.figures import aggregates, live
from kpi.models import Registration, RegistrationVersion, Return
from kpi.services import registrations, snapshots
from kpi.services.registrations import Answer, Faulty, Locked
from kpi.states import RegistrationStatus
from samenleven.audit import words
from samenleven.audit.models import Event
from samenleven.core.clock import end_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.corridor import CHANGES, LATE, OPEN, OVER, at, corridor, neighbour, partnership
from tests.kpi.test_registration_pages import text_of, url
from tests.kpi.test_registration_races import together

pytestmark = pytest.mark.django_db

UNTIL = end_of_day(dt.date(2026, 11, 20))  # after the last moment for changes: the return gives time of its own
AFTER = at(11, 21)
REMARK = "Telde u ook wie al begeleid werd?"
SUBMITTED, RETURNED = RegistrationStatus.SUBMITTED, RegistrationStatus.RETURNED
SENT = [("101", 1, 5), ("102", 1, 6)]


@pytest.fixture
def clock():
    """The clock of Brussels, which a test sets."""
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(clock):
    """Two actions that were sent; now it is a few days after the deadline."""
    made = corridor(actions=2)
    made.save(5, 6)
    made.act(registrations.submit)
    clock.move_to(LATE)
    return made


@pytest.fixture
def handler(db):
    return make.user(ministry_role="case_handler")


def lines(page, *positions):
    """The ids of the actions of a page at these positions."""
    return [page.commitments[position].participation.line_id for position in positions or (0,)]


def send_back(page, handler, *positions, **options):
    usual = {"lines": lines(page, *positions), "remark": REMARK, "until": UNTIL}
    return page.act(registrations.send_back, handler, **(usual | options))


def withdraw(page, handler, *positions):
    return page.act(registrations.withdraw_return, handler, lines=lines(page, *positions))


def statuses(page):
    return [part.status for part in page.sheet().parts]


def sent():
    """What was sent and not taken back: action, version, count."""
    versions = RegistrationVersion.objects.filter(taken_back_at__isnull=True)
    versions = versions.order_by("registration__participation", "number")
    return [
        (str(one.registration.participation.line.offer.action.number), one.number, value.count)
        for one in versions
        for value in one.values.order_by("pk")
    ]


def realised():
    return {figure.action: figure.realised for figure in aggregates(live(), ("action",))}


def test_one_action_is_sent_back_and_what_was_sent_keeps_standing(page, handler):
    (made,) = send_back(page, handler)
    assert (made.remark, made.until, made.returned_at, made.returned_by) == (REMARK, UNTIL, LATE, handler)
    assert made.settled_at is None
    assert statuses(page) == [RETURNED, SUBMITTED]
    assert sent() == SENT
    assert realised() == {101: 5, 102: 6}
    first, second = page.sheet(LATE).parts
    assert (first.returned, first.lock, first.version.number) == (made, None, 1)
    assert (second.returned, second.lock.code) == (None, "submitted")
    registration = Registration.objects.get(pk=made.registration_id)
    assert (registration.status_at, registration.status_by) == (LATE, handler)


def test_a_return_makes_no_snapshot_outdated(page, handler, clock):
    snapshots.take_if_due(page.moment)
    clock.shift(60)
    send_back(page, handler)
    assert not snapshots.needs_snapshot(page.moment)
    assert snapshots.verify(page.moment.snapshots.get()).agrees


def test_what_is_sent_anew_is_version_2_and_settles_the_return(page, handler, clock):
    send_back(page, handler)
    clock.move_to(CHANGES + dt.timedelta(days=1))
    page.save(8)
    assert sent() == SENT
    page.act(registrations.submit)
    assert sent() == [("101", 1, 5), ("101", 2, 8), ("102", 1, 6)]
    assert statuses(page) == [SUBMITTED, SUBMITTED]
    settled = Return.objects.get()
    assert (settled.settled_at, settled.settled_by) == (CHANGES + dt.timedelta(days=1), page.editor)
    assert page.sheet().parts[0].returned is None
    assert realised() == {101: 8, 102: 6}


def test_who_stands_by_its_count_sends_it_again_as_it_is(page, handler):
    send_back(page, handler)
    page.act(registrations.submit)
    assert sent() == [("101", 1, 5), ("101", 2, 5), ("102", 1, 6)]
    assert Return.objects.get().settled_by == page.editor


def test_a_blank_is_not_sent_anew(page, handler):
    send_back(page, handler)
    page.save(Answer())
    with pytest.raises(Faulty):
        page.act(registrations.submit)
    assert (sent(), statuses(page)) == (SENT, [RETURNED, SUBMITTED])
    assert Return.objects.open().count() == 1


def test_a_withdrawn_return_restores_the_fields(page, handler, clock):
    send_back(page, handler)
    page.save(8)
    clock.shift(60)
    withdraw(page, handler)
    assert statuses(page) == [SUBMITTED, SUBMITTED]
    assert [one.answer for one in page.sheet().fields] == [Answer(5), Answer(6)]
    registration = Registration.objects.order_by("pk").first()
    assert (registration.status_at, registration.status_by) == (OPEN, page.editor)
    settled = Return.objects.get()
    assert (settled.settled_at, settled.settled_by) == (LATE + dt.timedelta(minutes=1), handler)
    assert sent() == SENT


def test_it_can_be_sent_back_once_more(page, handler, clock):
    send_back(page, handler)
    page.save(8)
    page.act(registrations.submit)
    clock.shift(60)
    send_back(page, handler, remark="En nu nog de leeftijd.")
    assert [one.remark for one in Return.objects.order_by("pk")] == [REMARK, "En nu nog de leeftijd."]
    assert page.sheet(LATE).parts[0].returned.remark == "En nu nog de leeftijd."


def test_several_actions_are_sent_back_together_and_withdrawn_one_by_one(page, handler):
    assert len(send_back(page, handler, 0, 1)) == 2
    withdraw(page, handler, 1)
    assert statuses(page) == [RETURNED, SUBMITTED]
    assert Return.objects.open().count() == 1


# --- its date ---------------------------------------------------------------------------------------------------------
def test_past_its_date_it_is_locked_and_says_until_when(page, handler, clock):
    send_back(page, handler)
    page.save(8)
    assert page.sheet(UNTIL).parts[0].lock is None
    locked = page.sheet(AFTER).parts[0].lock
    assert (locked.code, locked.since) == ("closed", UNTIL)
    assert str(locked) == (
        "Verbeteren kon tot en met 20 november 2026. Wat eerder ingediend is, blijft gelden. "
        "Alleen het Agentschap Binnenlands Bestuur kan de registratie heropenen."
    )
    clock.move_to(AFTER)
    for step in (partial(page.save, 9), partial(page.act, registrations.submit)):
        with pytest.raises(Locked, match="Verbeteren kon tot en met 20 november 2026"):
            step()
    assert (sent(), Return.objects.open().count()) == (SENT, 1)
    withdraw(page, handler)
    assert statuses(page) == [SUBMITTED, SUBMITTED]
    assert page.sheet(AFTER).fields[0].answer == Answer(5)


def test_the_list_asks_to_put_it_right_until_its_date_and_not_longer(page, handler, clock):
    send_back(page, handler)
    told = []
    for now in (UNTIL, AFTER):
        (listed,) = registrations.standings_of(page.editor, now)
        sheet = page.sheet(now)
        counted = registrations.standing_after_saving(page.moment, page.local_government, sheet.term, now)
        counted.sent_at = sheet.sent_at
        assert sheet.standing() == listed == counted
        told.append((listed.section, listed.state[0], listed.next_step))
    assert told == [
        (registrations.NOW, "teruggestuurd", "Lees de opmerking, verbeter uw cijfers en dien ze opnieuw in."),
        (
            registrations.PAST,
            "teruggestuurd",
            "U kunt niets meer verbeteren. Wat u eerder indiende, blijft gelden.",
        ),
    ]


@pytest.mark.parametrize("kind", ExtensionKind)
def test_more_time_gives_more_time_for_what_was_sent_back_too(page, handler, clock, kind):
    send_back(page, handler)
    application = page.first.participation.line.application
    clock.move_to(AFTER)
    registrations.give_more_time(
        moment=page.moment, application=application, until=at(12, 1), reason="Ziekte.", by=handler, kind=kind
    )
    assert page.sheet(AFTER).parts[0].lock is None
    assert str(page.sheet(at(12, 2)).parts[0].lock).startswith("Verbeteren kon tot 1 december 2026 om 12.00 uur.")
    page.save(8)
    page.act(registrations.submit)
    assert sent() == [("101", 1, 5), ("101", 2, 8), ("102", 1, 6)]


def test_a_date_that_is_asked_sooner_takes_no_time_away(clock, handler):
    """Asked by 8 October, before the deadline of the 15th: what was sent can be corrected until 15 November."""
    page = corridor()
    page.save(5)
    page.act(registrations.submit)
    clock.move_to(at(10, 5))
    send_back(page, handler, until=end_of_day(dt.date(2026, 10, 8)))
    for now in (at(10, 10), LATE, CHANGES):
        clock.move_to(now)
        sheet = page.sheet(now)
        (listed,) = registrations.standings_of(page.editor, now)
        assert (sheet.parts[0].lock, sheet.standing().is_open, listed.section) == (None, True, registrations.NOW)
        assert sheet.parts[0].correctable_until == CHANGES
    page.save(8)
    page.act(registrations.submit)
    assert sent() == [("101", 1, 5), ("101", 2, 8)]


def test_after_the_last_change_what_was_asked_sooner_is_closed_like_everything_else(clock, handler, page):
    send_back(page, handler, until=end_of_day(dt.date(2026, 10, 24)))
    clock.move_to(OVER)
    assert str(page.sheet(OVER).parts[0].lock).startswith("Verbeteren kon tot en met 15 november 2026.")
    assert not page.sheet(OVER).standing().is_open
    with pytest.raises(Locked):
        page.save(8)
    assert sent() == SENT


def test_the_page_tells_by_when_it_is_asked_and_until_when_it_can_be_done(client, page, handler):
    send_back(page, handler, until=end_of_day(dt.date(2026, 10, 24)))
    client.force_login(page.editor)
    text = text_of(client.get(url(page, "form")))
    assert "Sint-Niklaas kan verbeteren tot en met 15 november 2026, graag tegen 24 oktober 2026" in text


def test_the_page_tells_one_date_where_the_return_gives_the_time(client, page, handler):
    send_back(page, handler)
    client.force_login(page.editor)
    text = text_of(client.get(url(page, "form")))
    assert "Sint-Niklaas kan verbeteren tot en met 20 november 2026</p>" in text


def test_shorter_time_for_all_does_not_shorten_the_date_of_a_return(page, handler, clock):
    send_back(page, handler)
    application = page.first.participation.line.application
    registrations.give_more_time(
        moment=page.moment, application=application, until=at(10, 22), reason="Ziekte.", by=handler
    )
    assert page.sheet(UNTIL).parts[0].lock is None


def test_what_was_sent_back_before_the_deadline_is_no_nothing_at_the_freeze(clock, handler):
    page = corridor()
    page.save(5)
    page.act(registrations.submit)
    send_back(page, handler)
    clock.move_to(LATE)
    snapshot = snapshots.take_if_due(page.moment)
    assert list(snapshot.action_figures.values_list("state", flat=True)) == ["reported"]
    assert statuses(page) == [RETURNED]


# --- what is refused --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"remark": " "}, "Zeg wat er beter moet."),
        ({"until": LATE}, "Kies een datum in de toekomst: tot dan kan het bestuur verbeteren."),
        ({"lines": []}, "Van deze actie is er niets ingediend om terug te sturen."),
        ({"lines": [987654]}, "Van deze actie is er niets ingediend om terug te sturen."),
    ],
)
def test_a_return_that_makes_no_sense_is_refused(page, handler, options, says):
    with pytest.raises(DomainError) as refused:
        send_back(page, handler, **options)
    assert str(refused.value) == says
    assert statuses(page) == [SUBMITTED, SUBMITTED]
    assert not Return.objects.exists()


def test_with_an_action_of_which_nothing_stands_nothing_is_sent_back(page, handler):
    send_back(page, handler)
    with pytest.raises(DomainError, match="Van deze actie is er niets ingediend"):
        send_back(page, handler, 0, 1)
    assert statuses(page) == [RETURNED, SUBMITTED]
    assert Return.objects.count() == 1


def test_nothing_of_another_is_sent_back(page, handler):
    other = neighbour(page)
    with pytest.raises(DomainError, match="Van deze actie is er niets ingediend"):
        send_back(page, handler, lines=lines(other))
    with pytest.raises(DomainError):
        other.act(registrations.send_back, handler, lines=lines(page), remark=REMARK, until=UNTIL)
    assert statuses(page) == [SUBMITTED, SUBMITTED]


def test_a_return_that_is_not_there_is_not_withdrawn(page, handler):
    send_back(page, handler)
    for asked in (lines(page, 1), []):
        with pytest.raises(DomainError, match="Van deze actie is niets teruggestuurd"):
            page.act(registrations.withdraw_return, handler, lines=asked)
    assert Return.objects.open().count() == 1


# --- a partnership ----------------------------------------------------------------------------------------------------
@pytest.fixture
def shared(clock):
    """A lead and a member whose counts were sent together."""
    lead, member = partnership()
    lead.save(5)
    member.save(6)
    member.act(registrations.release)
    lead.act(registrations.submit)
    clock.move_to(LATE)
    return lead, member


def test_an_action_of_a_partnership_comes_back_for_all_its_members_and_the_lead_sends_it_anew(shared, handler):
    lead, member = shared
    assert len(send_back(lead, handler)) == 2
    member.save(7)
    with pytest.raises(DomainError, match="Deze cijfers zijn al eens ingediend"):
        member.act(registrations.release)
    lead.act(registrations.submit)
    assert sent() == [("101", 1, 5), ("101", 2, 5), ("101", 1, 6), ("101", 2, 7)]
    assert not Return.objects.open().exists()


def test_a_member_is_not_sent_back_on_its_own_page(shared, handler):
    _lead, member = shared
    with pytest.raises(DomainError, match="Van deze actie is er niets ingediend"):
        send_back(member, handler)
    assert not Return.objects.exists()


def test_a_return_is_seen_by_the_ministry_the_lead_and_who_counted(clock, handler):
    lead, member, other = partnership(members=3)
    lead.save(5)
    member.save(6)
    member.act(registrations.release)
    lead.act(registrations.submit)
    clock.move_to(LATE)
    send_back(lead, handler)
    people = {
        "ministry": make.user(ministry_role="analyst"),
        "lead": lead.editor,
        "member": member.editor,
        "other": other.editor,
        "stranger": make.editor(make.local_government()),
    }
    assert {name: Return.objects.visible_to(person).count() for name, person in people.items()} == {
        "ministry": 2,
        "lead": 2,
        "member": 1,
        "other": 0,
        "stranger": 0,
    }


# --- the log, and at once ---------------------------------------------------------------------------------------------
def test_the_log_tells_what_was_sent_back_and_not_what_was_remarked(page, handler):
    send_back(page, handler)
    withdraw(page, handler)
    returned, withdrawn = Event.objects.filter(by=handler).order_by("pk")
    assert (returned.verb, withdrawn.verb) == ("registrations.returned", "registrations.return_withdrawn")
    assert words.what(returned) == "stuurde registraties terug"
    version = RegistrationVersion.objects.order_by("pk").first()
    assert returned.data == {"local_government": page.local_government.code, "versions": [version.pk]}


@pytest.mark.django_db(transaction=True)
def test_two_people_of_the_ministry_send_back_once(clock):
    page, handler = corridor(), make.user(ministry_role="case_handler")
    page.save(5)
    page.act(registrations.submit)
    clock.move_to(OVER)
    outcomes = together(*[partial(send_back, page, handler)] * 3)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 2
    assert Return.objects.count() == 1
