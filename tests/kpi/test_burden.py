"""How much a round asks is counted and shown to both sides (R25)."""

import pytest

from kpi.figures.burden import burdens
from kpi.models import Motivation
from tests import make
from tests.kpi.corridor import OPEN, corridor, partnership

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
    with django_assert_num_queries(4):
        assert client.get("/planlast/?ronde=5").status_code == 200
