"""The help desk finds a refused file by its number, and nobody else does (R28)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi.models import Upload
from kpi.services import workbooks
from kpi.tasks import forget_uploads
from tests import make
from tests.kpi.corridor import OPEN, at, corridor
from tests.kpi.test_registration_pages import text_of
from tests.kpi.test_workbooks import handed_in
from tests.kpi.workbook_files import filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page():
    return corridor()


@pytest.fixture
def desk(client):
    client.force_login(make.user(ministry_role="case_handler"))
    return client


def list_of(client, **query):
    return text_of(client.get(reverse("kpi:upload-list"), query))


def test_the_list_tells_number_sentence_who_and_when(desk, page):
    upload = handed_in(page, b"Actie;KPI\n", "cijfers.csv")
    said = list_of(desk)
    for words in (
        f">{upload.pk}</th>",
        upload.refusal,
        "Sint-Niklaas",
        "cijfers.csv",
        "An Peeters",
        "1 oktober 2026 om 12.00 uur",
    ):
        assert words in said
    assert reverse("kpi:upload-file", args=[upload.pk]) in said


def test_a_number_finds_its_file(desk, page):
    first, second = handed_in(page, b"een"), handed_in(page, b"twee")
    assert f">{first.pk}</th>" in list_of(desk, nummer=first.pk)
    assert f">{second.pk}</th>" not in list_of(desk, nummer=first.pk)
    for nonsense in ("abc", "9" * 30, "-1", "999999"):
        assert "Er zijn geen geweigerde bestanden." in list_of(desk, nummer=nonsense)


@pytest.mark.parametrize(
    ("name", "saved_as"), [("w.csv", "csv"), ("w.XLSX", "xlsx"), ("w.html", "bin"), ("w.exe", "bin"), ("w", "bin")]
)
def test_the_file_comes_as_it_came_in_and_opens_nowhere_by_itself(desk, page, name, saved_as):
    upload = handed_in(page, b"<script>alert(1)</script>", name)
    response = desk.get(reverse("kpi:upload-file", args=[upload.pk]))
    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f'attachment; filename="geweigerd-{upload.pk}.{saved_as}"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_refused_is_not_for_the_ministry(desk, page):
    """It holds figures that are not sent yet."""
    upload = handed_in(page, filled(workbooks.write(page.sheet()), {(2, "count"): 12}))
    assert "Er zijn geen geweigerde bestanden." in list_of(desk)
    assert desk.get(reverse("kpi:upload-file", args=[upload.pk])).status_code == 404


def test_after_thirty_days_the_number_still_tells_why(desk, page, clock):
    upload = handed_in(page, b"geen werkboek")
    clock.move_to(at(11, 2))
    forget_uploads()
    client = desk
    client.force_login(make.user(ministry_role="administrator"))
    said = list_of(client)
    assert upload.refusal in said
    assert "niet bewaard" in said
    assert client.get(reverse("kpi:upload-file", args=[upload.pk])).status_code == 404


@pytest.mark.parametrize("role", ["analyst", "finance", "editor"])
def test_nobody_else_looks_into_a_refused_file(client, page, role):
    upload = handed_in(page, b"geen werkboek")
    client.force_login(page.editor if role == "editor" else make.user(ministry_role=role))
    for address in (reverse("kpi:upload-list"), reverse("kpi:upload-file", args=[upload.pk])):
        assert client.get(address).status_code == 403
    if role != "editor":
        assert not Upload.objects.visible_to(make.user(ministry_role=role)).exists()


def test_many_files_cost_as_many_queries_as_one_and_come_in_pages(desk, page):
    counted = []
    for more in (1, 60):
        for _file in range(more):
            make.upload(moment=page.moment, local_government=page.local_government, by=page.editor, refusal="Nee.")
        with CaptureQueriesContext(connection) as queries:
            response = desk.get(reverse("kpi:upload-list"))
        counted.append(len(queries))
        assert len(response.content) < 60_000
    assert counted[0] == counted[1] <= 10
    assert "1 tot 50 van 61" in text_of(response)
    assert "51 tot 61 van 61" in list_of(desk, page=2)
