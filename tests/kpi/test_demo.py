"""The demo: an example division that sums exactly to what was published, and a practice round that stays open."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Sum
from django.test import override_settings
from django.utils import timezone

from grants.models import (
    Application,
    Award,
    Commitment,
    Indicator,
    Offer,
    Participation,
    ProjectRound,
    PublishedFigure,
    ReportingMoment,
    RoundChange,
)
from grants.states import AwardKind, Measure
from kpi.figures import aggregates, frozen, live, participations
from kpi.models import DraftValue, Registration, RegistrationValue, RegistrationVersion, Snapshot
from kpi.services.registrations import save_field, save_motivation, submit
from kpi.services.registrations.answers import Answer
from kpi.services.snapshots import take_on_demand, verify
from kpi.states import RegistrationStatus
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment
from samenleven.accounts.models import User
from samenleven.accounts.tryout import ACCOUNTS, PASSWORD
from samenleven.core.clock import day_in_brussels, end_of_day, start_of_day
from tests.conftest import load_demo, load_plan
from tests.grants.folders import Folder, everything

ASKED = live(end_of_day(dt.date(2023, 3, 3)))
ROUND_1 = {"project_round": ["1"], "action": [6, 7]}


def shares(action, field):
    """What each member got, by code."""
    rows = Commitment.objects.filter(indicator__offer__round__code="1", indicator__offer__action__number=action)
    return dict(rows.order_by("participation__local_government__code").values_list(
        "participation__local_government__code", field
    ))  # fmt: skip


def test_the_question_of_3_march_2023_is_answered(demo):
    six, seven = sorted(aggregates(ASKED, ["action"], ROUND_1), key=lambda row: row.action)
    assert (six.local_governments, six.target, six.awarded_amount, six.awarded_units, six.current_reach) == (
        2, 33, Decimal("14700.00"), Decimal("24.5"), None,
    )  # fmt: skip
    assert (seven.local_governments, seven.target, seven.awarded_amount, seven.awarded_units, seven.current_reach) == (
        13, 6360, Decimal("559000.00"), Decimal(860), 5500,
    )  # fmt: skip
    for row in (six, seven):
        assert (row.status, row.realised, row.source) == ("notYetDue", None, "example")
    assert (six.applicants, seven.applicants) == (2, 8)


def test_the_thirteen_are_named_and_twelve_in_the_map_of_now(demo):
    only_seven = {"project_round": ["1"], "action": [7]}
    assert len(participations(live(), only_seven)) == 13
    now = {row.local_government for row in participations(live(), only_seven, map_now=True)}
    assert len(now) == 12
    assert "46029" in now
    assert not now & {"46014", "44045"}


def test_the_money_is_shared_equally_over_the_applicants_and_stands_at_the_lead(demo):
    awards = Award.objects.filter(line__offer__round__code="1", kind=AwardKind.EXAMPLE)
    seven = awards.filter(line__offer__action__number=7)
    assert dict(seven.values_list("line__application__lead__code", "amount")) == dict.fromkeys(
        ["11002", "13008", "24062", "35013", "41002", "44021", "46014", "71016"], Decimal("69875.00")
    )
    assert seven.aggregate(Sum("amount"), Sum("units")) == {"amount__sum": Decimal(559000), "units__sum": Decimal(860)}
    six = awards.filter(line__offer__action__number=6)
    assert set(six.values_list("line__application__lead__code", "amount", "units")) == {
        ("46021", Decimal("7350.00"), Decimal("12.25")),
        ("73107", Decimal("7350.00"), Decimal("12.25")),
    }


@pytest.mark.parametrize(
    ("field", "total"),
    [("amount", Decimal(559000)), ("units", Decimal(860)), ("target", 6360), ("current_reach", 5500)],
)
def test_the_shares_of_the_members_sum_exactly_to_what_was_published(demo, field, total):
    parts = shares(7, field)
    assert len(parts) == 13
    assert sum(parts.values()) == total


def test_people_are_whole_and_what_is_left_goes_in_the_order_of_codes(demo):
    assert shares(7, "target") == {
        "11002": 795, "13008": 159, "13013": 159, "13021": 159, "13049": 159, "13053": 159, "24062": 795,
        "35013": 795, "41002": 795, "44021": 795, "44045": 398, "46014": 397, "71016": 795,
    }  # fmt: skip
    assert shares(7, "current_reach") == {
        "11002": 688, "13008": 138, "13013": 138, "13021": 138, "13049": 137, "13053": 137, "24062": 688,
        "35013": 688, "41002": 687, "44021": 687, "44045": 344, "46014": 343, "71016": 687,
    }  # fmt: skip
    assert shares(6, "target") == {"46021": 17, "73107": 16}
    assert shares(6, "current_reach") == {"46021": None, "73107": None}


def test_nothing_else_is_divided(demo):
    examples = Award.objects.filter(kind=AwardKind.EXAMPLE).exclude(line__application__round__is_practice=True)
    assert set(examples.values_list("line__offer__round__code", "line__offer__action__number")) == {("1", 6), ("1", 7)}
    assert set(Award.objects.exclude(kind=AwardKind.EXAMPLE).values_list("kind", "amount", "units")) == {
        ("imported", None, None)
    }
    assert Application.objects.filter(is_imported=True, lead__isnull=False).count() == 10


def test_the_example_registrations_were_sent_in_time_and_lie_around_the_target(demo):
    versions = RegistrationVersion.objects.select_related("registration__moment")
    assert versions.count() == RegistrationValue.objects.count() == DraftValue.objects.count() == 30
    sent_on = {(version.registration.moment.code, day_in_brussels(version.sent_at)) for version in versions}
    assert sent_on == {("1-interim", dt.date(2023, 4, 29)), ("1-final", dt.date(2023, 10, 9))}
    assert {
        (version.registration.status, version.registration.status_at == version.sent_at) for version in versions
    } == {(RegistrationStatus.SUBMITTED, True)}
    rows = aggregates(live(), ["action", "local_government"], ROUND_1)
    for number, realised in ((6, 34), (7, 6692)):
        of = [row for row in rows if row.action == number]
        assert sum(row.realised for row in of) == realised != sum(row.target for row in of)
        assert any(row.realised > row.target for row in of)
        assert any(row.realised < row.target for row in of)
        assert {row.source for row in of} == {"example"}


def test_no_town_shows_as_one_that_did_not_report(demo):
    for kind in ("interim", "final"):
        rows = aggregates(live(moment=kind), ["action"], {"project_round": ["1"], "action": [6, 7]})
        assert [(row.submitted, row.status) for row in rows] == [(2, "complete"), (13, "complete")]


def test_the_october_deadline_was_frozen_by_the_real_job(demo):
    snapshot = Snapshot.objects.get(code="1-final-1")
    assert (snapshot.cause, snapshot.as_of) == ("deadline", end_of_day(dt.date(2023, 10, 15)))
    assert verify(snapshot).agrees
    six, seven = sorted(aggregates(frozen(snapshot), ["action"], ROUND_1), key=lambda row: row.action)
    assert [(row.realised, row.submitted, row.expected, row.status) for row in (six, seven)] == [
        (34, 2, 2, "complete"),
        (6692, 13, 13, "complete"),
    ]
    assert not Snapshot.objects.filter(moment__round__is_practice=True).exists()


def test_everybody_can_sign_in_and_the_table_tells_how(demo, client):
    assert User.objects.count() == len(ACCOUNTS) == 9
    for account in ACCOUNTS:
        assert client.login(username=account.username, password=PASSWORD)
        assert f"  {account.username} " in demo
    assert f"het wachtwoord is telkens: {PASSWORD}" in demo
    assert all(email.endswith("@example.org") for email in User.objects.values_list("email", flat=True))
    administrator = User.objects.get(username="beheerder")
    assert administrator.is_superuser
    assert administrator.is_staff
    assert not User.objects.exclude(username="beheerder").filter(is_staff=True).exists()


def test_the_sign_in_page_names_the_accounts_in_a_try_out_only(client, db, settings):
    settings.DEMO = True
    assert "maasmechelen" in client.get("/aanmelden/").content.decode()
    settings.DEMO = False
    assert "maasmechelen" not in client.get("/aanmelden/").content.decode()


def test_lokeren_acts_for_what_it_took_over(demo):
    codes = LocalGovernment.objects.filter(pk__in=local_governments_of(User.objects.get(username="lokeren")))
    assert set(codes.values_list("code", flat=True)) == {"46029", "46014", "44045"}


def test_the_practice_round_copies_the_newest_round_and_is_open_now(demo):
    practice = ProjectRound.objects.get(code="oefening")
    assert (practice.is_practice, practice.number) == (True, None)
    assert Offer.objects.filter(round=practice, financed=True).count() == 20
    assert Indicator.objects.filter(offer__round=practice).count() == 20
    final = practice.moments.get()
    today = day_in_brussels(timezone.now())
    assert (final.kind, final.opens_at) == ("final", start_of_day(today))
    assert final.deadline == end_of_day(today + dt.timedelta(days=30))
    assert final.deadline < final.entries_until < final.changes_until
    awards = Award.objects.filter(line__application__round=practice)
    assert set(awards.values_list("kind", flat=True)) == {AwardKind.EXAMPLE}
    for award in awards:
        promised = Commitment.objects.filter(participation__line=award.line)
        assert promised.aggregate(Sum("amount"))["amount__sum"] == award.amount
        indicator = promised[0].indicator
        assert award.amount == award.units * indicator.amount_per_unit <= indicator.max_amount
        assert award.units <= indicator.max_units
        assert sum(one.target - one.current_reach for one in promised) == award.units


def test_in_the_practice_round_lokeren_leads_a_neighbour_of_its_region(demo):
    together = Application.objects.get(round__code="oefening", partnership__isnull=False)
    members = LocalGovernment.objects.filter(participations__line__application=together).distinct()
    assert together.lead.code == "46029"
    assert {(one.code, one.reference_region.name) for one in members} == {("46029", "Waasland"), ("46021", "Waasland")}


def test_the_practice_round_shows_in_no_figure_that_does_not_name_it(demo):
    assert aggregates(live(), ["project_round"], {"local_government": ["46029"]}) == []
    [row] = aggregates(live(), ["project_round"], {"project_round": ["oefening"]})
    assert (row.expected, row.submitted, row.status, row.source) == (11, 0, "notYetDue", "example")


def test_loading_again_changes_nothing(demo):
    before = everything()
    load_demo()
    assert everything() == before


def test_a_later_start_keeps_the_practice_round_open_and_what_was_entered(demo):
    gent = User.objects.get(username="gent")
    final = ReportingMoment.objects.get(round__code="oefening")
    commitments = Commitment.objects.filter(
        participation__line__application__round__code="oefening", participation__local_government__code="44021"
    )
    for commitment in commitments:
        save_field(moment=final, commitment=commitment, answer=Answer(count=commitment.target), revision=0, by=gent)
    page = {"moment": final, "local_government": LocalGovernment.objects.get(code="44021"), "by": gent}
    judged = commitments.get(participation__line__offer__content_judged=True).participation.line
    save_motivation(**page, line=judged, text="Het plan ligt voor.", revision=0)
    submit(**page)
    was = final.deadline
    later = timezone.now() + dt.timedelta(days=45)
    with time_machine.travel(later, tick=False):
        load_demo()
        final.refresh_from_db()
        assert final.deadline == end_of_day(day_in_brussels(later) + dt.timedelta(days=30)) > was
        # Between the old deadline and this start nothing had frozen the round: it goes on as one window.
        assert not final.snapshots.exists()
    assert Registration.objects.filter(moment=final, status=RegistrationStatus.SUBMITTED).count() == 3
    assert RoundChange.objects.filter(round__code="oefening").count() == 3
    load_demo()
    final.refresh_from_db()
    assert day_in_brussels(final.deadline) == day_in_brussels(later) + dt.timedelta(days=30)


def test_the_practice_round_can_be_frozen_at_once(demo):
    snapshot = take_on_demand(ReportingMoment.objects.select_related("round").get(round__code="oefening"))
    assert (snapshot.code, snapshot.cause) == ("oefening-final-1", "on_demand")


def test_nothing_is_divided_under_a_snapshot(demo, tmp_path):
    """Were the five that a source names for action 18 all of them, it would still be too late for an example."""
    folder = Folder(tmp_path / "plan")
    folder.add("published_results.csv", action_number="18", project_period="1", budget_eur="25000",
               local_governments="5", committed="1")  # fmt: skip
    folder.write(
        "participants.csv",
        [
            row | ({"certainty": "named"} if row["action_number"] == "18" else {})
            for row in folder.read("participants.csv")
        ],
    )
    load_plan(folder.path)
    with override_settings(DEMO=True):
        call_command("load_demo")
    assert PublishedFigure.objects.filter(action__number=18, measure=Measure.TARGET).exists()
    assert not Commitment.objects.filter(
        indicator__offer__action__number=18, indicator__offer__round__code="1"
    ).exists()
    assert not Award.objects.filter(
        line__offer__action__number=18, line__offer__round__code="1", kind="example"
    ).exists()


def test_outside_a_try_out_it_is_refused(plan, capsys):
    before = everything()
    with pytest.raises(SystemExit) as ending:
        call_command("load_demo")
    assert ending.value.code == 1
    assert "alleen in een proefomgeving" in capsys.readouterr().err
    assert everything() == before
    assert not User.objects.exists()


def test_without_a_plan_it_says_what_to_do_first(db, capsys):
    with override_settings(DEMO=True), pytest.raises(SystemExit) as ending:
        call_command("load_demo")
    assert ending.value.code == 1
    assert capsys.readouterr().err.strip() == "Er is nog geen plan. Lees het eerst in: manage.py load_plan."
    assert not Participation.objects.exists()


def test_the_examples_of_breakdowns_say_that_they_are(demo, client):
    page = client.get("/momentopnames/1-final-1/uitsplitsingen/").content.decode()
    assert "2 lokale besturen vulden dit in." in page
    assert "voorbeeldverdeling</span></caption>" in page
    answer = client.get("/api/v1/breakdowns?snapshot=1-final-1").json()
    assert {one["source"] for one in answer["items"]} == {"example"}


def test_everybody_of_the_try_out_can_apply_in_the_practice_call(demo, client):
    call = ProjectRound.objects.get(title="Oefenoproep (voorbeeld)")
    assert (call.is_practice, call.published_at is not None) == (True, True)
    client.force_login(User.objects.get(username="lokeren"))
    assert "Oefenoproep (voorbeeld)" in client.get("/aanvragen/").content.decode()
    code = LocalGovernment.objects.get(name="Lokeren", valid_until__isnull=True).code
    answer = client.post("/aanvragen/beginnen/", {"round": call.code, "lead": code}, follow=True)
    assert "Wie doet mee" in answer.content.decode()


def test_a_later_start_keeps_the_practice_call_open(demo):
    call = ProjectRound.objects.get(title="Oefenoproep (voorbeeld)")
    with time_machine.travel(call.closes_at + dt.timedelta(days=3), tick=False):
        load_demo()
        call.refresh_from_db()
        assert call.closes_at > timezone.now()
    assert call.changes.get().what == "call_closes"
