"""Two people with a workbook at the same moment: one acceptance, and nobody's figure is overwritten (R18, R28)."""

from functools import partial

import pytest
import time_machine

from kpi.models import DraftValue, Upload
from kpi.services import workbooks
from kpi.services.registrations import Answer
from kpi.states import UploadStatus
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.test_registration_races import together
from tests.kpi.test_workbooks import answers, handed_in, preview
from tests.kpi.workbook_files import filled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=True):
        yield


@pytest.fixture
def page():
    return corridor(indicators=2)


def waiting(page, count, by):
    upload = handed_in(page, filled(workbooks.write(page.sheet()), {(2, "count"): count, (3, "count"): 5}), by=by)
    return upload, preview(page, upload).fingerprint


def test_two_clicks_at_once_are_one_acceptance(page):
    upload, seen = waiting(page, 12, page.editor)
    click = partial(workbooks.accept, upload=upload, seen=seen, by=page.editor)
    assert sorted(together(click, click)) == [0, 2]
    assert [draft.revision for draft in DraftValue.objects.all()] == [1, 1]
    assert Upload.objects.get().status == UploadStatus.ACCEPTED


def test_of_two_workbooks_at_once_one_is_taken_over_and_the_other_is_asked_again(page):
    colleague = make.editor(page.local_government)
    jobs = []
    for count, by in ((12, page.editor), (13, colleague)):
        upload, seen = waiting(page, count, by)
        jobs.append(partial(workbooks.accept, upload=upload, seen=seen, by=by))
    outcomes = together(*jobs)
    assert sum(outcome == 2 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 1
    won = 12 if outcomes[0] == 2 else 13
    assert answers(page) == [Answer(won), Answer(5)]
    assert sorted(Upload.objects.values_list("status", flat=True)) == [UploadStatus.ACCEPTED, UploadStatus.SHOWN]


def test_accepting_and_discarding_at_once_ends_one_way(page):
    upload, seen = waiting(page, 12, page.editor)
    together(
        partial(workbooks.accept, upload=upload, seen=seen, by=page.editor),
        partial(workbooks.discard, upload=upload, by=page.editor),
    )
    is_accepted = Upload.objects.get().status == UploadStatus.ACCEPTED
    assert DraftValue.objects.count() == (2 if is_accepted else 0)
