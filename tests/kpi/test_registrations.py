"""Saving, sending, taking back and correcting what a local government reached."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import BLANK, Answer, Entry, Faulty, FieldConflict, Locked
from kpi.states import RegistrationStatus
from samenleven.audit.models import Event
from samenleven.core.clock import BRUSSELS
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.models import Stamp
from samenleven.notices.models import Notice
from samenleven.notices.services import deliver_waiting
from tests import make
from tests.kpi.corridor import CHANGES, CORRECTABLE, DEADLINE, ENTRIES, LATE, OPEN, OVER, at, corridor

pytestmark = pytest.mark.django_db

NOT_APPLICABLE = Answer(not_applicable=True)


@pytest.fixture
def clock():
    """The clock of Brussels, which a test sets."""
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def nothing_was_sent():
    return not RegistrationVersion.objects.exists() and not Notice.objects.exists()


# --- drafts -----------------------------------------------------------------------------------------------------------
def test_the_first_save_begins_a_registration(clock):
    page = corridor()
    draft = registrations.save_field(
        moment=page.moment, commitment=page.first, answer=Answer(12), revision=0, by=page.editor
    )
    assert (draft.count, draft.not_applicable, draft.revision, draft.saved_by) == (12, False, 1, page.editor)
    assert draft.saved_at == OPEN
    assert draft.registration.status == RegistrationStatus.DRAFT


def test_reading_a_page_begins_nothing(clock):
    page = corridor(actions=2)
    assert len(page.sheet().actions) == 2
    assert not Registration.objects.exists()


@pytest.mark.parametrize("answer", [Answer(0), Answer(7), NOT_APPLICABLE, BLANK])
def test_blank_zero_and_does_not_apply_are_kept_apart(clock, answer):
    page = corridor()
    page.save(5)
    page.save(answer)
    assert page.sheet().fields[0].answer == answer


def test_a_blank_on_a_page_that_is_not_begun_begins_nothing(clock):
    page = corridor()
    page.save(BLANK)
    assert not Registration.objects.exists()


def test_the_second_save_of_a_field_is_refused_and_both_values_are_named(clock):
    page = corridor()
    page.save(12)
    with pytest.raises(FieldConflict) as refused:
        registrations.save_field(
            moment=page.moment, commitment=page.first, answer=Answer(15), revision=0, by=page.editor
        )
    assert "Nu bewaard: 12. U vulde in: 15." in str(refused.value)
    assert refused.value.theirs.count == 12
    assert page.sheet().fields[0].answer == Answer(12)


def test_a_save_that_repeats_what_stands_is_fine_whatever_its_revision(clock):
    page = corridor()
    page.save(12)
    clock.shift(60)
    again = registrations.save_field(
        moment=page.moment, commitment=page.first, answer=Answer(12), revision=0, by=page.editor
    )
    assert (again.revision, again.saved_at) == (1, OPEN)


def test_who_has_seen_both_values_can_save(clock):
    page = corridor()
    page.save(12)
    page.save(15)
    assert page.sheet().fields[0].draft.revision == 2


def test_saving_a_page_is_all_or_nothing(clock):
    page = corridor(actions=2)
    page.save(12)
    entries = [Entry(page.commitments[0], Answer(15), 0), Entry(page.commitments[1], Answer(3), 0)]
    with pytest.raises(FieldConflict):
        registrations.save_fields(moment=page.moment, entries=entries, by=page.editor)
    assert [one.answer for one in page.sheet().fields] == [Answer(12), BLANK]
    assert Registration.objects.count() == 1


def test_a_revision_that_nobody_was_given_only_repeats(clock):
    page = corridor()
    with pytest.raises(FieldConflict):
        registrations.save_field(
            moment=page.moment, commitment=page.first, answer=Answer(4), revision=9, by=page.editor
        )
    assert not DraftValue.objects.exists()


# --- sending ----------------------------------------------------------------------------------------------------------
def test_everything_is_sent_together(clock):
    page = corridor(actions=2, indicators=2)
    page.save(7, 0, NOT_APPLICABLE, 1134)
    sending = page.act(registrations.submit)
    assert (sending.sent_at, sending.sent_by, sending.is_repeated) == (OPEN, "An Peeters", False)
    assert set(Registration.objects.values_list("status", "status_at")) == {("submitted", OPEN)}
    assert set(RegistrationVersion.objects.values_list("number", "sent_at", "sent_by", "taken_back_at")) == {
        (1, OPEN, page.editor.pk, None)
    }
    sent = RegistrationValue.objects.order_by("version__registration__participation", "indicator__position")
    assert list(sent.values_list("count", "not_applicable")) == [(7, False), (0, False), (None, True), (1134, False)]


def test_sending_leaves_a_receipt_without_figures(clock):
    page = corridor()
    page.save(77)
    page.act(registrations.submit)
    notice = Notice.objects.get()
    assert notice.to == page.editor
    assert notice.subject == "Ingediend: eindrapport van Sint-Niklaas (1 oktober 2026)"
    link = f"http://localhost:8000/registraties/5/final/{page.local_government.code}/ontvangstbewijs/"
    for body in (notice.text, notice.html):
        assert link in body
        assert "Beste An Peeters" in body
        assert "De deadline is 15 oktober 2026." in body
        assert "77" not in body.replace(link, "")
    deliver_waiting()
    assert mail.outbox[0].alternatives[0].mimetype == "text/html"


def test_a_name_with_marks_stands_whole_in_the_mail(clock):
    page = corridor(local_government=make.local_government(name="Sint-Job & 's Gravenwezel"))
    page.save(1)
    page.act(registrations.submit)
    notice = Notice.objects.get()
    assert "Sint-Job & 's Gravenwezel" in notice.text
    assert "Sint-Job & 's Gravenwezel" in notice.subject
    assert "Sint-Job &amp; &#x27;s Gravenwezel" in notice.html


def test_what_is_sent_is_written_down(clock):
    page = corridor()
    page.save(1)
    page.act(registrations.submit)
    event = Event.objects.get(verb="registrations.submitted")
    assert (event.by, event.model, event.object_id) == (page.editor, "grants.reportingmoment", str(page.moment.pk))
    assert event.data == {
        "local_government": page.local_government.code,
        "versions": [RegistrationVersion.objects.get().pk],
    }


def test_sending_raises_the_stamp_of_the_figures(clock):
    page = corridor()
    page.save(1)
    before = Stamp.of("figures")
    page.act(registrations.submit)
    assert Stamp.of("figures") > before


def test_a_second_click_sends_nothing_and_says_so(clock):
    page = corridor()
    page.save(1)
    page.act(registrations.submit)
    clock.shift(30)
    colleague = make.editor(page.local_government)
    again = page.act(registrations.submit, by=colleague)
    assert (again.is_repeated, again.sent_at, again.sent_by) == (True, OPEN, "An Peeters")
    assert RegistrationVersion.objects.count() == 1
    assert Notice.objects.count() == 1


def test_every_missing_field_is_named(clock):
    page = corridor(actions=2, indicators=2)
    page.save(4)
    with pytest.raises(Faulty) as refused:
        page.act(registrations.submit)
    remedy = "hier is nog niets ingevuld. Vul een geheel getal van 0 of meer in, of kies “niet van toepassing”."
    assert str(refused.value).split("\n") == [
        f"Eindrapport, actie 101, KPI 101.2 (begeleide personen): {remedy}",
        f"Eindrapport, actie 102, KPI 102.1 (begeleide personen): {remedy}",
        f"Eindrapport, actie 102, KPI 102.2 (begeleide personen): {remedy}",
    ]
    assert nothing_was_sent()
    assert Registration.objects.get().status == RegistrationStatus.DRAFT


def test_what_changed_after_the_check_is_not_sent_unseen(clock):
    page = corridor()
    page.save(1)
    seen = page.sheet().fingerprint
    page.save(2)
    with pytest.raises(Conflict):
        page.act(registrations.submit, seen=seen)
    assert nothing_was_sent()
    page.act(registrations.submit, seen=page.sheet().fingerprint)
    assert RegistrationValue.objects.get().count == 2


def test_nothing_is_expected_of_who_does_not_take_part(clock):
    page = corridor()
    stranger = make.local_government()
    with pytest.raises(DomainError, match="niets te registreren"):
        registrations.submit(moment=page.moment, local_government=stranger, by=page.editor)


def test_only_the_own_registrations_are_sent(clock):
    page = corridor()
    page.save(1)
    other = make.local_government()
    line = page.first.participation.line
    theirs = make.commitment(make.participation(line, other), line.offer.indicators.get())
    registrations.save_field(moment=page.moment, commitment=theirs, answer=Answer(3), revision=0, by=page.editor)
    page.act(registrations.submit)
    assert theirs.participation.registrations.get().status == RegistrationStatus.DRAFT
    assert RegistrationVersion.objects.count() == 1


def test_what_is_not_known_yet_is_not_asked(clock):
    page = corridor()
    make.commitment(
        page.first.participation,
        make.indicator(page.first.indicator.offer, position=2),
        known_at=OPEN + dt.timedelta(seconds=1),
    )
    assert len(page.sheet(OPEN).fields) == 1
    assert len(page.sheet(LATE).fields) == 2


@pytest.mark.parametrize("actions", [1, 6])
def test_sending_costs_the_same_for_one_action_and_for_many(clock, actions, django_assert_num_queries):
    page = corridor(actions=actions, indicators=2)
    page.save(*range(actions * 2))
    with django_assert_num_queries(20):
        page.act(registrations.submit)
    assert RegistrationValue.objects.count() == actions * 2


@pytest.mark.parametrize("actions", [1, 6])
def test_reading_a_page_costs_the_same_for_one_action_and_for_many(clock, actions, django_assert_num_queries):
    page = corridor(actions=actions, indicators=3)
    page.save(*range(actions * 3))
    page.act(registrations.submit)
    with django_assert_num_queries(9):
        sheet = page.sheet()
        assert [one.sent.count for one in sheet.fields] == list(range(actions * 3))
        assert [action.version.sent_by.username for action in sheet.parts]
        assert all(action.action.title and action.is_example is False for action in sheet.parts)


# --- the deadline -----------------------------------------------------------------------------------------------------
MICROSECOND = dt.timedelta(microseconds=1)


def noon(year, month, day):
    return dt.datetime(year, month, day, 12, tzinfo=BRUSSELS)


# Ordinary days; the last Sundays of October and March, when a day has 25 or 23 hours; and the hour that comes twice.
DEADLINES = {
    "end of a day": DEADLINE,
    "noon": noon(2026, 10, 15),
    "winter time begins": dt.datetime(2026, 10, 25, 23, 59, 59, 999999, tzinfo=BRUSSELS),
    "summer time begins": dt.datetime(2027, 3, 28, 23, 59, 59, 999999, tzinfo=BRUSSELS),
    "half past two, the first time": dt.datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS, fold=0),
    "half past two, the second time": dt.datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS, fold=1),
}


@pytest.mark.parametrize("deadline", DEADLINES.values(), ids=DEADLINES)
def test_the_last_moment_still_counts_and_the_next_does_not(clock, deadline):
    page = corridor(deadline=deadline, entries_until=None, changes_until=None)
    page.save(1)
    # Comparing and shifting in one zone looks at the clock on the wall, which goes back an hour: UTC does not.
    deadline = deadline.astimezone(dt.UTC)
    clock.move_to(deadline + MICROSECOND)
    with pytest.raises(Locked, match="Registreren kon"):
        page.act(registrations.submit)
    assert nothing_was_sent()
    clock.move_to(deadline)
    page.act(registrations.submit)
    assert RegistrationVersion.objects.get().sent_at == deadline


@pytest.mark.parametrize("deadline", DEADLINES.values(), ids=DEADLINES)
def test_taking_back_ends_with_the_deadline(clock, deadline):
    page = corridor(deadline=deadline, entries_until=None, changes_until=None)
    page.save(1)
    page.act(registrations.submit)
    deadline = deadline.astimezone(dt.UTC)
    clock.move_to(deadline + MICROSECOND)
    with pytest.raises(Locked):
        page.act(registrations.take_back)
    assert RegistrationVersion.objects.get().taken_back_at is None
    clock.move_to(deadline)
    page.act(registrations.take_back)
    assert RegistrationVersion.objects.get().taken_back_at == deadline


def test_before_it_opens_nothing_is_saved(clock):
    page = corridor()
    clock.move_to(at(8, 31, 23, 59))
    with pytest.raises(Locked, match="Registreren kan vanaf 1 september 2026"):
        page.save(1)
    assert not Registration.objects.exists()
    clock.move_to(at(9, 1, 0, 0))
    page.save(1)
    assert page.sheet().fields[0].answer == Answer(1)


def test_a_late_entry_is_accepted_until_the_second_date(clock):
    page = corridor()
    clock.move_to(ENTRIES)
    page.save(3)
    page.act(registrations.submit)
    assert RegistrationVersion.objects.get().sent_at == ENTRIES


def test_after_the_second_date_a_late_entry_is_refused(clock):
    page = corridor()
    page.save(3)
    clock.move_to(ENTRIES + MICROSECOND)
    for attempt in (lambda: page.save(4), lambda: page.act(registrations.submit)):
        with pytest.raises(Locked, match="Registreren kon tot en met 25 oktober 2026"):
            attempt()
    assert page.sheet().fields[0].answer == Answer(3)
    assert nothing_was_sent()


def test_what_the_freeze_marked_as_not_reported_can_still_come_late(clock):
    page = corridor()
    page.save(3)
    Registration.objects.update(status=RegistrationStatus.NOT_REPORTED)
    clock.move_to(LATE)
    page.save(4)
    page.act(registrations.submit)
    assert Registration.objects.get().status == RegistrationStatus.SUBMITTED
    assert RegistrationValue.objects.get().count == 4


# --- taking back ------------------------------------------------------------------------------------------------------
def test_taken_back_is_a_draft_again_with_its_values(clock):
    page = corridor(actions=2)
    page.save(1, 2)
    page.act(registrations.submit)
    clock.move_to(at(10, 2))
    page.act(registrations.take_back)
    assert set(RegistrationVersion.objects.values_list("taken_back_at", "taken_back_by")) == {
        (at(10, 2), page.editor.pk)
    }
    assert set(Registration.objects.values_list("status", "status_at")) == {("draft", at(10, 2))}
    assert [one.answer for one in page.sheet().fields] == [Answer(1), Answer(2)]
    assert page.sheet().versions == []
    assert Event.objects.filter(verb="registrations.taken_back").count() == 1


def test_after_taking_back_the_next_version_is_sent(clock):
    page = corridor()
    page.save(1)
    page.act(registrations.submit)
    page.act(registrations.take_back)
    page.act(registrations.submit)
    assert list(RegistrationVersion.objects.order_by("number").values_list("number", "taken_back_at")) == [
        (1, OPEN),
        (2, None),
    ]


def test_what_is_not_sent_is_not_taken_back(clock):
    page = corridor()
    page.save(1)
    with pytest.raises(DomainError, match="Er is niets ingediend"):
        page.act(registrations.take_back)
    assert Registration.objects.get().status == RegistrationStatus.DRAFT


def test_what_was_sent_without_a_draft_comes_back_into_the_fields(clock):
    """Example registrations have versions only."""
    page = corridor()
    page.save(8)
    page.act(registrations.submit)
    DraftValue.objects.all().delete()
    page.act(registrations.take_back)
    assert page.sheet().fields[0].answer == Answer(8)


# --- correcting -------------------------------------------------------------------------------------------------------
@pytest.fixture
def sent(clock):
    """Two actions that were sent in time; it is now after the deadline."""
    page = corridor(actions=2)
    page.save(10, 20)
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    return page


def test_a_correction_is_a_new_version_of_what_changed_alone(sent):
    sent.act(registrations.start_correction)
    sent.save(11)
    sending = sent.act(registrations.submit)
    first, second = [action.registration for action in sent.sheet().parts]
    assert [version.number for version in sending.versions] == [2]
    assert list(first.versions.order_by("number").values_list("number", "values__count")) == [(1, 10), (2, 11)]
    assert list(second.versions.values_list("number", "values__count")) == [(1, 20)]
    assert set(Registration.objects.values_list("status", "status_at")) == {
        ("submitted", CORRECTABLE),
        ("submitted", OPEN),
    }


def test_until_the_correction_is_sent_the_first_version_stands(sent):
    sent.act(registrations.start_correction)
    sent.save(11)
    sheet = sent.sheet()
    assert [one.sent.count for one in sheet.fields] == [10, 20]
    assert [one.answer for one in sheet.fields] == [Answer(11), Answer(20)]
    assert sheet.statuses == {RegistrationStatus.CORRECTING}


def test_a_correction_that_changes_nothing_is_refused(sent):
    sent.act(registrations.start_correction)
    with pytest.raises(DomainError, match="U hebt nog niets verbeterd"):
        sent.act(registrations.submit)
    assert RegistrationVersion.objects.count() == 2
    assert sent.sheet().statuses == {RegistrationStatus.CORRECTING}


def test_a_correction_with_a_blank_is_refused(sent):
    sent.act(registrations.start_correction)
    sent.save(BLANK)
    with pytest.raises(Faulty):
        sent.act(registrations.submit)
    assert RegistrationVersion.objects.count() == 2


def test_who_stops_correcting_finds_back_what_was_sent(sent):
    sent.act(registrations.start_correction)
    sent.save(11)
    sent.act(registrations.discard_correction)
    assert [one.answer for one in sent.sheet().fields] == [Answer(10), Answer(20)]
    assert set(Registration.objects.values_list("status", "status_at")) == {("submitted", OPEN)}
    assert RegistrationVersion.objects.count() == 2


def test_a_page_from_before_the_stop_does_not_overwrite(sent):
    sent.act(registrations.start_correction)
    sent.save(11)
    stale = sent.sheet().fields[0].revision
    sent.act(registrations.discard_correction)
    sent.act(registrations.start_correction)
    with pytest.raises(FieldConflict):
        registrations.save_field(
            moment=sent.moment, commitment=sent.first, answer=Answer(12), revision=stale, by=sent.editor
        )


def test_before_the_deadline_one_takes_back_instead_of_correcting(clock):
    page = corridor()
    page.save(1)
    page.act(registrations.submit)
    clock.move_to(DEADLINE)
    with pytest.raises(Locked, match="Sint-Niklaas kan ze zelf terugnemen tot en met 15 oktober 2026"):
        page.act(registrations.start_correction)
    assert Registration.objects.get().status == RegistrationStatus.SUBMITTED


def test_after_the_third_date_nothing_is_corrected(sent, clock):
    clock.move_to(CHANGES + MICROSECOND)
    with pytest.raises(Locked, match="Verbeteren kon tot en met 15 november 2026"):
        sent.act(registrations.start_correction)
    assert sent.sheet().statuses == {RegistrationStatus.SUBMITTED}


def test_a_correction_that_was_not_sent_in_time_is_locked_and_can_be_stopped(sent, clock):
    sent.act(registrations.start_correction)
    clock.move_to(OVER)
    for attempt in (lambda: sent.save(12), lambda: sent.act(registrations.submit)):
        with pytest.raises(Locked, match="Wat eerder ingediend is, blijft gelden"):
            attempt()
    sent.act(registrations.discard_correction)
    assert sent.sheet(OVER).statuses == {RegistrationStatus.SUBMITTED}


def test_there_is_nothing_to_stop_when_nobody_corrects(sent):
    with pytest.raises(DomainError, match="Er is geen verbetering bezig"):
        sent.act(registrations.discard_correction)


def test_an_action_that_came_later_is_sent_beside_what_stands(clock):
    page = corridor()
    page.save(1)
    page.act(registrations.submit)
    line = make.line(page.first.participation.line.application, make.offer(page.moment.round, make.action(150)))
    later = make.commitment(make.participation(line), target=5)
    registrations.save_field(moment=page.moment, commitment=later, answer=Answer(5), revision=0, by=page.editor)
    page.act(registrations.submit)
    assert sorted(RegistrationVersion.objects.values_list("number", flat=True)) == [1, 1]
    assert page.sheet().statuses == {RegistrationStatus.SUBMITTED}


@pytest.fixture
def joined(sent):
    """Two actions that were sent, and a third that was awarded when no late entry was possible any more."""
    line = make.line(sent.first.participation.line.application, make.offer(sent.moment.round, make.action(150)))
    later = make.commitment(make.participation(line), target=5)
    sent.commitments.append(later)
    return sent


def test_a_closed_action_does_not_hold_up_a_correction_of_the_others(joined):
    joined.act(registrations.start_correction)
    joined.save(11)
    sheet = joined.sheet(CORRECTABLE)
    assert sheet.missing() == []
    sending = joined.act(registrations.submit, seen=sheet.fingerprint)
    assert [version.values.get().count for version in sending.versions] == [11]
    assert [action.status for action in joined.sheet(CORRECTABLE).parts] == ["submitted", "submitted", "draft"]
    assert joined.act(registrations.submit, seen=sheet.fingerprint).is_repeated
    assert RegistrationVersion.objects.count() == 3


def test_what_is_closed_and_was_never_sent_is_never_said_to_be_sent(joined):
    seen = f"{joined.commitments[-1].pk}.0"
    for confirmed in (None, seen):
        with pytest.raises(Locked, match="Registreren kon tot en met 25 oktober 2026"):
            joined.act(registrations.submit, seen=confirmed)
    assert RegistrationVersion.objects.count() == 2
