"""A partnership: each member releases its own part, and the lead sends what was released together with its own (R24)."""

from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.models import Application, Commitment
from kpi import access
from kpi.models import DraftValue, Registration, RegistrationVersion
from kpi.services import registrations, snapshots
from kpi.services.registrations import BLANK, Answer, Faulty, FieldConflict, Locked
from kpi.states import RegistrationStatus
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from samenleven.notices.models import Notice
from tests import make
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN, partnership
from tests.kpi.test_registration_races import together

pytestmark = pytest.mark.django_db

DRAFT, RELEASED, SUBMITTED = RegistrationStatus.DRAFT, RegistrationStatus.RELEASED, RegistrationStatus.SUBMITTED
CORRECTING, NOT_REPORTED = RegistrationStatus.CORRECTING, RegistrationStatus.NOT_REPORTED
LEAD_SENDS = "Uw trekker dient in. U geeft uw eigen cijfers vrij."


@pytest.fixture
def clock():
    """The clock of Brussels, which a test sets."""
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def statuses():
    """The status of each registration, by local government; a partnership with one action has one of each."""
    rows = Registration.objects.order_by("participation__local_government__sort_name", "pk")
    return {(one.participation.local_government.name, one.status) for one in rows}


def sent():
    """What stands as sent: who, which version, how many; the lead first."""
    versions = RegistrationVersion.objects.filter(taken_back_at__isnull=True)
    versions = versions.order_by("registration__participation", "number")
    return [
        (one.registration.participation.local_government.name, one.number, value.count)
        for one in versions
        for value in one.values.order_by("pk")
    ]


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def sent_together(lead, *members, count=5):
    """Everybody counted, the members released, the lead sent."""
    lead.save(count)
    for member in members:
        member.save(count)
        member.act(registrations.release)
    return lead.act(registrations.submit)


# --- releasing --------------------------------------------------------------------------------------------------------
def test_a_member_releases_and_nothing_is_sent_yet(clock):
    _lead, member = partnership()
    member.save(7)
    (part,) = member.act(registrations.release)
    registration = Registration.objects.get()
    assert (registration.status, registration.status_at, registration.status_by) == (RELEASED, OPEN, member.editor)
    assert part.registration == registration
    assert sent() == []
    assert not Notice.objects.exists()
    event = Event.objects.get(verb="registrations.released")
    assert (event.by, event.data["member"]) == (member.editor, member.local_government.code)


def test_what_is_released_is_locked_and_says_who_opens_it(clock):
    lead, member = partnership()
    member.save(7)
    member.act(registrations.release)
    for page in (lead, member):
        with pytest.raises(Locked) as refused:
            member.save(8, by=page.editor)
        assert str(refused.value) == (
            "Deze cijfers zijn vrijgegeven op 1 oktober 2026 om 12.00 uur. "
            "Het lid zelf en de trekker kunnen ze weer openen zolang ze niet ingediend zijn."
        )
    assert DraftValue.objects.get().count == 7


def test_a_member_with_a_blank_releases_nothing_of_any_action(clock):
    _lead, member = partnership(actions=2)
    member.save(7)
    with pytest.raises(Faulty) as refused:
        member.act(registrations.release)
    assert "Eindrapport, actie 102, KPI 102.1 (begeleide personen), Lid 2: hier is nog niets ingevuld." in str(
        refused.value
    )
    assert statuses() == {("Lid 2", DRAFT)}
    assert "registrations.released" not in verbs()


def test_a_second_click_releases_once(clock):
    _lead, member = partnership()
    member.save(7)
    assert len(member.act(registrations.release)) == 1
    assert member.act(registrations.release) == []
    assert verbs() == ["registrations.released"]


def test_what_a_member_opens_again_must_be_released_again(clock):
    lead, member = partnership()
    member.save(7)
    member.act(registrations.release)
    member.act(registrations.reopen)
    assert statuses() == {("Lid 2", DRAFT)}
    member.save(8)
    lead.save(5)
    lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5)]
    member.act(registrations.release)
    lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 8)]


def test_what_is_not_released_is_not_opened(clock):
    _lead, member = partnership()
    member.save(7)
    with pytest.raises(DomainError, match="Deze cijfers zijn niet vrijgegeven"):
        member.act(registrations.reopen)
    assert verbs() == []


def test_the_lead_fills_in_and_releases_in_the_name_of_a_member_and_the_log_says_so(clock):
    lead, member = partnership()
    member.save(7, by=lead.editor)
    lead.act(registrations.release, member=member.local_government)
    assert Registration.objects.get().status_by == lead.editor
    event = Event.objects.get()
    assert (event.verb, event.by) == ("registrations.released", lead.editor)
    assert event.data == {
        "member": member.local_government.code,
        "local_government": lead.local_government.code,
        "versions": [],
    }
    lead.act(registrations.reopen, member=member.local_government)
    assert statuses() == {("Lid 2", DRAFT)}


@pytest.mark.parametrize("verb", [registrations.release, registrations.reopen])
def test_who_sends_itself_has_nothing_to_release(clock, verb):
    lead, _member = partnership()
    lead.save(5)
    with pytest.raises(DomainError, match="Hier is niets vrij te geven: u dient zelf in"):
        lead.act(verb)
    assert statuses() == {("Sint-Niklaas", DRAFT)}


@pytest.mark.parametrize("verb", [registrations.release, registrations.reopen])
def test_a_member_acts_for_no_other_member(clock, verb):
    _lead, member, other = partnership(members=3)
    other.save(7)
    other.act(registrations.release)
    with pytest.raises(DomainError, match="Hier is niets vrij te geven"):
        member.act(verb, member=other.local_government)
    assert statuses() == {("Lid 3", RELEASED)}


# --- sending ----------------------------------------------------------------------------------------------------------
def test_the_lead_sends_its_own_and_what_was_released(clock):
    lead, member, other = partnership(members=3)
    lead.save(5)
    member.save(7)
    member.act(registrations.release)
    other.save(9)
    sending = lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 7)]
    assert len(sending.versions) == 2
    assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", SUBMITTED), ("Lid 3", DRAFT)}
    assert Notice.objects.get().to == lead.editor


def test_a_member_sends_nothing(clock):
    _lead, member = partnership()
    member.save(7)
    member.act(registrations.release)
    for seen in (None, "", member.sheet().fingerprint, "1.1"):
        with pytest.raises(DomainError, match=LEAD_SENDS):
            member.act(registrations.submit, seen=seen)
    assert statuses() == {("Lid 2", RELEASED)}
    assert sent() == []


def test_nothing_is_sent_when_something_of_the_lead_is_missing(clock):
    lead, member = partnership(actions=2)
    lead.save(5)
    member.save(7, 8)
    member.act(registrations.release)
    with pytest.raises(Faulty) as refused:
        lead.act(registrations.submit)
    assert [fault.commitment for fault in refused.value.faults] == [lead.commitments[1]]
    assert sent() == []
    assert statuses() == {("Sint-Niklaas", DRAFT), ("Lid 2", RELEASED)}


def test_the_lead_hears_for_whom_it_waits(clock):
    lead, member, other = partnership(members=3)
    lead.save(5)
    lead.act(registrations.submit)
    member.save(7)
    with pytest.raises(DomainError) as refused:
        lead.act(registrations.submit)
    assert str(refused.value) == "Er is nog niets om in te dienen: geef eerst de cijfers vrij van Lid 2, Lid 3."
    assert list(lead.sheet().awaited) == [member.local_government, other.local_government]
    assert sent() == [("Sint-Niklaas", 1, 5)]


def test_a_second_click_of_the_lead_is_the_same_sending_whoever_is_still_awaited(clock):
    lead, member = partnership()
    lead.save(5)
    seen = lead.sheet().fingerprint
    lead.act(registrations.submit, seen=seen)
    assert lead.act(registrations.submit, seen=seen).is_repeated
    member.save(7)
    member.act(registrations.release)
    assert lead.act(registrations.submit, seen=seen).is_repeated
    assert sent() == [("Sint-Niklaas", 1, 5)]
    assert verbs().count("registrations.submitted") == 1


def test_what_was_released_after_the_check_is_not_sent_unseen(clock):
    lead, member = partnership()
    lead.save(5)
    seen = lead.sheet().fingerprint
    member.save(7)
    member.act(registrations.release)
    with pytest.raises(DomainError, match="Er is niets ingediend: intussen wijzigde iemand iets"):
        lead.act(registrations.submit, seen=seen)
    assert sent() == []


def test_where_nobody_knows_the_lead_each_sends_its_own(clock):
    lead, member = partnership()
    Application.objects.update(lead=None, is_imported=True, imported_for=lead.local_government)
    member.save(7)
    assert [part.member for part in member.sheet().led_parts] == [member.local_government]
    member.act(registrations.submit)
    assert sent() == [("Lid 2", 1, 7)]


# --- taking back, correcting ------------------------------------------------------------------------------------------
def test_taking_back_leaves_the_members_released(clock):
    lead, member = partnership()
    sent_together(lead, member)
    lead.act(registrations.take_back)
    assert statuses() == {("Sint-Niklaas", DRAFT), ("Lid 2", RELEASED)}
    assert sent() == []
    lead.save(6)
    lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 2, 6), ("Lid 2", 2, 5)]


def test_who_is_still_awaited_keeps_the_lead_from_nothing(clock):
    lead, member = partnership()
    lead.save(5)
    assert not lead.sheet().is_closed
    lead.act(registrations.submit)
    member.save(7)
    assert lead.sheet().is_closed
    member.act(registrations.release)
    assert not lead.sheet().is_closed
    assert not member.sheet().is_closed
    lead.act(registrations.take_back)
    assert statuses() == {("Sint-Niklaas", DRAFT), ("Lid 2", RELEASED)}


def test_a_member_opens_what_was_taken_back(clock):
    lead, member = partnership()
    sent_together(lead, member)
    lead.act(registrations.take_back)
    member.act(registrations.reopen)
    member.save(8)
    member.act(registrations.release)
    lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 2, 5), ("Lid 2", 2, 8)]


@pytest.mark.parametrize(
    "verb", [registrations.take_back, registrations.start_correction, registrations.discard_correction]
)
@pytest.mark.parametrize("now", [OPEN, LATE])
def test_a_member_takes_nothing_back_and_corrects_nothing(clock, verb, now):
    lead, member = partnership()
    sent_together(lead, member)
    clock.move_to(now)
    with pytest.raises(DomainError):
        member.act(verb)
    assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", SUBMITTED)}


def test_a_member_and_its_lead_correct_together_and_the_lead_sends(clock):
    lead, member = partnership()
    sent_together(lead, member)
    clock.move_to(LATE)
    lead.act(registrations.start_correction)
    assert statuses() == {("Sint-Niklaas", CORRECTING), ("Lid 2", CORRECTING)}
    assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 5)]
    member.save(8)
    for verb, says in (
        (registrations.release, "Deze cijfers zijn al eens ingediend: de trekker dient de verbetering in."),
        (registrations.submit, LEAD_SENDS),
    ):
        with pytest.raises(DomainError, match=says):
            member.act(verb)
    lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 5), ("Lid 2", 2, 8)]
    of_lead = Registration.objects.get(participation__local_government=lead.local_government)
    assert (of_lead.status, of_lead.status_at) == (SUBMITTED, OPEN)


def test_stopping_a_correction_puts_the_fields_of_a_member_back_too(clock):
    lead, member = partnership()
    sent_together(lead, member)
    clock.move_to(LATE)
    lead.act(registrations.start_correction)
    member.save(8)
    lead.act(registrations.discard_correction)
    assert member.sheet(LATE).fields[0].answer == Answer(5)
    assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", SUBMITTED)}


def test_the_lock_tells_a_member_who_can_open_what_was_sent(clock):
    lead, member = partnership()
    sent_together(lead, member)
    (own,) = member.sheet().parts
    assert own.lock.opens == "Sint-Niklaas is trekker en kan ze terugnemen tot en met 15 oktober 2026."
    assert {part.lock.opens for part in lead.sheet().parts} == {own.lock.opens}
    (own,) = member.sheet(LATE).parts
    assert own.lock.opens == "Sint-Niklaas is trekker en kan ze verbeteren tot en met 15 november 2026."
    with pytest.raises(Locked, match="Sint-Niklaas is trekker en kan ze terugnemen"):
        member.save(8)


# --- after the deadline -----------------------------------------------------------------------------------------------
def test_who_missed_the_deadline_releases_late_and_is_sent_late(clock):
    lead, member = partnership()
    lead.save(5)
    lead.act(registrations.submit)
    member.save(7)
    clock.move_to(LATE)
    first = snapshots.take_if_due(lead.moment)
    assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", NOT_REPORTED)}
    member.act(registrations.release)
    assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", RELEASED)}
    lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 7)]
    clock.shift(60)
    second = snapshots.take_if_due(lead.moment)
    states = [sorted(one.action_figures.values_list("state", flat=True)) for one in (first, second)]
    assert states == [["not_reported", "reported"], ["reported", "reported"]]


def test_what_was_released_in_time_and_not_sent_is_not_reported_either(clock):
    lead, member = partnership()
    member.save(7)
    member.act(registrations.release)
    clock.move_to(LATE)
    snapshots.take_if_due(lead.moment)
    assert statuses() == {("Sint-Niklaas", NOT_REPORTED), ("Lid 2", NOT_REPORTED)}
    assert DraftValue.objects.get().count == 7


@pytest.mark.parametrize(("is_frozen", "status"), [(False, DRAFT), (True, NOT_REPORTED)])
def test_what_is_opened_after_the_deadline_is_not_reported_once_it_was_frozen(clock, is_frozen, status):
    lead, member = partnership()
    member.save(7)
    clock.move_to(LATE)
    if is_frozen:
        snapshots.take_if_due(lead.moment)
    member.act(registrations.release)
    member.act(registrations.reopen)
    assert ("Lid 2", status) in statuses()
    assert ("Lid 2", RELEASED) not in statuses()


@pytest.mark.parametrize("verb", [registrations.release, registrations.reopen])
def test_after_the_last_moment_nothing_is_released_or_opened(clock, verb):
    _lead, member = partnership()
    member.save(7)
    if verb is registrations.reopen:
        member.act(registrations.release)
    before = statuses()
    clock.move_to(CORRECTABLE)
    with pytest.raises(Locked, match="Registreren kon tot en met 25 oktober 2026"):
        member.act(verb)
    assert statuses() == before


def test_after_the_last_moment_the_lead_sends_nothing_of_what_was_released(clock):
    lead, member = partnership()
    lead.save(5)
    lead.act(registrations.submit)
    member.save(7)
    member.act(registrations.release)
    clock.move_to(CORRECTABLE)
    with pytest.raises(Locked, match="Registreren kon tot en met 25 oktober 2026"):
        lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5)]


# --- who sees what ----------------------------------------------------------------------------------------------------
def test_a_field_of_a_member_is_one_field_on_two_pages(clock):
    lead, member = partnership()
    member.save(7)
    of_lead = next(part for part in lead.sheet().parts if part.member == member.local_government).fields[0]
    (of_member,) = member.sheet().fields
    assert (of_lead.commitment, of_lead.draft) == (of_member.commitment, of_member.draft)
    with pytest.raises(FieldConflict) as refused:
        registrations.save_field(
            moment=lead.moment, commitment=of_lead.commitment, answer=Answer(9), revision=0, by=lead.editor
        )
    assert refused.value.theirs.saved_by == member.editor
    member.save(9, by=lead.editor)
    assert member.sheet().fields[0].answer == Answer(9)


def test_the_lead_sees_all_parts_a_member_its_own_and_a_stranger_none(clock):
    lead, member, other = partnership(members=3)
    for page in (lead, member, other):
        page.save(5)
    stranger = make.editor(make.local_government())
    seen = {
        person: (
            Registration.objects.visible_to(person).count(),
            Commitment.objects.visible_to(person).count(),
        )
        for person in (lead.editor, member.editor, stranger)
    }
    assert seen == {lead.editor: (3, 3), member.editor: (1, 1), stranger: (0, 0)}
    registration = Registration.objects.get(participation__local_government=other.local_government)
    allowed = {
        person: (
            access.may_read(person, registration),
            access.may_see_drafts(person, registration),
            access.may_register(person, registration),
        )
        for person in (lead.editor, other.editor, member.editor, stranger)
    }
    assert allowed == {
        lead.editor: (True, True, True),
        other.editor: (True, True, True),
        member.editor: (False, False, False),
        stranger: (False, False, False),
    }
    page = registrations.read_sheet(lead.moment, stranger.memberships.get().local_government, OPEN)
    assert page.parts == []


def test_the_standing_of_a_page_is_the_same_wherever_it_is_asked(clock):
    lead, member, other = partnership(members=3, actions=2)
    lead.save(5, 6)
    member.save(7, 8)
    member.act(registrations.release)
    lead.act(registrations.submit)
    other.save(BLANK, 4)
    for page in (lead, member, other):
        sheet = page.sheet()
        (listed,) = registrations.standings_of(page.editor, OPEN)
        counted = registrations.standing_after_saving(page.moment, page.local_government, sheet.term, OPEN)
        counted.sent_at = sheet.sent_at
        assert sheet.standing() == listed == counted
    of_lead, of_member, of_other = (page.sheet().standing() for page in (lead, member, other))
    assert (of_lead.parts, of_lead.led, of_lead.submitted, of_lead.filled) == (6, 6, 4, 5)
    assert (of_member.state[0], of_other.state[0]) == ("ingediend", "ontwerp")


def test_every_step_costs_the_same_for_two_members_and_for_eight(clock):
    costs = []
    for number, round_code in ((2, "5"), (8, "6")):
        lead, member, *others = partnership(members=number, round_code=round_code, name=round_code)
        lead.save(5)
        for one in others:
            one.save(5)
            one.act(registrations.release)
        member.save(5)
        steps = {
            "read": lead.sheet,
            "list": partial(registrations.standings_of, lead.editor, OPEN),
            "release": partial(member.act, registrations.release),
            "reopen": partial(member.act, registrations.reopen),
            "release for": partial(lead.act, registrations.release, member=member.local_government),
            "submit": partial(lead.act, registrations.submit),
            "take back": partial(lead.act, registrations.take_back),
        }
        asked = {}
        for name, step in steps.items():
            with CaptureQueriesContext(connection) as queries:
                step()
            asked[name] = len(queries)
        costs.append(asked)
    assert costs[0] == costs[1]


# --- two people at once -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_release_and_a_sending_at_once_lose_nothing(clock):
    lead, member = partnership()
    lead.save(5)
    member.save(7)
    outcomes = together(partial(member.act, registrations.release), partial(lead.act, registrations.submit))
    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    # Either the release came first and went along, or it waits for the next sending.
    if len(outcomes[1].versions) == 2:
        assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", SUBMITTED)}
    else:
        assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", RELEASED)}
        lead.act(registrations.submit)
    assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 7)]


@pytest.mark.django_db(transaction=True)
def test_opening_again_and_sending_at_once_send_it_or_open_it(clock):
    lead, member = partnership()
    lead.save(5)
    member.save(7)
    member.act(registrations.release)
    opened, sending = together(partial(member.act, registrations.reopen), partial(lead.act, registrations.submit))
    if isinstance(opened, DomainError):
        assert sent() == [("Sint-Niklaas", 1, 5), ("Lid 2", 1, 7)]
    else:
        assert sent() == [("Sint-Niklaas", 1, 5)]
        assert statuses() == {("Sint-Niklaas", SUBMITTED), ("Lid 2", DRAFT)}
    assert not isinstance(sending, DomainError)


@pytest.mark.django_db(transaction=True)
def test_two_people_of_a_member_release_once(clock):
    _lead, member = partnership()
    member.save(7)
    outcomes = together(*[partial(member.act, registrations.release)] * 3)
    assert sorted(len(outcome) for outcome in outcomes) == [0, 0, 1]
    assert verbs() == ["registrations.released"]
