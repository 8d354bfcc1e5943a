"""Files as other programs save them, kept as they are: they are read for as long as their template is the one of now (R28).

`tests/kpi/workbooks/*.xlsx` are made anew by `MAKE_SAMPLES=1 python -m pytest tests/kpi/test_workbook_samples.py`, only after
a change of the template. No LibreOffice ran there: `as_libreoffice_saves` writes by hand what Calc 7
writes; whoever has a LibreOffice opens `filled_in.xlsx`, saves it, and adds what comes out to the folder.
"""

import os
from pathlib import Path

import pytest
import time_machine

from kpi.services import workbooks
from kpi.services.registrations import BLANK, Answer
from kpi.states import UploadStatus
from tests import make
from tests.kpi.corridor import OPEN, Corridor
from tests.kpi.test_workbooks import accept, handed_in, preview
from tests.kpi.workbook_files import MAIN, SHEETS, WORKBOOK, as_libreoffice_saves, changed, filled

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "workbooks"


def with_prefixes(content):
    """Each name of the main namespace with a prefix, as the kit of Microsoft for programmers writes them."""

    def prefixed(part):
        text = part.decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        pieces = text.split("<")
        return "<".join(
            f"/x:{piece[1:]}" if piece.startswith("/") else piece if not piece or piece[0] in "?!" else f"x:{piece}"
            for piece in pieces
        )

    return changed(content, dict.fromkeys((*SHEETS.values(), WORKBOOK, "xl/sharedStrings.xml"), prefixed))


SAMPLES = {
    "filled_in.xlsx": bytes,
    "saved_by_libreoffice.xlsx": as_libreoffice_saves,
    "with_prefixes.xlsx": with_prefixes,
}


@pytest.fixture
def page():
    """A page whose rows have the keys that stand in the samples."""
    with time_machine.travel(OPEN, tick=False):
        body = make.local_government("46021", name="Sint-Niklaas")
        project_round = make.round("5")
        line = make.line(
            make.application(project_round, body), make.offer(project_round, make.action(101), indicators=3)
        )
        part = make.participation(line, pk=900_001)
        promised = [make.commitment(part, one, target=110) for one in line.offer.indicators.order_by("position")]
        moment = make.moment(project_round, opens_at=OPEN.replace(day=1, hour=0), deadline=OPEN.replace(day=15))
        yield Corridor(moment, body, make.editor(body), promised)


def make_samples(page):
    """The files anew: what was filled in, as each program saves it."""
    cells = {(2, "count"): 112, (3, "not_applicable"): "ja", (2, "reason"): "Nieuwe werking: é, €, “ ”"}
    content = filled(workbooks.write(page.sheet()), cells)
    for name, saved_by in SAMPLES.items():
        (FOLDER / name).write_bytes(saved_by(content))


@pytest.mark.parametrize("sample", sorted(FOLDER.glob("*.xlsx")), ids=lambda path: path.name)
def test_a_sample_says_what_was_filled_in(page, sample):
    upload = handed_in(page, sample.read_bytes(), sample.name)
    assert (upload.status, upload.refusal) == (UploadStatus.SHOWN, "")
    assert (len(preview(page, upload).changes), preview(page, upload).faults) == (2, [])
    accept(page, upload)
    fields = page.sheet().fields
    assert [one.answer for one in fields] == [Answer(112), Answer(not_applicable=True), BLANK]
    assert fields[0].reason == "Nieuwe werking: é, €, “ ”"


def test_every_sample_is_there_and_small(page):
    if os.environ.get("MAKE_SAMPLES"):
        make_samples(page)
    assert {path.name for path in FOLDER.glob("*.xlsx")} >= set(SAMPLES)
    assert all(path.stat().st_size < 20_000 for path in FOLDER.glob("*.xlsx"))
