"""How much a round asks is counted and shown to both sides (R25)."""

import pytest

from kpi.figures.burden import burdens
from kpi.models import Motivation
from tests import make
from tests.kpi.corridor import OPEN, corridor, partnership
from tests.workbooks import download

pytestmark = pytest.mark.django_db


def rows(project_round, bodies=None):
    return [(row.name, row.counts, row.motivations, row.minutes) for row in burdens(project_round, bodies)]


def test_each_moment_asks_each_count_and_a_motivation_is_the_leads():
    lead, member = partnership(actions=2)
    line = lead.first.participation.line
    Motivation.objects.create(line=line, moment=lead.moment, number=1, text="Eerst.", sent_at=OPEN)
    Motivation.objects.create(line=line, moment=lead.moment, number=2, text="Toch anders.", sent_at=OPEN)
    assert rows(lead.moment.round) == [("Lid 2", 2, 0, 4), ("Sint-Niklaas", 2, 1, 14)]
    make.moment(lead.moment.round, kind="interim")
    assert rows(lead.moment.round, {member.local_government.pk}) == [("Lid 2", 4, 0, 8)]


def test_a_round_that_asks_nothing_has_no_rows(client):
    made = make.round("9", is_practice=False)
    assert rows(made) == []
    client.force_login(make.editor(make.local_government()))
    assert "Deze ronde vraagt niets van u." in client.get("/planlast/").content.decode()


def test_the_ministry_sees_everybody_and_a_town_itself(client):
    page = corridor(actions=3)
    other = make.local_government(name="Ander bestuur")
    line = page.first.participation.line
    make.commitment(make.participation(make.line(make.application(page.moment.round, other), line.offer)))
    client.force_login(make.user(ministry_role="analyst"))
    text = client.get("/planlast/?ronde=5").content.decode()
    assert "Ander bestuur" in text
    assert "2 besturen samen" in text
    client.force_login(page.editor)
    text = client.get("/planlast/?ronde=5").content.decode()
    assert "Sint-Niklaas" in text
    assert "Ander bestuur" not in text
    assert client.get("/planlast/?ronde=nergens").status_code == 404


@pytest.mark.parametrize("bodies", [1, 60])
def test_the_page_costs_the_same_for_one_and_for_many(client, bodies, django_assert_num_queries):
    page = corridor()
    line = page.first.participation.line
    for _number in range(bodies - 1):
        application = make.application(page.moment.round, make.local_government())
        make.commitment(make.participation(make.line(application, line.offer)))
    client.force_login(make.user(ministry_role="analyst"))
    with django_assert_num_queries(3):
        assert client.get("/planlast/?ronde=5").status_code == 200


def neighbours(page, number):
    """More local governments that are asked the same."""
    line = page.first.participation.line
    for _each in range(number):
        application = make.application(page.moment.round, make.local_government())
        make.commitment(make.participation(make.line(application, line.offer)))


def test_the_file_says_what_the_page_says_without_pages(client):
    page = corridor(actions=3)
    neighbours(page, 60)
    corridor(round_code="6")
    client.force_login(make.user(ministry_role="analyst"))
    assert 'href="/planlast/excel/?ronde=5"' in client.get("/planlast/?ronde=5&page=2").content.decode()
    book = download(client, "/planlast/excel/?ronde=5")
    assert book.name == "plan-samenleven_planlast_5.xlsx"
    assert len(book.rows("Planlast")) == 61
    assert book.rows("Planlast")[-1] == {
        "Projectronde": "Projectronde 5",
        "Code": page.local_government.code,
        "Lokaal bestuur": "Sint-Niklaas",
        "Cijfers": 3.0,
        "Geschreven motiveringen": 0.0,
        "Minuten (geschat)": 6.0,
    }
    assert book.origin["Minuten (geschat)"] == "Een aanname: 2 minuten per cijfer en 10 per motivering."
    assert download(client, "/planlast/excel/").column("Planlast", "Projectronde") == ["Projectronde 6"]
    client.force_login(page.editor)
    assert download(client, "/planlast/excel/?ronde=5").column("Planlast", "Lokaal bestuur") == ["Sint-Niklaas"]
    assert client.get("/planlast/excel/?ronde=nergens").status_code == 404


@pytest.mark.parametrize("bodies", [0, 60])
def test_the_file_costs_the_same_for_one_and_for_many(client, bodies, django_assert_num_queries):
    page = corridor()
    neighbours(page, bodies)
    client.force_login(make.user(ministry_role="analyst"))
    with django_assert_num_queries(3):
        assert len(download(client, "/planlast/excel/?ronde=5").rows("Planlast")) == bodies + 1


def test_when_nobody_says_it_is_the_newest_round_that_asks_something(client):
    corridor()
    make.round("6")
    client.force_login(make.user(ministry_role="analyst"))
    assert '<option value="5" selected>' in client.get("/planlast/").content.decode()
    assert "Deze ronde vraagt niets van u." in client.get("/planlast/?ronde=6").content.decode()


def test_without_rounds_there_is_an_empty_file_and_nothing_to_choose(client):
    client.force_login(make.user(ministry_role="analyst"))
    assert download(client, "/planlast/excel/").rows("Planlast") == []
    assert "filter-form" not in client.get("/planlast/").content.decode()


@pytest.mark.parametrize(
    ("role", "above", "address"), [("analyst", "Opvolging", "/opvolging/"), ("", "Mijn registraties", "/registraties/")]
)
def test_the_page_knows_where_it_stands(client, role, above, address):
    page = corridor()
    client.force_login(make.user(ministry_role=role) if role else page.editor)
    text = client.get("/planlast/").content.decode()
    assert f'<li><a href="{address}">{above}</a></li>' in text
    assert f'<a class="nav-link" href="{address}" aria-current="true">{above}</a>' in text
    assert text.count('aria-current="true"') == 1


def test_a_round_is_chosen_as_in_every_list(client):
    corridor(), corridor(round_code="6")
    client.force_login(make.user(ministry_role="analyst"))
    text = client.get("/planlast/?ronde=5").content.decode()
    assert 'hx-target="#burden"' in text
    assert '<option value="5" selected>Projectronde 5</option>' in text
    fragment = client.get("/planlast/?ronde=5", headers={"HX-Request": "true", "HX-Target": "burden"}).content.decode()
    assert "<html" not in fragment
    assert 'href="/planlast/excel/?ronde=5"' in fragment
