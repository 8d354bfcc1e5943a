"""The registration as a workbook: out, filled in, back in, and nothing of it is lost (R28)."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.services.extensions import extend
from kpi.models import DraftValue
from kpi.services import registrations, workbooks
from kpi.services.registrations import BLANK, Answer, Entry
from kpi.services.workbooks import compare, layout, read
from kpi.services.workbooks.layout import FIGURES, KEY
from kpi.states import UploadStatus
from samenleven.core.forms import LARGEST_COUNT
from tests import make
from tests.kpi.corridor import DEADLINE, OPEN, corridor
from tests.kpi.workbook_files import as_libreoffice_saves, filled, parts_of, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def rows_in(page, content, name="werkboek.xlsx"):
    return read(name=name, content=content, moment=page.moment, local_government=page.local_government)


def handed_in(page, content, name="werkboek.xlsx", by=None):
    return workbooks.receive(sheet=page.sheet(), file=SimpleUploadedFile(name, content), by=by or page.editor)


def preview(page, upload):
    return workbooks.preview(upload, page.sheet())


def accept(page, upload, by=None):
    return workbooks.accept(upload=upload, seen=preview(page, upload).fingerprint, by=by or page.editor)


def answers(page):
    return [one.answer for one in page.sheet().fields]


# --- what is written --------------------------------------------------------------------------------------------------
class TestWhatIsWritten:
    def test_a_sheet_that_explains_and_one_row_for_each_field(self):
        page = corridor(actions=2, indicators=2)
        page.first.__class__.objects.update(target=110)
        content = workbooks.write(page.sheet())
        header, *rows = sheet_of(content)
        assert header == FIGURES.headers
        assert [(row[0], row[2]) for row in rows] == [(101, "101.1"), (101, "101.2"), (102, "102.1"), (102, "102.2")]
        assert [row[FIGURES.positions["target"]] for row in rows] == [110] * 4
        assert {row[0]: row[1] for row in sheet_of(content, KEY)} == {
            "sjabloon": layout.TEMPLATE_VERSION,
            "ronde": "5",
            "moment": "final",
            "bestuur": page.local_government.code,
            "gedownload": OPEN.isoformat(),
        }

    def test_what_is_saved_stands_in_it(self):
        page = corridor(indicators=3)
        page.save(12, Answer(not_applicable=True))
        first = page.sheet().fields[0]
        entry = Entry(first.commitment, Answer(12), 1, reason="Nieuwe werking")
        registrations.save_fields(moment=page.moment, entries=[entry], by=page.editor)
        typed = [
            [row[FIGURES.positions[name]] for name in ("count", "not_applicable", "reason")]
            for row in sheet_of(workbooks.write(page.sheet()))[1:]
        ]
        assert typed == [[12, "", "Nieuwe werking"], ["", "ja", ""], ["", "", ""]]

    def test_the_explanation_says_what_by_when_how_and_whom_to_ask(self):
        page = corridor()
        page.first.participation.line.offer.action.__class__.objects.update(summary="Vier contacten tellen als één.")
        said = " ".join(str(cell) for row in sheet_of(workbooks.write(page.sheet()), "Uitleg") for cell in row)
        for words in (
            "Sint-Niklaas",
            "Projectronde 5",
            "1 oktober 2025 tot en met 30 september 2026",
            "Tot en met 15 oktober 2026",
            "Noem geen personen.",
            f"/registraties/5/final/{page.local_government.code}/werkboek/",
            "/contact/",
            "Vier contacten tellen als één.",
            "zoals gekend op 1 oktober 2026 om 12.00 uur",
        ):
            assert words in said

    def test_an_extension_moves_the_date_in_it(self):
        page = corridor()
        until = DEADLINE + dt.timedelta(days=16)
        application = page.first.participation.line.application
        extend(
            moment=page.moment,
            application=application,
            until=until,
            reason="Ziekte",
            by=make.user(ministry_role="administrator"),
        )
        said = " ".join(str(cell) for row in sheet_of(workbooks.write(page.sheet()), "Uitleg") for cell in row)
        assert "31 oktober 2026" in said

    def test_only_the_cells_of_open_rows_are_unlocked_and_checked(self):
        page = corridor()
        sheet = parts_of(workbooks.write(page.sheet()))["xl/worksheets/sheet2.xml"].decode()
        assert "<sheetProtection" in sheet
        assert "password=" not in sheet
        assert sheet.count("<dataValidation ") == 3
        assert "Vul een geheel getal van 0 of meer in" in sheet
        assert '<pane xSplit="3" ySplit="1"' in sheet
        assert "<autoFilter" in sheet
        assert "<mergeCell" not in sheet
        hidden = parts_of(workbooks.write(page.sheet()))["xl/workbook.xml"].decode()
        assert 'name="Sleutel" sheetId="4" state="veryHidden"' in hidden

    def test_a_locked_row_says_why(self):
        page = corridor(actions=2)
        page.save(1, 2)
        page.act(registrations.submit)
        rows = sheet_of(workbooks.write(page.sheet()))[1:]
        assert all(row[FIGURES.positions["lock"]].startswith("Deze registratie is ingediend op") for row in rows)

    def test_a_text_that_begins_like_a_formula_stays_a_text(self):
        page = corridor()
        entry = Entry(page.first, Answer(1), 0, reason='=HYPERLINK("http://kwaad")')
        registrations.save_fields(moment=page.moment, entries=[entry], by=page.editor)
        content = workbooks.write(page.sheet())
        assert b"<f>" not in parts_of(content)["xl/worksheets/sheet2.xml"]
        assert sheet_of(content)[1][FIGURES.positions["reason"]] == '=HYPERLINK("http://kwaad")'

    def test_it_is_small_and_its_name_is_plain(self):
        page = corridor(actions=24, indicators=3)
        assert len(workbooks.write(page.sheet())) < 40_000
        assert workbooks.file_name(page.sheet()) == "plan-samenleven_werkboek_5_final_sint-niklaas.xlsx"

    def test_an_unknown_target_is_a_word_and_no_zero(self):
        page = corridor()
        page.first.__class__.objects.update(target=None, current_reach=None, units=None)
        row = sheet_of(workbooks.write(page.sheet()))[1]
        assert [row[FIGURES.positions[name]] for name in ("current_reach", "units", "target")] == ["onbekend"] * 3


# --- there and back ---------------------------------------------------------------------------------------------------
# As a text column of Excel takes them: no control characters but ends of lines.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], include_characters="\n"), max_size=60
)
COUNTS = st.tuples(st.builds(Answer, st.integers(0, LARGEST_COUNT)), TEXTS)
ANSWERS = COUNTS | st.tuples(st.just(Answer(not_applicable=True)), TEXTS) | st.just((BLANK, ""))


@pytest.fixture
def trio():
    """A page with three fields."""
    return corridor(indicators=3)


class TestRoundTrip:
    @pytest.mark.parametrize("saved_again", [bytes, as_libreoffice_saves], ids=["excel", "libreoffice"])
    def test_what_nobody_touched_changes_nothing(self, saved_again):
        page = corridor(actions=3, indicators=2)
        page.save(0, 12, Answer(not_applicable=True), 1134)
        rows = rows_in(page, saved_again(workbooks.write(page.sheet())))
        found = compare(page.sheet(), rows)
        assert (found.changes, found.faults, found.conflicts, found.locked, found.unchanged) == ([], [], [], [], 6)

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(said=st.lists(ANSWERS, min_size=3, max_size=3), by_libreoffice=st.booleans())
    def test_whatever_is_filled_in_comes_back(self, trio, said, by_libreoffice):
        """Any answers and reasons, typed in the cells, read back and taken over, are what stands in the form; each on top of the last."""
        typed = {}
        for row, (answer, reason) in enumerate(said, start=2):
            typed[row, "count"] = answer.count
            typed[row, "not_applicable"] = "ja" if answer.not_applicable else None
            typed[row, "reason"] = reason or None
        content = filled(workbooks.write(trio.sheet()), typed)
        # A reason belongs to its answer: one that nobody changed goes with an answer that somebody did.
        expected = [
            (answer, "" if answer != old.answer and layout.tidy(reason) == old.reason else layout.tidy(reason))
            for (answer, reason), old in zip(said, trio.sheet().fields, strict=True)
        ]
        upload = handed_in(trio, as_libreoffice_saves(content) if by_libreoffice else content)
        assert upload.status == UploadStatus.SHOWN, upload.refusal
        assert preview(trio, upload).faults == []
        if preview(trio, upload).changes:
            accept(trio, upload)
        assert [(one.answer, one.reason) for one in trio.sheet().fields] == expected
        assert compare(trio.sheet(), rows_in(trio, workbooks.write(trio.sheet()))).unchanged == 3
        assert compare(trio.sheet(), rows_in(trio, as_libreoffice_saves(workbooks.write(trio.sheet())))).unchanged == 3

    def test_only_what_somebody_filled_in_changes(self, trio):
        trio.save(5, 6, 7)
        upload = handed_in(trio, filled(workbooks.write(trio.sheet()), {(3, "count"): 12}))
        (change,) = preview(trio, upload).changes
        assert (change.cell, change.old.answer, change.new.answer) == ("K3", Answer(6), Answer(12))
        assert preview(trio, upload).unchanged == 2
        assert answers(trio) == [Answer(5), Answer(6), Answer(7)]
        assert accept(trio, upload) == 1
        assert answers(trio) == [Answer(5), Answer(12), Answer(7)]
        assert [draft.revision for draft in DraftValue.objects.order_by("pk")] == [1, 2, 1]

    def test_an_emptied_cell_empties_the_field(self, trio):
        trio.save(5)
        upload = handed_in(trio, filled(workbooks.write(trio.sheet()), {(2, "count"): None}))
        assert accept(trio, upload) == 1
        assert answers(trio)[0] == BLANK

    def test_rows_in_another_order_or_gone_are_still_known(self, trio):
        """A clerk sorts the table and throws rows away: what is not in the file is left as it is."""
        trio.save(5, 6, 7)
        content = workbooks.write(trio.sheet())
        rows = sheet_of(content)
        moved = {(2, column.name): rows[3][FIGURES.positions[column.name]] for column in FIGURES.columns} | {
            (2, "count"): 99
        }
        gone = {(row, column.name): None for row in (3, 4) for column in FIGURES.columns}
        upload = handed_in(trio, filled(content, moved | gone))
        assert accept(trio, upload) == 1
        assert answers(trio) == [Answer(5), Answer(6), Answer(99)]

    def test_control_characters_in_a_reason_are_left_out(self, trio):
        """The database takes no NUL, and nobody means one."""
        upload = handed_in(
            trio, filled(workbooks.write(trio.sheet()), {(2, "count"): 1, (2, "reason"): "a_x0000__x000B_b"})
        )
        assert accept(trio, upload) == 1
        assert trio.sheet().fields[0].reason == "ab"
