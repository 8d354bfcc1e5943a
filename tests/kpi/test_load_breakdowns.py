"""Loading how counts can be split, beside the plan: all of it or nothing, and every fault at its place (R26)."""

import pytest
from django.core.management import call_command

from grants.models import Indicator, Programme
from kpi.models import Category, Dimension, IndicatorDimension
from kpi.services import breakdowns
from samenleven.audit.models import Event
from tests import make
from tests.conftest import load_plan
from tests.grants.folders import Folder, everything

DIMENSIONS, CATEGORIES, LINKS = "dimensions.csv", "categories.csv", "indicator_dimensions.csv"
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "plan")


def refused(folder, capsys):
    """What the command says to a folder it refuses."""
    with pytest.raises(SystemExit) as exit_:
        call_command("load_plan", folder.path)
    assert exit_.value.code == 1
    return capsys.readouterr().err.strip().split("\n")


def splits_of(code, project_round):
    links = IndicatorDimension.objects.filter(indicator__code=code, indicator__offer__round__code=project_round)
    return list(links.order_by("pk").values_list("dimension__code", flat=True))


def test_the_plan_splits_actions_6_and_7_in_each_round(plan):
    for project_round in ("1", "2", "3"):
        assert splits_of("6.1", project_round) == [
            "verkort-traject",
            "verkort-traject-land-diploma",
            "verkort-traject-nationaliteit",
            "verkort-traject-herkomst",
            "diploma",
            "diploma-land-diploma",
            "diploma-nationaliteit",
            "diploma-herkomst",
        ]
        assert splits_of("7.1", project_round) == ["hogere-studies"]
    assert dict(Dimension.objects.filter(of__isnull=False).values_list("code", "of__code")) == {
        f"{top}-{by}": top
        for top in ("verkort-traject", "diploma")
        for by in ("land-diploma", "nationaliteit", "herkomst")
    }
    for dimension in Dimension.objects.all():
        assert dimension.categories.filter(code=Category.UNKNOWN).count() == 1
    assert Event.objects.filter(verb="breakdowns.loaded").count() == 1


def test_a_second_load_changes_nothing(plan):
    before = everything()
    load_plan()
    assert everything() == before


def test_a_changed_name_changes_one_row_and_history_keeps_the_old_one(plan, folder):
    folder.change(CATEGORIES, {"dimension": "hogere-studies", "code": "graduaat"}, name_nl="graduaatsopleiding")
    said = load_plan(folder.path)
    assert "0 nieuw, 1 gewijzigd" in said
    assert "naam van “graduaat” naar “graduaatsopleiding”" in said
    category = Category.objects.get(dimension__code="hogere-studies", code="graduaat")
    assert list(category.events.order_by("pgh_id").values_list("name", flat=True)) == ["graduaat", "graduaatsopleiding"]


def test_what_an_administrator_changed_or_took_away_stays_so(plan):
    Category.objects.filter(dimension__code="hogere-studies", code="graduaat").update(name="graduaat (hbo)")
    IndicatorDimension.objects.filter(indicator__code="7.1", indicator__offer__round__code="3").delete()
    said = load_plan()
    assert "0 nieuw, 0 gewijzigd" in said
    assert "categorie graduaat (hbo): naam" in said
    assert splits_of("7.1", "3") == []


def test_without_the_files_there_is_nothing_to_split(folder):
    folder.drop(DIMENSIONS, CATEGORIES, LINKS)
    load_plan(folder.path)
    assert not Dimension.objects.exists()
    assert Indicator.objects.exists()


def test_the_files_may_be_left_out_later_and_what_was_loaded_stays(plan, folder):
    folder.drop(DIMENSIONS, CATEGORIES, LINKS)
    assert "0 nieuw, 0 gewijzigd" in load_plan(folder.path)
    assert splits_of("7.1", "3") == ["hogere-studies"]


def test_unknown_columns_do_not_count(folder):
    rows = [row | {"bron": "eigen"} for row in folder.read(LINKS)]
    folder.write(LINKS, rows)
    load_plan(folder.path)
    assert splits_of("7.1", "1") == ["hogere-studies"]


def test_every_fault_is_told_at_once_with_its_place_and_nothing_is_written(folder, capsys):
    lines = {
        "loop": folder.add(DIMENSIONS, code="kring", name_nl="Kring", splits="kring"),
        "deep": folder.add(DIMENSIONS, code="diep", name_nl="Diep", splits="diploma-herkomst"),
        "lost": folder.add(DIMENSIONS, code="los", name_nl="Los", splits="nergens"),
        "category": folder.add(CATEGORIES, dimension="nergens", code="x", order="1", name_nl="X"),
        "order": folder.add(CATEGORIES, dimension="diploma", code="x", order="0", name_nl="X"),
        "double": folder.add(CATEGORIES, dimension="diploma", code="onbekend", order="3", name_nl="nog eens"),
        "periods": folder.add(LINKS, action_number="9", dimension="diploma", project_periods="twee"),
    }
    folder.change("goals.csv", {"number": "7"}, title_nl="")
    said = refused(folder, capsys)
    assert said[-1] == "11 fouten gevonden; er is niets gewijzigd."
    told = "\n".join(said)
    for sentence in (
        f"dimensions.csv, regel {lines['loop']}, kolom splits: kring splitst zelf al een andere uitsplitsing",
        f"dimensions.csv, regel {lines['deep']}, kolom splits: diploma-herkomst splitst zelf al een andere uitsplitsing",
        f"dimensions.csv, regel {lines['lost']}, kolom splits: uitsplitsing nergens staat niet in dimensions.csv.",
        f"dimensions.csv, regel {lines['loop']}, kolom code: uitsplitsing kring heeft in categories.csv geen categorie",
        f"categories.csv, regel {lines['category']}, kolom dimension: uitsplitsing nergens staat niet in dimensions.csv.",
        f"categories.csv, regel {lines['order']}, kolom order: 0 kan hier niet",
        f"categories.csv, regel {lines['double']}, kolom dimension: diploma, onbekend staat al op regel",
        f"indicator_dimensions.csv, regel {lines['periods']}, kolom project_periods: “twee” is geen geheel getal.",
        "goals.csv, regel 8, kolom title_nl: deze cel mag niet leeg zijn.",
    ):
        assert sentence in told
    assert not Programme.objects.exists()
    assert not Dimension.objects.exists()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"action_number": "1", "dimension": "diploma", "project_periods": "2"},
            "kolom project_periods: actie 1 heeft geen KPI in ronde 2.",
        ),
        (
            {"action_number": "9", "dimension": "diploma", "project_periods": "2;99"},
            "kolom project_periods: actie 9 heeft geen KPI in ronde 99.",
        ),
        (
            {"action_number": "9", "dimension": "nergens", "project_periods": "2"},
            "kolom dimension: uitsplitsing nergens staat niet in dimensions.csv.",
        ),
        (
            {"action_number": "9", "dimension": "diploma-herkomst", "project_periods": "2"},
            "kolom dimension: dit splitst diploma, en die heeft actie 9 niet in ronde 2.",
        ),
    ],
)
def test_what_does_not_fit_the_plan_is_refused_with_the_plan(folder, capsys, cells, sentence):
    line = folder.add(LINKS, **cells)
    assert refused(folder, capsys) == [
        f"indicator_dimensions.csv, regel {line}, {sentence}",
        "1 fout gevonden; er is niets gewijzigd.",
    ]
    assert not Programme.objects.exists()
    assert not Dimension.objects.exists()


def test_the_practice_round_is_split_as_the_newest_round(demo):
    assert splits_of("7.1", "oefening") == ["hogere-studies"]
    assert len(splits_of("6.1", "oefening")) == 8


def test_a_round_that_is_opened_later_is_split_the_next_night(plan):
    newest = plan.rounds.get(code="3")
    later = make.indicator(make.offer(make.round("4", programme=plan, previous=newest), make.action(7), indicators=0))
    later.continues.set(Indicator.objects.filter(offer__round=newest, code="7.1"))
    assert [made.dimension.code for made in breakdowns.carry_over(plan)] == ["hogere-studies"]
    assert breakdowns.carry_over(plan) == []
