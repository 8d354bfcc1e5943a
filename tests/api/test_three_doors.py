"""The same counts through the form, the workbook and the API: the same result, or the same refusal in the same words."""

import json

import pytest

from kpi.services import registrations, workbooks
from tests import make
from tests.api.software import problem, software
from tests.kpi.corridor import OPEN, OVER, corridor
from tests.kpi.test_registration_pages import text_of, typed, url
from tests.kpi.test_workbooks import accept, handed_in, preview
from tests.kpi.workbook_files import filled

pytestmark = pytest.mark.django_db
NOT_APPLICABLE = "niet van toepassing"
COUNTS = [0, 3, 12, 330, 331, 1000, 1001, -1, 2_147_483_647, 2_147_483_648, 99_999_999_999, None, NOT_APPLICABLE]
REASONS = [None, "Een nieuwe school.", "x" * 500, "x" * 501]


@pytest.fixture(autouse=True)
def october(time_machine):
    time_machine.move_to(OPEN)


@pytest.fixture
def doors():
    """The same registration three times, in which a colleague saved 3; what is far from the target is doubtful."""
    pages = [corridor(round_code=code, target=110) for code in ("5", "6", "7")]
    for page in pages:
        page.save(3)
    make.limit(at_most=300)
    make.limit(at_most=900, is_hard=True)
    return pages


def by_form(client, page, count, reason):
    client.force_login(page.editor)
    text = None if count == NOT_APPLICABLE else "" if count is None else str(count)
    data = typed(page, text, revision=page.sheet().fields[0].revision)
    if reason is not None:
        data[f"p{page.first.participation_id}-{page.first.indicator.code}-reden"] = reason
    answer = client.post(url(page), data)
    assert answer.status_code in (302, 422)
    return "" if answer.status_code == 302 else text_of(answer)


def by_workbook(page, count, reason):
    cells = {(2, "count"): "" if count in (None, NOT_APPLICABLE) else count}
    cells |= {(2, "not_applicable"): "ja"} if count == NOT_APPLICABLE else {}
    cells |= {(2, "reason"): reason} if reason is not None else {}
    upload = handed_in(page, filled(workbooks.write(page.sheet()), cells))
    found = preview(page, upload)
    if found.faults:
        return found.faults[0].text
    if found.is_changing:
        accept(page, upload)
    return ""


def by_api(page, count, reason):
    sent = {"participation": page.first.participation_id, "indicator": page.first.indicator.code}
    sent |= {"notApplicable": True} if count == NOT_APPLICABLE else {} if count is None else {"count": count}
    sent |= {} if reason is None else {"reason": reason}
    answer = software(page.local_government).fill(
        f"{page.moment.round.code}-final-{page.local_government.code}", [sent]
    )
    if answer.status_code == 200:
        return ""
    (issue,) = problem(answer, 400)["issues"]
    assert issue["name"].startswith("counts[0]")
    assert issue["indicator"] == page.first.indicator.code
    return issue["detail"]


def said(page):
    """What stands, and what keeps it from being sent, without where."""
    sheet = page.sheet()
    one = sheet.fields[0]
    return one.answer, one.reason, [fault.text for fault in registrations.faults_of(sheet)]


@pytest.mark.parametrize("count", COUNTS)
def test_a_count(client, doors, count):
    form, workbook, api = doors
    told, refusal, detail = (
        by_form(client, form, count, None),
        by_workbook(workbook, count, None),
        by_api(api, count, None),
    )
    assert bool(told) == bool(refusal) == bool(detail)
    assert refusal in told
    assert refusal in detail
    assert said(form) == said(workbook) == said(api)


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason(client, doors, reason):
    form, workbook, api = doors
    told, refusal, detail = (
        by_form(client, form, 331, reason),
        by_workbook(workbook, 331, reason),
        by_api(api, 331, reason),
    )
    assert bool(told) == bool(refusal) == bool(detail)
    assert refusal in detail
    assert said(form) == said(workbook) == said(api)


@pytest.mark.parametrize(("text", "is_taken"), [("Te laat begonnen.", True), ("x" * 2500, True), ("x" * 2501, False)])
def test_a_motivation(client, doors, text, is_taken):
    form, _workbook, api = doors
    for page in (form, api):
        page.save(5)
    client.force_login(form.editor)
    line = form.first.participation.line_id
    answer = client.post(url(form), {f"m{line}": text, f"m{line}-versie": "0"})
    assert answer.status_code == (302 if is_taken else 422)
    line = api.first.participation.line_id
    name = f"7-final-{api.local_government.code}"
    answer = software(api.local_government).fill(name, [], motivations=[{"line": line, "text": text}])
    assert answer.status_code == (200 if is_taken else 400)
    assert said(form) == said(api)
    texts = {page.sheet().actions[0].motivation_text for page in (form, api)}
    assert texts == {text if is_taken else ""}


@pytest.mark.parametrize("count", [None, 331, 5, 110])
def test_sending(client, doors, count):
    """What is missing, doubtful or asks a motivation is told by each door with the same sentences; or all three send."""
    form, workbook, api = doors
    for page, door in ((form, lambda *a: by_form(client, *a)), (workbook, by_workbook), (api, by_api)):
        door(page, count, None)
    faults = [fault.in_full(form.moment) for fault in registrations.faults_of(form.sheet())]
    client.force_login(form.editor)
    page = client.post(url(form, "submit"), {"seen": form.sheet().fingerprint})
    answer = software(api.local_government).act(f"7-final-{api.local_government.code}", "submit")
    if faults:
        assert page.status_code == 422
        assert all(fault in text_of(page) for fault in faults)
        places = [issue["detail"] for issue in problem(answer, 409)["issues"]]
        assert [text.rpartition(": ")[2] for text in places] == [text.rpartition(": ")[2] for text in faults]
    else:
        assert (page.status_code, answer.status_code) == (302, 200)
        assert [part["status"] for part in json.loads(answer.content)["parts"]] == ["submitted"]
        sent = [[one.answer for one in page.sheet().parts[0].sent] for page in (form, api)]
        assert sent[0] == sent[1]


def test_a_lock(client, doors, time_machine):
    form, workbook, api = doors
    upload = handed_in(workbook, filled(workbooks.write(workbook.sheet()), {(2, "count"): 12}))
    time_machine.move_to(OVER)
    lock = str(form.sheet(OVER).parts[0].lock)
    client.force_login(form.editor)
    assert lock in text_of(client.post(url(form), typed(form, "12", revision=1), follow=True))
    (change,) = workbooks.preview(upload, workbook.sheet(OVER)).locked
    assert str(change.part.lock) == lock
    name = f"7-final-{api.local_government.code}"
    sent = {"participation": api.first.participation_id, "indicator": api.first.indicator.code, "count": 12}
    assert problem(software(api.local_government).fill(name, [sent]), 409)["detail"] == lock
    assert {str(page.sheet(OVER).fields[0].answer) for page in doors} == {"3"}
