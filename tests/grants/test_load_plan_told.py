"""What a load tells about what it changed, what it refuses to change, and what it does not take for a change."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from grants.models import Application, Indicator, Programme, ProjectRound, ReportingMoment, RoundChange
from grants.services.plan_loading import PlanRefused, load
from grants.states import MomentKind
from kpi.models import Snapshot
from kpi.states import SnapshotCause
from municipalities.models import Merger, Partnership, ReferenceRegion
from samenleven.core.clock import BRUSSELS, end_of_day
from tests import make
from tests.conftest import load_plan
from tests.grants.folders import Folder

LOADED = dt.datetime(2026, 12, 1, 9, tzinfo=BRUSSELS)
ROUND_3 = {"project_period": "3"}
NOTHING = "Plan Samenleven is ingelezen: 0 nieuw, 0 gewijzigd.\n"


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "plan")


@pytest.fixture
def frozen(plan):
    """The final report of round 1, frozen at its deadline."""
    moment = ReportingMoment.objects.get(round__code="1", kind=MomentKind.FINAL)
    Snapshot.objects.create(
        moment=moment,
        number=1,
        code="1-final-1",
        cause=SnapshotCause.DEADLINE,
        as_of=moment.deadline,
        was_due=True,
        taken_at=moment.deadline,
        rule_version="1",
        digest="0" * 64,
    )
    return moment


class TestFrozen:
    @pytest.mark.parametrize("deadline", ["2023-10-20", ""])
    def test_a_deadline_with_a_snapshot_is_not_moved(self, frozen, folder, deadline):
        row = folder.change("rounds.csv", {"project_period": "1"}, final_report_deadline=deadline)
        with pytest.raises(PlanRefused) as refusal:
            load(folder.path)
        assert (
            f"rounds.csv, regel {row}, kolom final_report_deadline: "
            "de cijfers van deze deadline zijn al bevroren; ze verandert niet meer."
        ) in [str(fault) for fault in refusal.value.faults]
        assert ReportingMoment.objects.get(pk=frozen.pk).deadline == frozen.deadline

    def test_what_stands_is_loaded_and_others_move(self, frozen, folder):
        folder.change("rounds.csv", ROUND_3, final_report_deadline="2025-11-15")
        assert "1 gewijzigd" in load_plan(folder.path)

    def test_one_that_the_portal_moved_before_it_was_frozen_stays(self, frozen, folder):
        ReportingMoment.objects.filter(pk=frozen.pk).update(deadline=end_of_day(dt.date(2023, 10, 20)))
        assert "zo gelaten" in load_plan(folder.path)


class TestTold:
    def test_a_date_and_a_tariff_of_an_open_round_are_told_once(self, plan, folder):
        folder.change("rounds.csv", ROUND_3, final_report_deadline="2025-11-15")
        folder.change("actions.csv", {"number": "7"}, amount_per_unit_eur="700", title_nl="Andere titel")
        before = set(RoundChange.objects.values_list("pk", flat=True))
        with time_machine.travel(LOADED, tick=False):
            load_plan(folder.path)
            assert load_plan(folder.path) == NOTHING
        made = RoundChange.objects.exclude(pk__in=before)
        assert set(made.values_list("reason", "by_role", "changed_at")) == {("ingelezen", "inlezing", LOADED)}
        assert set(made.values_list("round__code", "what", "new")) == {
            ("3", "final_report_deadline", "2025-11-15T23:59:59.999999+01:00"),
            ("2", "amount_per_unit indicator 7.1", "700"),
            ("3", "amount_per_unit indicator 7.1", "700"),
        }

    def test_what_the_files_tell_is_not_told_again(self, plan, folder):
        folder.change("rounds.csv", ROUND_3, call_closes="2024-06-01", call_closes_time="")
        folder.change("actions.csv", {"number": "7"}, amount_per_unit_eur="700")
        folder.add("date_changes.csv", project_period="3", what="call_closes", old="2024-05-15", new="2024-06-01")
        for number in ("2", "3"):
            folder.add(
                "date_changes.csv", project_period=number, what="amount_per_unit action 7", old="650", new="700.00"
            )
        load_plan(folder.path)
        assert ProjectRound.objects.get(code="3").closes_at == end_of_day(dt.date(2024, 6, 1))
        assert Indicator.objects.get(offer__round__code="3", code="7.1").amount_per_unit == Decimal(700)
        assert not RoundChange.objects.filter(by_role="inlezing").exists()

    def test_a_step_back_is_told_although_the_files_tell_the_step_before(self, plan, folder):
        folder.change("rounds.csv", {"project_period": "1"}, call_closes="2022-06-15", call_closes_time="")
        load_plan(folder.path)
        told = RoundChange.objects.get(by_role="inlezing")
        assert (told.what, told.new) == ("call_closes", "2022-06-15T23:59:59.999999+02:00")

    def test_before_the_call_nothing_is_told(self, plan, folder):
        for deadline in ("2032-10-15", "2032-10-20"):
            rows = [row for row in folder.read("rounds.csv") if row["project_period"] != "8"]
            folder.write("rounds.csv", rows)
            folder.add("rounds.csv", project_period="8", call_opens="2031-01-05", project_year_start="2031-10-01",
                       project_year_end="2032-09-30", final_report_deadline=deadline)  # fmt: skip
            load_plan(folder.path)
        assert ReportingMoment.objects.get(round__code="8").deadline == end_of_day(dt.date(2032, 10, 20))
        assert not RoundChange.objects.filter(by_role="inlezing").exists()


class TestNotAChange:
    def test_the_leads_of_the_example_stay_and_are_not_reported(self, demo):
        assert load_plan() == NOTHING
        led = Application.objects.filter(is_imported=True, lead__isnull=False)
        assert led.count() == 10
        one = led.order_by("pk").first()
        lead = make.local_government(name="Andere trekker")
        Application.objects.filter(pk=one.pk).update(lead=lead)
        said = load_plan()
        assert said.count("trekker\n") == 1
        one.refresh_from_db()
        assert one.lead == lead

    def test_a_second_programme_does_not_miss_the_register_of_the_first(self, plan, folder):
        folder.write("programme.csv", [{"code": "cohesie", "name": "Cohesie", "round_prefix": "cohesie"}])
        folder.keep_header("published_results.csv", "support.csv", "date_changes.csv", "kpi_indicators_round1.csv")
        folder.drop("offers.csv", "reporting_moments.csv")
        folder.keep_header("municipalities.csv", "other_bodies.csv")
        gent = next(row for row in folder.read("municipalities_2025.csv") if row["nis_code"] == "44021")
        folder.write("municipalities_2025.csv", [gent | {"merged_from": "", "reference_region": "Nieuwe regio"}])
        alone = next(row for row in folder.read("participants.csv") if row["local_government"] == "Gent")
        folder.write("participants.csv", [alone | {"partnership": "Nieuw verband"}])
        kept = [set(model.objects.values_list("pk", flat=True)) for model in (Merger, Partnership, ReferenceRegion)]
        assert "niet meer in de bestanden" not in load_plan(folder.path)
        assert Programme.objects.count() == 2
        now = [set(model.objects.values_list("pk", flat=True)) for model in (Merger, Partnership, ReferenceRegion)]
        assert all(before <= after for before, after in zip(kept, now, strict=True))
