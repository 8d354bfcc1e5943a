"""Loading again changes nothing, a changed file only what differs; history keeps the old value, and nothing is deleted."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from grants.models import (
    Action,
    Award,
    Goal,
    Incentive,
    Indicator,
    Offer,
    Participation,
    Programme,
    ProjectRound,
    PublishedFigure,
    ReportingMoment,
    RoundChange,
)
from grants.states import AwardKind, Measure
from municipalities.models import LocalGovernment
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from tests.conftest import load_plan
from tests.grants.folders import OPTIONAL, Folder, everything


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "plan")


def published(action, code, measure):
    rows = PublishedFigure.objects.filter(round__code=code, action__number=action, measure=measure)
    return list(rows.order_by("known_at").values_list("value", "known_at"))


def test_a_second_load_changes_nothing(plan):
    before = everything()
    said = load_plan()
    assert said == "Plan Samenleven is ingelezen: 0 nieuw, 0 gewijzigd.\n"
    assert everything() == before


def test_what_the_files_do_not_know_of_a_round_stays(plan):
    """What a call decides and only the portal holds: settings, incentives, and whether the round was published."""
    settings = {"advance_percentage": 70, "origin_year": 2021, "appeal_clause": "Beroep kan.", "published_at": None}
    ProjectRound.objects.filter(code="3").update(**settings)
    Incentive.objects.create(round=ProjectRound.objects.get(code="3"), kind="cooperation", amount=10000)
    assert load_plan() == "Plan Samenleven is ingelezen: 0 nieuw, 0 gewijzigd.\n"
    assert ProjectRound.objects.filter(code="3", **settings).exists()
    assert Incentive.objects.get().amount == 10000


def test_a_changed_cell_changes_one_row_and_history_keeps_the_old_value(plan, folder):
    folder.change("actions.csv", {"number": "7"}, title_nl="Begeleiding naar hoger onderwijs")
    (tables, stamp), said = everything(), load_plan(folder.path)
    assert "0 nieuw, 1 gewijzigd" in said
    assert (
        "actie 7. Begeleiding naar hogere studies: titel van “Begeleiding naar hogere studies” naar "
        "“Begeleiding naar hoger onderwijs”"
    ) in said
    seven = Action.objects.get(number=7)
    assert list(seven.events.order_by("pgh_id").values_list("pgh_label", "title")) == [
        ("insert", "Begeleiding naar hogere studies"),
        ("update", "Begeleiding naar hoger onderwijs"),
    ]
    tables |= {
        "audit_event": tables["audit_event"] + 1,
        "grants_actionevent": tables["grants_actionevent"] + 1,
        "pghistory_context": tables["pghistory_context"] + 1,
    }
    assert everything() == (tables, stamp + 1)


def test_one_more_published_result_is_a_fact_of_its_own_time(plan, folder):
    folder.add(
        "published_results.csv",
        action_number="5",
        project_period="2",
        budget_eur="1200000",
        local_governments="40",
        kpi_unit="oefenkans",
        committed="21000",
        realised="22000",
        source_url="bron",
    )
    assert "4 nieuw, 0 gewijzigd" in load_plan(folder.path)
    decided = start_of_day(dt.date(2023, 9, 22))
    assert published(5, "2", Measure.TARGET) == [(Decimal(21000), decided)]
    assert published(5, "2", Measure.REALISED) == [(Decimal(22000), end_of_day(dt.date(2024, 10, 15)))]


def test_a_published_value_that_changes_stays_and_the_new_one_is_known_since_the_load(plan, folder):
    folder.change("published_results.csv", {"action_number": "7"}, budget_eur="559650")
    loaded = dt.datetime(2026, 12, 1, 9, tzinfo=BRUSSELS)
    with time_machine.travel(loaded, tick=False):
        said = load_plan(folder.path)
        assert "0 nieuw, 0 gewijzigd" in load_plan(folder.path)
    assert "0 nieuw, 1 gewijzigd" in said
    assert "toegekend bedrag: waarde van “559000” naar “559650”" in said
    assert published(7, "1", Measure.AWARDED) == [
        (Decimal(559000), start_of_day(dt.date(2022, 9, 23))),
        (Decimal(559650), loaded),
    ]


def test_a_blank_that_gets_a_value_is_known_since_its_own_moment(plan, folder):
    where = {"action_number": "2", "project_period": "3"}
    folder.change("published_results.csv", where, realised="17")
    load_plan(folder.path)
    assert published(2, "3", Measure.REALISED) == [(Decimal(17), end_of_day(dt.date(2025, 10, 31)))]
    folder.change("published_results.csv", where, realised="17", known_from="2025-12-05")
    assert "0 nieuw, 1 gewijzigd" in load_plan(folder.path)
    assert published(2, "3", Measure.REALISED) == [(Decimal(17), start_of_day(dt.date(2025, 12, 5)))]


def test_a_value_that_is_withdrawn_is_unknown_since_the_load(plan, folder):
    folder.change("published_results.csv", {"action_number": "6"}, committed="")
    loaded = dt.datetime(2026, 12, 1, 9, tzinfo=BRUSSELS)
    with time_machine.travel(loaded, tick=False):
        load_plan(folder.path)
    assert published(6, "1", Measure.TARGET) == [(Decimal(33), start_of_day(dt.date(2022, 9, 23))), (None, loaded)]


def test_what_is_no_longer_in_the_files_stays_and_is_named(plan, folder):
    folder.write("support.csv", folder.read("support.csv")[:-1])
    rows = folder.read("participants.csv")
    folder.write("participants.csv", [row for row in rows if row["local_government"] != "Maasmechelen"])
    before = everything()
    said = load_plan(folder.path)
    assert everything() == before
    title = "Staat in de databank, maar niet meer in de bestanden (niets wordt gewist):"
    assert title in said
    assert "  ondersteuning MaxiPAC" in said
    assert "  deelname Maasmechelen: 6. Begeleiding verkorte opleidingstrajecten" in said


def test_what_the_portal_changed_stays_until_the_files_say_something_else(plan, folder):
    final = ReportingMoment.objects.get(round__code="3")
    ReportingMoment.objects.filter(pk=final.pk).update(deadline=end_of_day(dt.date(2025, 11, 15)))
    LocalGovernment.objects.filter(code="vgc").update(enterprise_number="0267388418")
    said = load_plan(folder.path)
    assert "0 nieuw, 0 gewijzigd" in said
    assert "In het portaal gewijzigd en zo gelaten:\n" in said
    assert "  rapporteringsmoment Projectronde 3 – eindrapport: deadline\n" in said
    final.refresh_from_db()
    assert final.deadline == end_of_day(dt.date(2025, 11, 15))
    assert LocalGovernment.objects.get(code="vgc").enterprise_number == "0267388418"
    folder.change("rounds.csv", {"project_period": "3"}, final_report_deadline="2025-10-15")
    load_plan(folder.path)
    final.refresh_from_db()
    assert final.deadline == end_of_day(dt.date(2025, 10, 15))


def test_an_example_division_outlives_a_load(plan):
    award = Award.objects.filter(line__offer__action__number=6).first()
    Award.objects.filter(pk=award.pk).update(kind=AwardKind.EXAMPLE, amount=Decimal("7350.00"), units=Decimal("12.25"))
    lead = award.line.participations.get().local_government
    award.line.application.lead = lead
    award.line.application.save()
    load_plan()
    award.refresh_from_db()
    assert (award.kind, award.amount, award.units) == (AwardKind.EXAMPLE, Decimal("7350.00"), Decimal("12.2500"))
    award.line.application.refresh_from_db()
    assert award.line.application.lead == lead


def test_a_fourth_round_of_any_number(plan, folder):
    folder.add(
        "rounds.csv",
        project_period="7",
        call_opens="2026-01-05 08:00",
        call_closes="2026-03-31T12:00",
        project_year_start="2026-10-01",
        project_year_end="2027-09-30",
        interim_report_deadline="2027-04-15",
        final_report_deadline="2027-10",
        total_budget_eur="17000000",
    )
    for row in folder.read("actions.csv"):
        if row["financed_rounds"]:
            folder.change("actions.csv", {"number": row["number"]}, financed_rounds=row["financed_rounds"] + ";7")
    load_plan(folder.path)
    seventh = ProjectRound.objects.get(code="7")
    assert seventh.previous.code == "3"
    assert seventh.opens_at == dt.datetime(2026, 1, 5, 8, tzinfo=BRUSSELS)
    assert seventh.closes_at == dt.datetime(2026, 3, 31, 12, tzinfo=BRUSSELS)
    assert (seventh.budget, seventh.published_figures.count()) == (Decimal(17000000), 0)
    assert list(seventh.moments.values_list("kind", "deadline", "covers_until")) == [
        ("interim", end_of_day(dt.date(2027, 4, 15)), dt.date(2027, 3, 31)),
        ("final", end_of_day(dt.date(2027, 10, 31)), dt.date(2027, 9, 30)),
    ]
    assert (seventh.offers.count(), seventh.offers.filter(financed=True).count()) == (24, 20)
    nine = Indicator.objects.get(offer__round=seventh, code="9.1")
    assert [one.offer.round.code for one in nine.continues.all()] == ["3"]


def test_a_new_action_is_offered_in_every_round(plan, folder):
    folder.add("actions.csv", number="25", title_nl="Buren ontmoeten", goal_number="7", financed_rounds="3",
               kpi_nl="ontmoetingen", kpi_unit="ontmoeting", amount_per_unit_eur="12.50", max_units="10",
               max_subsidy_eur="125", kind="flow", unit_family="occasion")  # fmt: skip
    # The action, its offer in three rounds, its KPI; and three amounts are told in the one round that pays for it.
    assert "8 nieuw, 0 gewijzigd" in load_plan(folder.path)
    offers = Offer.objects.filter(action__number=25).order_by("round")
    assert [offer.financed for offer in offers] == [False, False, True]
    assert Indicator.objects.get(code="25.1").amount_per_unit == Decimal("12.50")
    told = RoundChange.objects.filter(what__endswith=" indicator 25.1")
    assert set(told.values_list("round__code", "what", "new")) == {
        ("3", "amount_per_unit indicator 25.1", "12.5"),
        ("3", "max_units indicator 25.1", "10"),
        ("3", "max_amount indicator 25.1", "125"),
    }


def test_another_programme_stands_beside_the_first_and_does_not_touch_it(plan, folder):
    folder.write("programme.csv", [{"code": "cohesieplan", "name": "Sociaal cohesieplan", "round_prefix": "cohesie"}])
    folder.keep_header(
        "municipalities.csv", "municipalities_2025.csv", "other_bodies.csv", "published_results.csv", "support.csv",
        "date_changes.csv", "kpi_indicators_round1.csv", "indicator_dimensions.csv",
    )  # fmt: skip
    folder.drop("offers.csv", "reporting_moments.csv")
    folder.write("goals.csv", [{"number": "1", "title_nl": "Samen wonen", "source_url": ""}])
    folder.write(
        "actions.csv", [folder.read("actions.csv")[6] | {"number": "1", "goal_number": "1", "financed_rounds": "1"}]
    )
    folder.write("rounds.csv", [folder.read("rounds.csv")[2] | {"project_period": "1"}])
    gent = next(row for row in folder.read("participants.csv") if row["local_government"] == "Gent")
    folder.write("participants.csv", [gent | {"action_number": "1", "lead": "44021"}])

    first = {model: list(model.objects.order_by("pk").values()) for model in (Goal, Action, ProjectRound, Indicator)}
    said = load_plan(folder.path)
    assert said.startswith("Sociaal cohesieplan is ingelezen: ")
    assert "0 gewijzigd" in said
    assert "niet meer in de bestanden" not in said
    for model, rows in first.items():
        assert list(model.objects.filter(pk__in=[row["id"] for row in rows]).order_by("pk").values()) == rows
    second = Programme.objects.get(code="cohesieplan")
    assert (second.is_current, Programme.objects.current()) == (False, plan)
    assert list(second.rounds.values_list("code", "number", "budget")) == [("cohesie-1", 1, Decimal(16830000))]
    participation = Participation.objects.get(line__offer__round__programme=second)
    assert (participation.local_government.code, participation.line.application.lead.code) == ("44021", "44021")
    assert load_plan(folder.path) == "Sociaal cohesieplan is ingelezen: 0 nieuw, 0 gewijzigd.\n"
    assert load_plan() == "Plan Samenleven is ingelezen: 0 nieuw, 0 gewijzigd.\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_files_may_come_from_excel(plan, folder, ending):
    for path in folder.path.iterdir():
        text = path.read_text(encoding="utf-8").replace("\n", ending)
        path.write_bytes(b"\xef\xbb\xbf" + text.encode() + ending.encode())
    assert load_plan(folder.path) == "Plan Samenleven is ingelezen: 0 nieuw, 0 gewijzigd.\n"


def test_unknown_columns_and_their_order_play_no_role(plan, folder):
    for file in ("goals.csv", "participants.csv"):
        rows = folder.read(file)
        folder.write(file, [{"eigen": "x", **dict(reversed(row.items()))} for row in rows])
    assert load_plan(folder.path) == "Plan Samenleven is ingelezen: 0 nieuw, 0 gewijzigd.\n"


def test_without_the_files_that_may_be_missing_only_their_facts_change(plan, folder):
    folder.drop(*OPTIONAL)
    load_plan(folder.path)
    assert set(ReportingMoment.objects.values_list("opens_at", flat=True)) == {None}
    assert Indicator.objects.get(offer__round__code="1", code="15.1").unit_family == "person"
