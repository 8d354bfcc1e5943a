"""The real plan stands in the database with its own numbers, moments and doubts."""

import datetime as dt
import shutil
from decimal import Decimal

import pytest
from django.conf import settings

from grants.models import (
    Action,
    Application,
    ApplicationLine,
    Award,
    Indicator,
    Offer,
    Participation,
    ProjectRound,
    PublishedFigure,
    Remark,
    ReportingMoment,
    RoundChange,
    Support,
)
from grants.states import AwardKind, Certainty, Measure, MomentKind, Precision
from municipalities.models import LocalGovernment, Merger, Partnership
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from tests.conftest import load_plan
from tests.grants.folders import OPTIONAL

DECIDED_1 = start_of_day(dt.date(2022, 9, 23))
QUESTION = "Vlaams Parlement, schriftelijke vraag 222 van 3 maart 2023"
THIRTEEN = [
    "Aalst",
    "Antwerpen",
    "Geel",
    "Genk",
    "Gent",
    "Herselt",
    "Laakdal",
    "Leuven",
    "Lokeren",
    "Meerhout",
    "Moerbeke",
    "Oostende",
    "Westerlo",
]


def test_seven_goals_and_twenty_four_actions(plan):
    assert list(plan.goals.values_list("number", "title")) == [
        (1, "Veiligheid en leefbaarheid"),
        (2, "Nederlands"),
        (3, "Competenties"),
        (4, "Werk"),
        (5, "Netwerk"),
        (6, "Non-discriminatie"),
        (7, "Eén gemeenschap"),
    ]
    assert list(plan.actions.values_list("number", flat=True)) == list(range(1, 25))
    seven = plan.actions.get(number=7)
    assert (seven.title, seven.goal.number) == ("Begeleiding naar hogere studies", 3)
    assert seven.summary.startswith("Kwetsbare kinderen en jongeren informeren")
    assert Action.objects.filter(title_status="other").count() == 8


@pytest.mark.parametrize(("code", "paid"), [("1", 19), ("2", 20), ("3", 20)])
def test_every_action_is_offered_in_every_round_paid_or_not(plan, code, paid):
    offers = Offer.objects.filter(round__code=code)
    assert (offers.count(), offers.filter(financed=True).count()) == (24, paid)
    assert offers.filter(content_judged=True).count() == 5
    assert not Indicator.objects.filter(offer__round__code=code, offer__financed=False).exists()
    assert Indicator.objects.filter(offer__round__code=code).count() == (27 if code == "1" else 20)


def indicator(code, project_round):
    return Indicator.objects.get(offer__round__code=project_round, code=code)


def test_a_kpi_belongs_to_an_action_in_a_round(plan):
    seven = indicator("7.1", "1")
    assert (seven.title, seven.unit, seven.kind, seven.unit_family) == (
        "kwetsbare kinderen",
        "begeleide jongere",
        "flow",
        "person",
    )
    assert (seven.amount_per_unit, seven.max_units, seven.max_amount) == (Decimal(650), 150, Decimal(97500))
    assert [(one.max_units, one.max_amount) for one in (indicator("9.1", "1"), indicator("9.1", "2"))] == [
        (150, Decimal(97500)),
        (262, Decimal(170625)),
    ]
    assert [(one.unit, one.unit_family) for one in (indicator("15.1", "1"), indicator("15.1", "2"))] == [
        ("gezin", "family"),
        ("kind/jongere", "person"),
    ]


def test_a_kpi_continues_those_of_the_round_before_that_count_the_same(plan):
    def continued(code, project_round):
        earlier = indicator(code, project_round).continues.values_list("offer__round__code", "code")
        return sorted(earlier)

    assert continued("9.1", "2") == [("1", "9.1"), ("1", "9.2"), ("1", "9.3")]
    assert continued("9.1", "3") == [("2", "9.1")]
    assert continued("15.1", "2") == []
    assert continued("15.1", "3") == [("2", "15.1")]
    assert continued("23.1", "2") == []


def test_rounds_open_and_close_to_the_hour_that_was_told(plan):
    first, second, third = ProjectRound.objects.order_by("number")
    assert first.opens_at == start_of_day(dt.date(2022, 4, 1))
    assert first.closes_at == end_of_day(dt.date(2022, 7, 1))
    assert second.closes_at == dt.datetime(2023, 7, 10, 12, tzinfo=BRUSSELS)
    assert third.closes_at == dt.datetime(2024, 5, 6, 12, tzinfo=BRUSSELS)
    assert (first.starts_on, first.ends_on) == (dt.date(2022, 10, 1), dt.date(2023, 9, 30))
    assert [one.budget for one in (first, second, third)] == [
        Decimal(14136359),
        Decimal(16907780),
        Decimal(16830000),
    ]
    assert (first.previous, second.previous, third.previous) == (None, first, second)


def test_reporting_moments_are_those_of_which_a_deadline_is_known(plan):
    moments = {moment.code: moment for moment in ReportingMoment.objects.select_related("round")}
    assert sorted(moments) == ["1-final", "1-interim", "2-final", "2-interim", "3-final"]
    assert moments["1-final"].opens_at == start_of_day(dt.date(2023, 9, 1))
    assert moments["1-final"].deadline == end_of_day(dt.date(2023, 10, 15))
    assert moments["1-interim"].deadline == end_of_day(dt.date(2023, 5, 5))
    assert moments["2-interim"].covers_from == dt.date(2023, 10, 1)
    assert moments["2-interim"].covers_until == dt.date(2024, 3, 31)
    last = moments["3-final"]
    assert (last.deadline, last.deadline_precision) == (end_of_day(dt.date(2025, 10, 31)), Precision.MONTH)
    assert (last.opens_at, last.entries_until, last.changes_until) == (None, None, None)


def test_what_changed_in_a_round_is_kept(plan):
    changes = RoundChange.objects.filter(round__code="1").values_list("what", "old", "new", "changed_at")
    assert set(changes) == {
        ("call_closes", "2022-05-31", "2022-06-15", None),
        ("call_closes", "2022-06-15", "2022-07-01", None),
        ("interim_report_deadline", "2023-04-15", "2023-05-05", None),
        ("amount_per_unit action 2", "12500", "25000", start_of_day(dt.date(2022, 6, 15))),
    }


def test_there_were_300_municipalities_until_2024_and_285_since(plan):
    municipalities = LocalGovernment.objects.filter(kind="municipality")
    assert municipalities.valid_on(dt.date(2024, 12, 31)).count() == 300
    assert municipalities.valid_on(dt.date(2025, 1, 1)).count() == 285
    assert set(LocalGovernment.objects.exclude(kind="municipality").values_list("code", flat=True)) == {
        "vgc",
        "de-rand",
    }
    assert Merger.objects.count() == 27
    assert not LocalGovernment.objects.filter(code="7101").exists()


def test_the_mergers_that_rules_name(plan):
    def of(code):
        return LocalGovernment.objects.get(code=code)

    assert (of("44045").successor, of("46014").successor) == (of("46029"), of("46029"))
    assert (of("46014").valid_until, of("46029").valid_from) == (dt.date(2024, 12, 31), dt.date(2025, 1, 1))
    assert of("46014").enterprise_number == of("46029").enterprise_number == "0207463402"
    assert {of("71057").successor, of("71069").successor} == {of("71071")}
    assert (of("11056").reference_region.name, of("46030").reference_region.name) == ("Regio Antwerpen", "Waasland")
    antwerpen = of("11002")
    assert (antwerpen.valid_from, antwerpen.valid_until, antwerpen.successor) == (None, None, None)
    assert list(antwerpen.predecessors.values_list("name", flat=True)) == ["Borsbeek"]
    assert list(antwerpen.periods.values_list("starts_on", "ends_on", "inhabitants")) == [
        (None, dt.date(2024, 12, 31), 529247),
        (dt.date(2025, 1, 1), None, 540196),
    ]
    assert of("71016").periods.count() == 1


def test_the_thirteen_of_action_seven_take_part(plan):
    rows = Participation.objects.filter(line__offer__round__code="1", line__offer__action__number=7)
    assert sorted(rows.values_list("local_government__name", flat=True)) == THIRTEEN
    assert set(rows.values_list("certainty", "source", "source_date", "known_at")) == {
        (Certainty.NAMED, QUESTION, "2023-03-03", DECIDED_1)
    }
    applications = Application.objects.filter(lines__participations__in=rows).distinct()
    assert applications.count() == 8
    assert sorted(filter(None, applications.values_list("partnership__name", flat=True))) == [
        "Geel, Herselt, Laakdal, Meerhout, Westerlo",
        "Lokeren, Moerbeke",
    ]
    assert not Application.objects.filter(lead__isnull=False).exists()


def test_a_participation_of_the_past_has_an_award_without_an_amount(plan):
    assert Participation.objects.count() == 54
    assert Award.objects.count() == ApplicationLine.objects.count() == 22
    assert set(Award.objects.values_list("kind", "amount", "units")) == {(AwardKind.IMPORTED, None, None)}
    assert Participation.objects.filter(certainty=Certainty.INFERRED).count() == 16
    assert Application.objects.filter(is_imported=True).count() == 16
    assert Partnership.objects.count() == 4


def test_mentors_the_reached_and_rows_without_a_round_are_remarks(plan):
    assert Remark.objects.count() == 25
    assert {role: Remark.objects.filter(role=role).count() for role in ("reached", "mentor", "participant")} == {
        "reached": 18,
        "mentor": 6,
        "participant": 1,
    }
    assert Remark.objects.get(role="participant").local_government.name == "Oostende"
    reached = Remark.objects.filter(role="reached")
    assert set(reached.values_list("round", "partnership")) == {(None, "vzw de Rand")}


def test_published_totals_are_known_since_the_decision_and_results_since_the_deadline(plan):
    def told(action, code):
        rows = PublishedFigure.objects.filter(round__code=code, action__number=action)
        return {row.measure: (row.value, row.known_at) for row in rows}

    assert told(7, "1") == {
        Measure.AWARDED: (Decimal(559000), DECIDED_1),
        Measure.LOCAL_GOVERNMENTS: (Decimal(13), DECIDED_1),
        Measure.TARGET: (Decimal(6360), DECIDED_1),
    }
    assert told(6, "1")[Measure.AWARDED] == (Decimal(14700), DECIDED_1)
    assert told(2, "1")[Measure.REALISED] == (Decimal(14), end_of_day(dt.date(2023, 10, 15)))
    assert Measure.REALISED not in told(2, "3")
    of_the_round = PublishedFigure.objects.filter(round__code="1", action=None).values_list("measure", "value")
    assert dict(of_the_round) == {
        Measure.AWARDED: Decimal(14136359),
        Measure.APPLICANTS: Decimal(50),
        Measure.LOCAL_GOVERNMENTS: Decimal(103),
    }
    assert PublishedFigure.objects.count() == 26


def test_who_supports_an_action_is_told_in_dutch(plan):
    rows = Support.objects.filter(action__number=6).values_list("name", "kind", "valid_until")
    assert set(rows) == {("MaxiPack", "goede praktijk", None), ("MaxiPAC", "verwant project", dt.date(2024, 10, 31))}


@pytest.mark.django_db
def test_the_layout_without_the_files_that_may_be_missing_is_enough(tmp_path):
    folder = tmp_path / "plan"
    shutil.copytree(settings.PLAN_FOLDER, folder, ignore=shutil.ignore_patterns(*OPTIONAL))
    said = load_plan(folder)
    assert said.startswith("Plan Samenleven is ingelezen: 1025 nieuw, 0 gewijzigd.")
    assert Participation.objects.count() == 54
    assert ReportingMoment.objects.filter(round__code="1", kind=MomentKind.FINAL, opens_at=None).exists()
    assert Indicator.objects.get(offer__round__code="2", code="9.1").max_amount == Decimal(170950)
