"""The decision on paper: its totals tie to the cent, and the letter carries the appeal clause of the round."""

from decimal import Decimal

import pytest
from django.utils import timezone

from grants.models import Award, Incentive, IncentiveAward, IncentiveRequest
from grants.services import allocation
from grants.states import IncentiveKind
from grants.views.awards import award_of
from grants.views.decision_papers import annex_of, letter_of
from samenleven.core import wording
from tests import make
from tests.grants.allocation_world import divided_world, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    """A division that was confirmed, with an incentive and an appeal clause."""
    made = divided_world()
    made.round.appeal_clause = "U kunt binnen dertig dagen in beroep gaan."
    made.round.save()
    Incentive.objects.create(round=made.round, kind=IncentiveKind.COOPERATION, amount=Decimal("10000.01"))
    IncentiveRequest.objects.create(application=made.joint, kind=IncentiveKind.COOPERATION)
    made.run = allocation.confirm(run=propose(made), by=made.by)
    return made


def test_every_table_of_the_annex_sums_to_what_was_granted(world):
    granted = sum(one.amount for model in (Award, IncentiveAward) for one in model.objects.all())
    assert granted == 100_000
    paper = annex_of(world.run, timezone.now())
    assert [table["total"] for table in paper["tables"]] == [["Samen", wording.euro(granted)]] * 2
    assert paper["tables"][1]["rows"][-1] == ["Stimulansen", wording.euro(Decimal("10000.01"))]


def test_the_letter_says_what_is_granted_what_is_to_be_reached_and_how_to_appeal(world):
    paper = letter_of(award_of(world.by, world.joint.pk), timezone.now())
    amounts, targets = paper["tables"]
    assert amounts["total"] == ["Samen", wording.euro(Decimal("74285.71") + Decimal("0.01"))]
    assert len(targets["rows"]) == 2
    assert paper["closing"] == [
        {"title": "Gaat u niet akkoord?", "sentences": ["U kunt binnen dertig dagen in beroep gaan."]}
    ]


@pytest.mark.parametrize("name", ["toekenning/brief", "bijlage"])
def test_they_come_as_pdf(client, world, name):
    client.force_login(world.by)
    where = f"/verdelingen/{world.run.pk}/" if name == "bijlage" else f"/aanvragen/{world.joint.pk}/"
    answer = client.get(f"{where}{name}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_nobody_reads_the_letter_of_another(client, world):
    client.force_login(make.editor(world.alone))
    assert client.get(f"/aanvragen/{world.joint.pk}/toekenning/brief/").status_code == 404
    assert client.get(f"/aanvragen/{world.single.pk}/toekenning/brief/").status_code == 200
