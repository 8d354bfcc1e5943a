"""What a workbook may change: the same as the form, nothing that a colleague saved meanwhile, nothing behind a lock (R18, R28)."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from grants.models import Participation
from kpi.models import DraftValue, Upload
from kpi.services import registrations, workbooks
from kpi.services.registrations import BLANK, LONGEST_REASON, Answer, Entry
from kpi.services.workbooks import KEPT_DAYS, Correction
from kpi.services.workbooks.layout import FIGURES
from kpi.states import UploadStatus
from kpi.tasks import forget_uploads
from samenleven.audit.models import Event
from samenleven.core.errors import Conflict, DomainError
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.test_registration_pages import text_of, typed, url
from tests.kpi.test_workbooks import accept, answers, handed_in, preview
from tests.kpi.workbook_files import as_libreoffice_saves, filled, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page():
    made = corridor(indicators=2)
    made.save(5, 6)
    return made


def downloaded(page, cells=None):
    return filled(workbooks.write(page.sheet()), cells or {})


# --- the same rules as the form ---------------------------------------------------------------------------------------
TYPED = [
    "",
    "0",
    "12",
    "1.134",
    "12,0",
    "-1",
    "1,5",
    "abc",
    "99999999999",
    "=1+1",
    "niet van toepassing",
    " 7 ",
    "1 134",
    "007",
    "1e3",
    "½",
]


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("saved_again", [bytes, as_libreoffice_saves], ids=["excel", "libreoffice"])
def test_the_same_text_gives_the_same_answer_or_the_same_refusal_as_the_form(client, text, saved_again):
    by_form, by_file = corridor(round_code="5"), corridor(round_code="6")
    for one in (by_form, by_file):
        one.save(3)
    client.force_login(by_form.editor)
    response = client.post(url(by_form), typed(by_form, text, revision=1))
    upload = handed_in(by_file, saved_again(downloaded(by_file, {(2, "count"): text})))
    found = preview(by_file, upload)
    if response.status_code == 302:
        assert found.faults == []
        accept(by_file, upload)
        assert answers(by_file) == answers(by_form)
    else:
        (fault,) = found.faults
        assert (response.status_code, fault.cell) == (422, "K2")
        assert fault.text in text_of(response)
        assert answers(by_file) == answers(by_form) == [Answer(3)]


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (0, Answer(0)),
        (12, Answer(12)),
        (12.0, Answer(12)),
        (1134, Answer(1134)),
        (2_147_483_647, Answer(2_147_483_647)),
    ],
)
def test_a_number_is_what_it_says(page, number, answer):
    upload = handed_in(page, downloaded(page, {(2, "count"): number}))
    accept(page, upload)
    assert answers(page)[0] == answer


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.5, "1,5"),
        (-1, "-1"),
        (1.134, "1,134"),
        (99999999999, "99999999999"),
        (1e300, None),
        (True, "waar"),
        (2_147_483_648, "2147483648"),
    ],
)
def test_a_number_that_cannot_be_says_why_with_its_cell(page, value, shown):
    upload = handed_in(page, downloaded(page, {(3, "count"): value}))
    (fault,) = preview(page, upload).faults
    assert fault.cell == "K3"
    assert shown is None or f"“{shown}” " in fault.text
    assert fault.in_full.startswith("Blad “KPI's”, cel K3: ")
    with pytest.raises(DomainError):
        accept(page, upload)
    assert answers(page) == [Answer(5), Answer(6)]


@pytest.mark.parametrize(
    ("text", "applies_not"), [("ja", True), ("JA", True), (" ja ", True), (True, True), ("nee", False), (None, False)]
)
def test_does_not_apply_is_a_word(page, text, applies_not):
    upload = handed_in(page, downloaded(page, {(2, "count"): None, (2, "not_applicable"): text}))
    accept(page, upload)
    assert answers(page)[0] == Answer(not_applicable=applies_not)


def test_all_errors_are_told_at_once_each_with_its_cell():
    page = corridor(actions=2, indicators=3)
    cells = {
        (2, "count"): "abc",
        (3, "not_applicable"): "misschien",
        (4, "count"): 4,
        (4, "not_applicable"): "ja",
        (5, "count"): 1.5,
        (6, "reason"): "Zomaar",
        (7, "count"): 8,
        (9, "count"): 3,
    }
    found = preview(page, handed_in(page, downloaded(page, cells)))
    assert [(fault.cell, fault.value, fault.text) for fault in found.faults] == [
        ("K2", "abc", "“abc” kan hier niet. Vul een geheel getal van 0 of meer in."),
        ("L3", "misschien", "“misschien” kan hier niet. Kies “ja”, of maak de cel leeg."),
        ("K4", "4", "u vulde “4” in en koos ook “niet van toepassing”. Maak het veld leeg, of haal het vinkje weg."),
        ("K5", "1,5", "“1,5” kan hier niet. Vul een geheel getal van 0 of meer in."),
        ("M6", "Zomaar", "hier staat een reden zonder aantal. Vul ook “Bereikt” in, of maak deze cel leeg."),
        ("K9", "3", "deze rij hoort niet bij uw registratie. Haal ze weg, of neem ze niet over."),
    ]
    assert [change.new.answer for change in found.changes] == [Answer(8)]
    assert not found.is_ready


def test_one_kpi_in_two_rows_is_an_error(page):
    content = downloaded(page)
    again = {(4, name): sheet_of(content)[1][FIGURES.positions[name]] for name in ("key", "revision", "base")} | {
        (4, "count"): 9
    }
    (fault,) = preview(page, handed_in(page, filled(content, again))).faults
    assert (fault.cell, fault.text) == (
        "K4",
        "dit staat al in een rij hoger. Haal deze rij weg, of neem ze niet over.",
    )


# --- fixing in the browser --------------------------------------------------------------------------------------------
def test_what_is_wrong_is_put_right_without_a_new_upload(page):
    upload = handed_in(page, downloaded(page, {(2, "count"): "abc", (3, "count"): "def", (9, "count"): 1}))
    workbooks.correct(
        upload=upload,
        corrections=[
            Correction("r2", count="1.134"),
            Correction("r3", count="", not_applicable=True),
            Correction("r9", is_skipped=True),
        ],
    )
    found = preview(page, Upload.objects.get())
    assert (found.faults, found.skipped) == ([], 1)
    assert accept(page, Upload.objects.get()) == 2
    assert answers(page) == [Answer(1134), Answer(not_applicable=True)]


def test_a_correction_that_is_wrong_too_is_told_again(page):
    upload = handed_in(page, downloaded(page, {(2, "count"): "abc"}))
    workbooks.correct(upload=upload, corrections=[Correction("r2", count="nog eens")])
    (fault,) = preview(page, Upload.objects.get()).faults
    assert fault.value == "nog eens"


# --- two people -------------------------------------------------------------------------------------------------------
def colleague_saves(page, count, row=0):
    colleague = make.editor(page.local_government, first_name="Bo", last_name="Claes")
    one = page.sheet().fields[row]
    registrations.save_field(
        moment=page.moment, commitment=one.commitment, answer=Answer(count), revision=one.revision, by=colleague
    )
    return colleague


class TestConflict:
    def test_what_a_colleague_changed_since_the_download_is_shown_beside_mine(self, page):
        content = downloaded(page, {(2, "count"): 12})
        colleague_saves(page, 99)
        found = preview(page, handed_in(page, content))
        (conflict,) = found.conflicts
        assert (conflict.old.answer, conflict.new.answer, conflict.theirs_by) == (Answer(99), Answer(12), "Bo Claes")
        assert found.changes == []
        with pytest.raises(Conflict):
            accept(page, Upload.objects.get())
        assert answers(page)[0] == Answer(99)

    def test_what_i_did_not_touch_stays_as_the_colleague_left_it(self, page):
        content = downloaded(page, {(3, "count"): 12})
        colleague_saves(page, 99)
        upload = handed_in(page, content)
        assert preview(page, upload).conflicts == []
        assert accept(page, upload) == 1
        assert answers(page) == [Answer(99), Answer(12)]

    def test_a_colleague_who_says_the_same_is_no_conflict(self, page):
        content = downloaded(page, {(2, "count"): 12})
        colleague_saves(page, 12)
        found = preview(page, handed_in(page, content))
        assert (found.conflicts, found.changes, found.unchanged) == ([], [], 2)

    def test_who_saw_both_chooses(self, page):
        content = downloaded(page, {(2, "count"): 12, (3, "count"): 13})
        colleague_saves(page, 98, row=0)
        colleague_saves(page, 99, row=1)
        upload = handed_in(page, content)
        seen = {change.row.number: change.one.revision for change in preview(page, upload).conflicts}
        workbooks.correct(
            upload=upload, corrections=[Correction("r2", revision=seen[2]), Correction("r3", is_skipped=True)]
        )
        assert accept(page, Upload.objects.get()) == 1
        assert answers(page) == [Answer(12), Answer(99)]

    def test_who_chose_and_was_overtaken_again_chooses_again(self, page):
        content = downloaded(page, {(2, "count"): 12})
        colleague_saves(page, 98)
        upload = handed_in(page, content)
        workbooks.correct(upload=upload, corrections=[Correction("r2", revision=2)])
        colleague_saves(page, 97)
        assert [one.old.answer for one in preview(page, Upload.objects.get()).conflicts] == [Answer(97)]

    def test_what_changed_after_the_preview_is_not_overwritten(self, page):
        upload = handed_in(page, downloaded(page, {(2, "count"): 12}))
        seen = preview(page, upload).fingerprint
        colleague_saves(page, 99)
        with pytest.raises(Conflict, match="intussen"):
            workbooks.accept(upload=upload, seen=seen, by=page.editor)
        assert answers(page)[0] == Answer(99)
        assert Upload.objects.get().status == UploadStatus.SHOWN

    def test_a_reason_that_a_colleague_changed_is_a_conflict_too(self, page):
        content = downloaded(page, {(2, "reason"): "Mijn uitleg"})
        one = page.sheet().fields[0]
        entry = Entry(one.commitment, one.answer, one.revision, reason="Haar uitleg")
        registrations.save_fields(moment=page.moment, entries=[entry], by=page.editor)
        (conflict,) = preview(page, handed_in(page, content)).conflicts
        assert (conflict.old.reason, conflict.new.reason) == ("Haar uitleg", "Mijn uitleg")

    @pytest.mark.parametrize("revision", [None, "", "abc", "-1", "99999999999", 1.5, 7])
    def test_a_version_that_nobody_was_given_overwrites_nothing(self, page, revision):
        upload = handed_in(page, downloaded(page, {(2, "count"): 12, (2, "revision"): revision}))
        assert [one.new.answer for one in preview(page, upload).conflicts] == [Answer(12)]


# --- locks ------------------------------------------------------------------------------------------------------------
def test_a_row_that_was_sent_since_the_download_is_told_and_left(clock):
    page = corridor()
    page.save(5)
    content = downloaded(page, {(2, "count"): 12})
    page.act(registrations.submit)
    found = preview(page, handed_in(page, content))
    (locked,) = found.locked
    assert str(locked.part.lock).startswith("Deze registratie is ingediend op")
    assert (found.changes, found.faults, found.is_ready) == ([], [], False)
    assert answers(page) == [Answer(5)]


def test_a_page_that_closes_between_preview_and_acceptance_keeps_its_figures(page, clock):
    upload = handed_in(page, downloaded(page, {(2, "count"): 12}))
    seen = preview(page, upload).fingerprint
    clock.move_to(OPEN + dt.timedelta(days=60))
    with pytest.raises(DomainError):
        workbooks.accept(upload=upload, seen=seen, by=page.editor)
    assert [draft.count for draft in DraftValue.objects.order_by("pk")] == [5, 6]


# --- partnerships -----------------------------------------------------------------------------------------------------
@pytest.fixture
def shared():
    """A lead with one action, and a member that takes part in it."""
    lead = corridor()
    line = lead.first.participation.line
    line.application.partnership = make.partnership()
    line.application.save()
    member = make.local_government(name="Beveren")
    make.commitment(make.participation(line, member), lead.first.indicator)
    return lead, member


def test_the_workbook_of_a_lead_holds_the_rows_of_its_members_and_that_of_a_member_only_its_own(shared):
    lead, member = shared
    of_member = registrations.read_sheet(lead.moment, member, OPEN)
    written = [
        [row[FIGURES.positions["member"]] for row in sheet_of(workbooks.write(sheet))[1:]]
        for sheet in (lead.sheet(), of_member)
    ]
    assert written == [["Beveren", "Sint-Niklaas"], ["Beveren"]]


def test_a_member_cannot_hand_in_the_workbook_of_its_lead(shared):
    lead, member = shared
    editor = make.editor(member)
    sheet = registrations.read_sheet(lead.moment, member, OPEN)
    upload = workbooks.receive(sheet=sheet, file=_file(downloaded(lead, {(2, "count"): 3})), by=editor)
    assert upload.refusal.startswith("Dit werkboek is van een ander lokaal bestuur (Sint-Niklaas)")


def test_a_row_of_another_in_the_own_workbook_is_no_row_of_mine(shared):
    """Whoever copies a hidden key from elsewhere gets no further than the form."""
    lead, member = shared
    sheet = registrations.read_sheet(lead.moment, member, OPEN)
    theirs = Participation.objects.get(local_government=lead.local_government)
    content = filled(workbooks.write(sheet), {(2, "key"): f"p{theirs.pk}-101.1", (2, "count"): 66})
    upload = workbooks.receive(sheet=sheet, file=_file(content), by=make.editor(member))
    (fault,) = workbooks.preview(upload, sheet).faults
    assert fault.text == "deze rij hoort niet bij uw registratie. Haal ze weg, of neem ze niet over."
    assert DraftValue.objects.count() == 0


def _file(content):
    return SimpleUploadedFile("werkboek.xlsx", content)


# --- how it ends ------------------------------------------------------------------------------------------------------
class TestTheEnd:
    def test_a_second_acceptance_is_the_first_one(self, page):
        upload = handed_in(page, downloaded(page, {(2, "count"): 12}))
        seen = preview(page, upload).fingerprint
        assert [workbooks.accept(upload=upload, seen=seen, by=page.editor) for _time in (1, 2)] == [1, 0]
        ended = Upload.objects.get()
        assert (ended.status, ended.content, ended.rows, ended.ended_by) == (
            UploadStatus.ACCEPTED,
            None,
            None,
            page.editor,
        )
        assert DraftValue.objects.get(indicator=page.first.indicator).revision == 2
        assert [event.data for event in Event.objects.filter(verb="upload.accepted")] == [
            {"local_government": page.local_government.code, "fields": 1}
        ]

    def test_what_is_discarded_changes_nothing_and_is_not_accepted_any_more(self, page):
        upload = handed_in(page, downloaded(page, {(2, "count"): 12}))
        seen = preview(page, upload).fingerprint
        for _time in (1, 2):
            assert workbooks.discard(upload=upload, by=page.editor).status == UploadStatus.DISCARDED
        with pytest.raises(DomainError, match="al afgehandeld"):
            workbooks.accept(upload=upload, seen=seen, by=page.editor)
        assert answers(page) == [Answer(5), Answer(6)]
        assert Event.objects.filter(verb="upload.discarded").count() == 1

    def test_a_new_workbook_takes_the_place_of_the_last_one_of_the_same_person(self, page):
        colleague = make.editor(page.local_government)
        first = handed_in(page, downloaded(page, {(2, "count"): 12}))
        other = handed_in(page, downloaded(page, {(2, "count"): 13}), by=colleague)
        second = handed_in(page, downloaded(page, {(2, "count"): 14}))
        assert list(Upload.objects.waiting().order_by("pk")) == [other, second]
        assert Upload.objects.get(pk=first.pk).status == UploadStatus.DISCARDED

    def test_a_refused_file_throws_no_good_one_away(self, page):
        first = handed_in(page, downloaded(page, {(2, "count"): 12}))
        assert handed_in(page, b"geen werkboek").status == UploadStatus.REFUSED
        assert Upload.objects.waiting().get() == first

    def test_after_thirty_days_the_files_are_gone_and_the_numbers_stay(self, page, clock):
        refused, waiting = handed_in(page, b"geen werkboek"), handed_in(page, downloaded(page, {(2, "count"): 12}))
        clock.move_to(OPEN.astimezone(dt.UTC) + dt.timedelta(days=KEPT_DAYS))
        forget_uploads()
        assert Upload.objects.filter(content__isnull=False).count() == 2
        clock.move_to(OPEN.astimezone(dt.UTC) + dt.timedelta(days=KEPT_DAYS, seconds=1))
        young = handed_in(page, b"ook geen werkboek")
        for _night in (1, 2):
            forget_uploads()
        refused.refresh_from_db()
        waiting.refresh_from_db()
        assert (refused.status, refused.content) == (UploadStatus.REFUSED, None)
        assert refused.refusal
        assert (waiting.status, waiting.content, waiting.ended_by) == (UploadStatus.DISCARDED, None, None)
        assert Upload.objects.get(pk=young.pk).content is not None
        assert workbooks.forget(timezone.now()) == 0

    def test_nothing_is_accepted_where_nothing_changes(self, page):
        upload = handed_in(page, downloaded(page))
        with pytest.raises(DomainError):
            accept(page, upload)
        assert answers(page) == [Answer(5), Answer(6)]

    def test_blank_stays_blank(self):
        page = corridor()
        found = preview(page, handed_in(page, downloaded(page)))
        assert (found.unchanged, answers(page)) == (1, [BLANK])


# --- limits and what was counted before (R27) -------------------------------------------------------------------------
class TestLimits:
    def test_what_a_limit_refuses_is_an_error_with_its_cell_like_every_other(self, page):
        type(page.first).objects.update(target=110)
        make.limit(at_most=300, is_hard=True)
        upload = handed_in(page, downloaded(page, {(2, "count"): 331, (3, "count"): 330}))
        found = preview(page, upload)
        assert [(fault.cell, fault.text) for fault in found.faults] == [
            ("K2", "331 kan niet: het doel is 110, en meer dan 330 wordt niet aanvaard. Wijzig het cijfer.")
        ]
        workbooks.correct(upload=upload, corrections=[Correction("r2", count="330")])
        assert accept(page, Upload.objects.get()) == 2
        assert answers(page) == [Answer(330), Answer(330)]

    def test_what_is_doubtful_is_taken_over_and_says_that_it_asks_a_reason(self, client, page):
        type(page.first).objects.update(target=110)
        make.limit(at_most=300)
        cells = {(2, "count"): 331, (3, "count"): 332, (3, "reason"): "Nieuwe werking"}
        upload = handed_in(page, downloaded(page, cells))
        doubts = [change.doubt for change in preview(page, upload).changes]
        assert doubts == [
            "331 is ongewoon hoog: het doel is 110, en boven 330 vragen we een reden. Zeg waarom het klopt, of wijzig het cijfer.",
            "",
        ]
        accept(page, upload)
        assert [one.reason for one in page.sheet().fields] == ["", "Nieuwe werking"]

    def test_a_reason_that_is_longer_than_the_form_takes_is_an_error(self, page):
        upload = handed_in(page, downloaded(page, {(2, "count"): 7, (2, "reason"): "a" * (LONGEST_REASON + 1)}))
        (fault,) = preview(page, upload).faults
        assert (fault.cell, fault.text) == ("M2", "uw reden is te lang: hoogstens 500 tekens. Kort ze in.")

    def test_the_reason_of_the_last_answer_does_not_go_with_the_next(self, page):
        one = page.sheet().fields[0]
        entry = Entry(one.commitment, one.answer, one.revision, reason="Om de vijf.")
        registrations.save_fields(moment=page.moment, entries=[entry], by=page.editor)
        upload = handed_in(page, downloaded(page, {(2, "count"): 6}))
        (change,) = preview(page, upload).changes
        assert (change.old.reason, change.new.reason) == ("Om de vijf.", "")
        accept(page, upload)
        assert page.sheet().fields[0].reason == ""

    def test_the_last_reading_stands_beside_the_field(self, page):
        interim = make.moment(
            page.moment.round, "interim", deadline=OPEN - dt.timedelta(days=150), opens_at=OPEN - dt.timedelta(days=180)
        )
        make.sent(page.first.participation, interim, {page.first.indicator: 44}, at=OPEN - dt.timedelta(days=160))
        previous = [row[FIGURES.positions["previous"]] for row in sheet_of(workbooks.write(page.sheet()))]
        assert previous == ["Vorige stand", 44, ""]
