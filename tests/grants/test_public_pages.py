"""The plan for everybody: what it is, what is counted, who takes part; every figure with what it is (R1, R6, R37)."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from grants.models import Remark, Support
from grants.states import AwardKind, Certainty, Measure
from grants.templatetags.plan import source
from municipalities.models import Merger
from samenleven.core.clock import start_of_day
from tests import make

pytestmark = pytest.mark.django_db


def read(client, name, *args, **query):
    response = client.get(reverse(f"grants:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def table_rows(html):
    return html.count("<tr>") - html.count("<thead>")


class TestPlan:
    def test_it_names_every_goal_and_action_with_its_rounds(self, client, plan):
        html = read(client, "plan")
        assert "7 doelstellingen en 24 acties" in html
        assert html.count('<a class="contents-title"') == 24
        assert html.count("niet betaald via dit plan") == 4
        assert html.count("betaald in ronde 1, 2 en 3") == 19
        assert html.count("betaald in ronde 2 en 3") == 1

    def test_it_costs_the_same_for_one_action_and_for_many(self, client, django_assert_num_queries):
        make.offer(make.round("1"), make.action(1))
        with django_assert_num_queries(5):
            read(client, "plan")
        for number in range(2, 30):
            make.offer(make.round(str(number)), make.action(number))
        with django_assert_num_queries(5):
            read(client, "plan")

    def test_without_a_plan_it_says_so(self, client):
        assert "Er is nog geen plan ingelezen." in read(client, "plan")

    def test_practice_rounds_are_not_told(self, client):
        make.offer(make.round("oefening", is_practice=True), make.action(1))
        assert "niet betaald via dit plan" in read(client, "plan")
        assert "oefening" not in read(client, "round-list").lower()


class TestGoal:
    def test_it_tells_what_is_counted_in_the_newest_round(self, client, plan):
        html = read(client, "goal", 4)
        assert "begeleide personen met een grotere afstand tot de arbeidsmarkt" in html
        assert "begeleide 55-plussers" not in html
        assert "€\u00a0650,00 per begeleide persoon" in html

    @pytest.mark.parametrize("number", [0, 99, 99999999999])
    def test_one_that_is_not_there_is_not_found(self, client, plan, number):
        assert client.get(f"/plan/doelstellingen/{number}/").status_code == 404


class TestAction:
    def test_action_7_tells_what_question_222_asked(self, client, plan):
        html = read(client, "action", 7)
        for told in ("€\u00a0559.000,00", "6.360", "deden 13 lokale besturen mee", "We kennen ze allemaal bij naam."):
            assert told in html
        for name in ("Genk", "Leuven", "Aalst", "Gent", "Oostende", "Antwerpen", "Geel", "Moerbeke"):
            assert f">{name}</a>" in html
        assert "Samenvatting van dit portaal." in html
        assert "Groep Intro" in html

    def test_what_was_promised_never_stands_as_reached(self, client, plan):
        """The mistake of the question itself: 33 people were a target, not a result."""
        html = read(client, "action", 6)
        row = html[html.index('id="published"') : html.index("</tbody>", html.index('id="published"'))]
        awarded, bodies, target, realised = row.split('<td class="number">')[1:5]
        assert awarded.startswith("€\u00a014.700,00")
        assert bodies.startswith("2<")
        assert target.startswith("33<")
        assert 'data-state="unknown"' in realised

    def test_an_action_that_is_not_paid_says_so(self, client, plan):
        html = read(client, "action", 1)
        assert "niet betaald via dit plan" in html
        assert "Gepubliceerde cijfers" not in html

    def test_several_kpis_of_a_round_stand_apart(self, client, plan):
        html = read(client, "action", 9)
        assert "begeleide 55-plussers" in html
        assert "€\u00a0170.625,00" in html

    def test_a_published_count_stands_beside_the_names_and_is_never_mixed_with_them(self, client):
        project_round, action = make.round("1"), make.action(7)
        make.participation(make.line(make.application(project_round), make.offer(project_round, action)))
        make.published(project_round, action, Measure.LOCAL_GOVERNMENTS, "13")
        html = read(client, "action", 7)
        assert "deden 13 lokale besturen mee" in html
        assert "Bij naam kennen we er 1. De lijst is misschien niet volledig." in html

    def test_the_names_of_a_round_decided_here_are_all_of_them(self, client):
        project_round, action = make.round("1"), make.action(7)
        make.participation(make.line(make.application(project_round), make.offer(project_round, action)))
        assert "Er doet 1 lokaal bestuur mee." in read(client, "action", 7)

    def test_the_newest_known_value_is_shown(self, client):
        project_round, action = make.round("1"), make.action(7)
        make.offer(project_round, action)
        make.published(project_round, action, Measure.TARGET, "100")
        make.published(project_round, action, Measure.TARGET, "120", known_at=timezone.now())
        make.published(
            project_round, action, Measure.TARGET, "999", known_at=timezone.now() + timezone.timedelta(days=1)
        )
        html = read(client, "action", 7)
        assert '<td class="number">120</td>' in html
        assert '<td class="number">100</td>' not in html
        assert "999" not in html

    def test_before_the_deadline_a_result_is_not_yet_expected(self, client):
        project_round, action = make.round("1"), make.action(7)
        make.offer(project_round, action)
        make.moment(project_round, deadline=timezone.now() + timezone.timedelta(days=9), opens_at=None)
        make.published(project_round, action, Measure.TARGET, "100")
        assert 'data-state="not_yet_due"' in read(client, "action", 7)

    def test_an_inferred_participant_and_an_example_lead_are_marked(self, client):
        project_round, action = make.round("1"), make.action(7)
        lead, member = make.local_government(name="Trekdorp"), make.local_government(name="Meedorp")
        application = make.application(project_round, lead, partnership=make.partnership("Samen sterk"))
        line = make.line(application, make.offer(project_round, action))
        make.participation(line)
        make.participation(line, member, certainty=Certainty.INFERRED)
        assert "voorbeeldverdeling" not in read(client, "action", 7)
        make.award(line, kind=AwardKind.EXAMPLE)
        html = read(client, "action", 7)
        member_item, lead_item = html[html.index("Samen, als") :].split("<li>")[1:3]
        assert "trekker" in lead_item
        assert "voorbeeldverdeling" in lead_item
        assert "afgeleid" in member_item
        assert "trekker" not in member_item

    def test_support_that_has_ended_says_until_when(self, client, plan):
        html = read(client, "action", 6)
        assert "loopt tot en met 31 oktober 2024" in html
        assert "afgelopen" in html

    def test_a_note_to_ourselves_is_not_for_the_public(self, client):
        action = make.action(8, remarks="De pagina bevestigt het maximum; de eenheid niet.")
        make.offer(make.round("1"), action)
        assert "bevestigt het maximum" not in read(client, "action", 8)

    def test_remarks_are_told_and_not_counted(self, client):
        action = make.action(8)
        make.offer(make.round("1"), action)
        Remark.objects.create(action=action, local_government=make.local_government(name="Mentordorp"), role="mentor")
        html = read(client, "action", 8)
        assert "Mentordorp" in html
        assert "mentorbestuur" in html
        assert "Deze opmerkingen tellen nergens mee." in html
        assert "We kennen hun namen niet" not in html

    def test_it_costs_the_same_for_one_participant_and_for_many(self, client, django_assert_num_queries):
        action = make.action(7)
        project_round = make.round("1")
        offer = make.offer(project_round, action)
        make.participation(make.line(make.application(project_round), offer))
        make.published(project_round, action)
        Support.objects.create(action=action, name="PEP!", kind="goede praktijk")
        with django_assert_num_queries(10):
            read(client, "action", 7)
        for number in range(2, 6):
            later = make.round(str(number))
            offer = make.offer(later, action, indicators=3)
            make.published(later, action)
            for _each in range(15):
                make.participation(make.line(make.application(later, partnership=make.partnership()), offer))
        with django_assert_num_queries(10):
            read(client, "action", 7)

    def test_a_long_list_shows_its_beginning_and_leads_to_the_rest(self, client):
        project_round, action = make.round("1"), make.action(7)
        offer = make.offer(project_round, action)
        for _each in range(45):
            make.participation(make.line(make.application(project_round), offer))
        html = read(client, "action", 7)
        assert html.count('href="/plan/lokale-besturen/') == 40
        assert '?actie=7&amp;ronde=1">Alle 45 deelnemers van Projectronde 1</a>' in html


class TestParticipants:
    def test_the_thirteen_of_question_222(self, client, plan):
        html = read(client, "participants", ronde="1", actie="7")
        assert table_rows(html) == 13

    def test_on_the_map_of_now_moerbeke_is_lokeren_and_there_are_twelve(self, client, plan):
        html = read(client, "participants", ronde="1", actie="7", kaart="nu")
        assert table_rows(html) == 12
        assert "toen: Lokeren, Moerbeke" in html
        assert ">Moerbeke</a>" not in html

    @pytest.mark.parametrize(
        ("query", "rows"),
        [
            ({"doelstelling": "3"}, 15),
            ({"actie": "6"}, 2),
            ({"regio": "Kempen"}, 6),
            ({"provincie": "Limburg"}, 2),
            ({"naam": "moerBÉKE"}, 1),
            ({"naam": "moerbeke", "kaart": "nu"}, 1),
            ({"naam": "???"}, 0),
            ({"naam": "bestaat niet"}, 0),
            ({"regio": "Waasland", "kaart": "nu", "actie": "7"}, 1),
        ],
    )
    def test_each_filter(self, client, plan, query, rows):
        html = read(client, "participants", **query)
        assert table_rows(html) == rows
        assert ("Geen deelnemers gevonden." in html) == (rows == 0)

    @pytest.mark.parametrize(
        "query",
        [
            {"ronde": "99"},
            {"ronde": "oefening"},
            {"actie": "x"},
            {"actie": "1;DROP"},
            {"provincie": "Parijs"},
            {"kaart": "x"},
        ],
    )
    def test_a_filter_that_cannot_be_read_says_so_and_shows_nothing(self, client, plan, query):
        html = read(client, "participants", **query)
        assert "error-summary" in html
        assert table_rows(html) == 0
        assert client.get(reverse("grants:participants-csv"), query).status_code == 400

    @pytest.mark.parametrize("page", ["0", "-1", "999", "x", ""])
    def test_a_page_that_is_not_there_is_the_nearest_one(self, client, plan, page):
        assert table_rows(read(client, "participants", page=page)) > 0

    @pytest.mark.parametrize("sort", ["naam", "-naam", "actie", "-actie", "ronde", "-ronde", "onzin"])
    @pytest.mark.parametrize("kaart", ["", "nu"])
    def test_every_order_shows_every_row_once(self, client, plan, sort, kaart):
        names = []
        for page in ("1", "2"):
            rows = client.get(reverse("grants:participants"), {"sort": sort, "kaart": kaart, "page": page})
            names += [(row["code"], row["round_code"], row["action_number"]) for row in rows.context["page"]]
        assert len(names) == len(set(names)) == rows.context["page"].paginator.count

    def test_practice_rounds_are_not_listed(self, client):
        make.participation(make.line(of_offer=make.offer(make.round("oefening", is_practice=True))))
        assert "Geen deelnemers gevonden." in read(client, "participants")

    def test_the_count_follows_what_changes(self, client):
        project_round = make.round("1")
        offer = make.offer(project_round)
        make.participation(make.line(make.application(project_round), offer))
        assert "1 tot 1 van 1" in read(client, "participants")
        make.participation(make.line(make.application(project_round), offer))
        assert "1 tot 2 van 2" in read(client, "participants")

    @pytest.mark.parametrize("kaart", ["", "nu"])
    def test_it_costs_the_same_for_one_row_and_for_many(self, client, django_assert_max_num_queries, kaart):
        project_round = make.round("1")
        offer = make.offer(project_round, make.action(7))
        make.participation(make.line(make.application(project_round), offer))
        query = {"ronde": "1", "actie": "7", "doelstelling": "1", "naam": "gemeente", "kaart": kaart}
        with django_assert_max_num_queries(10) as few:
            read(client, "participants", **query)
        for _each in range(120):
            make.participation(make.line(make.application(project_round, partnership=make.partnership()), offer))
        with django_assert_max_num_queries(10) as many:
            html = read(client, "participants", **query)
        assert len(few) == len(many)
        assert table_rows(html) == 50
        assert len(html) < 60_000

    def test_the_second_visitor_gets_the_kept_page_and_nobody_elses_name(self, client, plan, django_assert_num_queries):
        client.force_login(make.user("annelies.v", first_name="Annelies"))
        assert "Annelies" in read(client, "participants", actie="7")
        client.logout()
        with django_assert_num_queries(1):
            html = read(client, "participants", actie="7", onzin="1")
        assert "Annelies" not in html
        assert table_rows(html) == 13

    def test_htmx_gets_the_list_alone(self, client, plan):
        response = client.get(
            reverse("grants:participants"), headers={"HX-Request": "true", "HX-Target": "participants"}
        )
        html = response.content.decode()
        assert html.lstrip().startswith('<div class="stack" id="participants"')
        assert "<html" not in html


class TestDownload:
    def rows(self, client, **query):
        response = client.get(reverse("grants:participants-csv"), query)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        text = b"".join(response).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    def test_it_holds_the_rows_of_the_list(self, client, plan):
        rows = self.rows(client, ronde="1", actie="7", kaart="nu")
        assert rows[0][:5] == ["Projectronde", "Nummer van de actie", "Actie", "Code", "Lokaal bestuur"]
        assert len(rows) == 13
        assert ["1", "7", "Begeleiding naar hogere studies", "46029", "Lokeren", "Lokeren, Moerbeke"] in [
            row[:6] for row in rows
        ]

    def test_it_has_no_pages(self, client, plan):
        assert len(self.rows(client)) == 55

    def test_a_name_is_never_a_formula(self, client):
        project_round = make.round("1")
        lead = make.local_government(name="=HYPERLINK(1)")
        make.participation(make.line(make.application(project_round, lead), make.offer(project_round)))
        assert self.rows(client)[1][4] == "'=HYPERLINK(1)"

    def test_its_cost_does_not_grow(self, client, django_assert_num_queries):
        project_round = make.round("1")
        offer = make.offer(project_round)
        make.participation(make.line(make.application(project_round), offer))
        with django_assert_num_queries(5):
            self.rows(client)
        for _each in range(60):
            make.participation(make.line(make.application(project_round), offer))
        with django_assert_num_queries(5):
            self.rows(client)


class TestLocalGovernment:
    def test_one_that_was_taken_over_leads_to_its_successor(self, client, plan):
        html = read(client, "local-government", "44045")
        assert "Hoort sinds 1 januari 2025 bij" in html
        assert 'href="/plan/lokale-besturen/46029/"' in html
        assert "7. Begeleiding naar hogere studies" in html

    def test_the_successor_shows_what_its_predecessors_did(self, client, plan):
        html = read(client, "local-government", "46029")
        assert table_rows(html) == 2
        assert "als Moerbeke" in html
        assert ">Moerbeke</a> (44045, 1 januari 2025)" in html

    def test_antwerpen_stays_itself(self, client, plan):
        html = read(client, "local-government", "11002")
        assert "Borsbeek" in html
        assert "Hoort" not in html

    @pytest.mark.parametrize("code", ["vgc", "de-rand"])
    def test_other_bodies_have_a_page(self, client, plan, code):
        html = read(client, "local-government", code)
        assert "Er zijn geen deelnames bekend." in html
        assert 'data-state="unknown"' in html

    def test_one_that_is_not_there_is_not_found(self, client, plan):
        assert client.get("/plan/lokale-besturen/99999/").status_code == 404

    def test_it_costs_the_same_for_one_participation_and_for_many(self, client, django_assert_num_queries):
        body = make.local_government("10001", name="Nieuwdorp")
        old = make.local_government(
            "10002", name="Ouddorp", successor=body, valid_until=start_of_day(timezone.localdate()).date()
        )
        Merger.objects.create(predecessor=old, successor=body, merged_on=timezone.localdate())
        project_round = make.round("1")
        make.participation(make.line(make.application(project_round, old), make.offer(project_round)))
        with django_assert_num_queries(6):
            read(client, "local-government", "10001")
        for _each in range(20):
            make.participation(make.line(make.application(project_round, body), make.offer(project_round)))
        with django_assert_num_queries(6):
            read(client, "local-government", "10001")


def test_the_public_pages_ask_nobody_to_sign_in(client, plan):
    for address in ("/plan/", "/plan/acties/7/", "/plan/deelnemers/", "/rondes/", "/rondes/1/"):
        assert client.get(address).status_code == 200


def test_a_name_is_shown_as_text(client):
    make.offer(make.round("1"), make.action(7, title="<script>alert(1)</script>"))
    assert "<script>alert" not in read(client, "action", 7)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("https://www.vvsg.be/nieuws/een", ["vvsg.be"]),
        (
            "https://a.be/x/een-twee ; https://a.be/drie.html ; https://b.be/",
            ["a.be (een twee)", "a.be (drie)", "b.be"],
        ),
        ("https://a.be/x/een ; https://a.be/y/een", ["a.be (een)", "a.be (een) (2)"]),
    ],
)
def test_sources_beside_each_other_read_differently(text, names):
    assert re.findall(r">([^<]+)</a>", source(text)) == names
