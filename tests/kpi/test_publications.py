"""The tables of breakdowns that leave the ministry: decided once, stored, and the same for everybody (R38)."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from grants.states import MomentKind
from kpi import tasks
from kpi.disclosure import Edition, Split
from kpi.models import BreakdownValue, Category, Publication, PublishedCell, Snapshot
from kpi.services import breakdowns, snapshots
from kpi.services.snapshots import writing
from kpi.states import CellState
from tests import make
from tests.kpi.attack import attack

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment():
    return make.moment(make.round("1"))


@pytest.fixture
def offer(moment):
    offer = make.offer(moment.round, make.action(6))
    diploma = make.dimension("diploma", categories=("bachelor", "graduaat", "onbekend"))
    country = make.dimension("land", categories=("syrie", "oekraine", "eritrea", "onbekend"), of=diploma)
    make.split(offer.indicators.get(), diploma, country)
    return offer


def count(moment, offer, town, persons, *, at=None, **split):
    """A town sends how many persons it counted, and how they are split: by dimension, a count per category."""
    participation = next(
        (one for line in offer.lines.all() for one in line.participations.filter(local_government=town)), None
    )
    if participation is None:
        participation = make.participation(make.line(make.application(moment.round, town), offer))
        make.commitment(participation)
    version = make.sent(
        participation, moment, {offer.indicators.get(): persons}, at=at or moment.deadline - dt.timedelta(days=6)
    )
    for dimension, counts in split.items():
        for code, number in counts.items():
            category = Category.objects.get(dimension__code=dimension, code=code)
            BreakdownValue.objects.create(
                version=version, indicator=offer.indicators.get(), category=category, count=number
            )


@pytest.fixture
def towns(moment, offer):
    """33 persons of two towns, in two regions."""
    one = make.local_government("73107", name="Maasmechelen", reference_region=make.region("Limburg"))
    other = make.local_government("46021", name="Sint-Niklaas")
    count(
        moment, offer, one, 21, diploma={"bachelor": 12, "graduaat": 7}, land={"syrie": 9, "oekraine": 8, "eritrea": 2}
    )
    count(
        moment, offer, other, 12, diploma={"bachelor": 3, "graduaat": 6, "onbekend": 1}, land={"syrie": 7, "eritrea": 0}
    )
    return one, other


def cells(snapshot, **which):
    """What stands in the tables: a count, or the state of what has none."""
    rows = PublishedCell.objects.filter(snapshot=snapshot, **which).select_related("category")
    return {
        (one.category.code if one.category else "", one.level, one.local_government and one.local_government.code): (
            one.count if one.state == CellState.SHOWN else one.state
        )
        for one in rows
    }


def test_the_tables_are_made_after_the_snapshot(moment, towns):
    snapshot = snapshots.take_if_due(moment)
    made = breakdowns.publish(snapshot)
    assert (made.threshold, len(made.digest)) == (5, 64)
    found = cells(snapshot, dimension__code="land")
    assert found["eritrea", "local_government", "73107"] == "hidden"
    assert found["eritrea", "all", None] == "hidden"
    assert found["oekraine", "local_government", "46021"] == "blank"
    assert found["onbekend", "all", None] == "blank"
    assert PublishedCell.objects.filter(snapshot=snapshot, level="all", dimension__code="land").first().told == 2


def test_a_hidden_count_stands_nowhere_in_the_tables(moment, towns):
    breakdowns.publish(snapshots.take_if_due(moment))
    assert PublishedCell.objects.filter(state=CellState.HIDDEN).exists()
    assert not PublishedCell.objects.exclude(state=CellState.SHOWN).filter(count__isnull=False).exists()
    assert not PublishedCell.objects.filter(count__in=range(1, 5)).exists()


def test_the_same_tables_are_given_back(moment, towns):
    snapshot = snapshots.take_if_due(moment)
    first = breakdowns.publish(snapshot)
    before = list(PublishedCell.objects.values_list("pk", "state", "count"))
    assert breakdowns.publish(snapshot) == first
    assert list(PublishedCell.objects.values_list("pk", "state", "count")) == before
    assert breakdowns.digest_of(snapshot, first.threshold) == first.digest


def test_a_snapshot_waits_for_its_tables_until_a_worker_made_them(moment, towns):
    snapshot = snapshots.take_if_due(moment)
    assert breakdowns.waiting() == [snapshot.pk]
    tasks.publish_breakdowns(snapshot.pk)
    assert Publication.objects.get().snapshot == snapshot
    assert breakdowns.waiting() == []


def test_a_correction_is_decided_with_the_first_in_hand_and_the_first_comes_first(moment, offer, towns):
    snapshots.take_if_due(moment)
    count(
        moment,
        offer,
        towns[0],
        22,
        at=timezone.now(),
        diploma={"bachelor": 12, "graduaat": 8},
        land={"syrie": 9, "oekraine": 8, "eritrea": 3},
    )
    second = snapshots.take_if_due(moment)
    assert breakdowns.publish(second).snapshot == second
    assert [one.snapshot.number for one in Publication.objects.order_by("pk")] == [1, 2]
    verdict = solve([*Snapshot.objects.order_by("number")])
    print(verdict)
    assert verdict.hidden > 0
    assert (verdict.recovered, verdict.narrow) == ([], [])


def solve(taken):
    """Attack what is stored, read by nothing but the stored cells and the counts as they were frozen."""
    ways = [
        Split("diploma", ("bachelor", "graduaat", "onbekend")),
        Split("land", ("syrie", "oekraine", "eritrea", "onbekend"), of="diploma"),
    ]
    editions, hidden = [], []
    for snapshot in taken:
        figures = snapshot.indicator_figures.select_related("participation__local_government__reference_region")
        bodies = {one.participation.local_government: one.realised for one in figures}
        counts = {
            (one.category.dimension.code, one.participation.local_government.code, one.category.code): one.count
            for one in snapshot.breakdown_figures.select_related(
                "category__dimension", "participation__local_government"
            )
        }
        home = {body.code: body.reference_region.name for body in bodies}
        editions.append(Edition(home, {body.code: whole for body, whole in bodies.items()}, counts))
        rows = PublishedCell.objects.filter(snapshot=snapshot, state=CellState.HIDDEN)
        hidden.append(
            {
                (
                    one.dimension.code,
                    one.level,
                    one.local_government.code if one.local_government else one.region.name if one.region else "",
                    one.category.code if one.category else "",
                )
                for one in rows.select_related("dimension", "category", "region", "local_government")
            }
        )
    return attack(ways, editions, hidden, 5)


def test_an_interim_report_gets_no_tables(offer, towns):
    """Beside those of the final report they would give counts back (docs/adr/0007)."""
    interim = make.moment(offer.round, MomentKind.INTERIM)
    count(interim, offer, towns[0], 9, diploma={"bachelor": 9})
    snapshot = snapshots.take_if_due(interim)
    assert breakdowns.publish(snapshot) is None
    assert breakdowns.waiting() == []
    assert not PublishedCell.objects.exists()


def test_who_told_no_split_is_in_no_table(moment, offer, towns):
    count(moment, offer, make.local_government("11002", name="Antwerpen"), 40)
    snapshot = snapshots.take_if_due(moment)
    breakdowns.publish(snapshot)
    assert not PublishedCell.objects.filter(local_government__code="11002").exists()


@pytest.mark.usefixtures("towns")
class TestTheDigestOfASnapshot:
    """It is public and goes over the small counts too: without a salt, who knows the rest would try them until it fits."""

    def test_it_is_salted(self, moment):
        snapshot = snapshots.take_if_due(moment)
        salt, snapshot.salt = snapshot.salt, ""
        assert len(salt) == 64
        assert writing.digest(snapshot) != snapshot.digest

    def test_the_recount_uses_the_same_salt(self, moment):
        check = snapshots.verify(snapshots.take_if_due(moment))
        assert (check.is_intact, check.agrees) == (True, True)

    def test_a_snapshot_of_before_the_salt_still_holds_and_gets_no_tables(self, moment):
        old = snapshots.take_if_due(moment)
        unsalted = Snapshot(
            pk=writing.next_id(),
            moment=moment,
            number=2,
            code="1-final-2",
            cause="on_demand",
            as_of=old.as_of,
            was_due=True,
            taken_at=old.taken_at,
            rule_version="2026.1",
        )
        writing.write_figures(unsalted)
        unsalted.digest = writing.digest(unsalted)
        unsalted.save(force_insert=True)
        check = snapshots.verify(unsalted)
        assert (check.is_intact, check.agrees) == (True, True)
        assert breakdowns.publish(unsalted) is None

    def test_no_api_answer_and_no_page_of_the_administration_tells_the_salt(self, client, moment):
        snapshot = snapshots.take_if_due(moment)
        client.force_login(make.user(ministry_role="administrator"))
        for address in (
            f"/api/v1/snapshots/{snapshot.code}",
            "/api/v1/snapshots",
            f"/beheer/kpi/snapshot/{snapshot.pk}/change/",
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert snapshot.salt not in answer.content.decode()


def test_the_command_and_the_night_tell_of_a_cell_that_was_changed_behind_the_portal(moment, towns, capsys, caplog):
    made = breakdowns.publish(snapshots.take_if_due(moment))
    call_command("verify_snapshot", "1-final-1")
    assert f"uitsplitsingen zijn ongewijzigd. Controlegetal {made.digest}" in capsys.readouterr().out
    tasks.check_drift()
    assert "published_breakdowns_drift" not in caplog.text
    with connection.cursor() as cursor:
        # What a restored copy or somebody with all rights on the server can do; the portal itself is refused.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE kpi_publishedcell SET told = told + 1 WHERE id = (SELECT min(id) FROM kpi_publishedcell)"
        )
    with pytest.raises(CommandError, match="uitsplitsingen kloppen niet meer"):
        call_command("verify_snapshot", "1-final-1")
    tasks.check_drift()
    assert "published_breakdowns_drift" in caplog.text


def test_a_correction_keeps_the_threshold_of_the_first(moment, offer, towns, settings):
    first = breakdowns.publish(snapshots.take_if_due(moment))
    settings.SMALL_COUNTS_BELOW = 10
    count(moment, offer, towns[0], 22, at=timezone.now(), diploma={"bachelor": 13, "graduaat": 7})
    second = breakdowns.publish(snapshots.take_if_due(moment))
    assert second.snapshot.number == 2
    assert (first.threshold, second.threshold) == (5, 5)
