"""How counts are split, as far as that leaves the ministry: the fixed tables of a snapshot (R38)."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from grants.api.parameters import RoundNumber
from kpi.api.figures import TAG, BasisSerializer
from kpi.api.questions import SnapshotCode
from kpi.figures.published import published_cells
from kpi.models import Publication
from kpi.states import CellLevel, CellState
from samenleven.core.api.answers import Version, unchanged, whole, written
from samenleven.core.api.kept import keep
from samenleven.core.api.questions import PagedQuestion
from samenleven.core.api.resources import ItemSerializer, Moment, OpenResource, Word, envelope
from samenleven.core.api.values import camel, moment, round_number, without_nothing
from samenleven.core.problems import InvalidInput, Issue

DIGEST = r"^[0-9a-f]{64}$"


class CellSerializer(ItemSerializer):
    """One cell: its count, or that it is hidden, or that nobody filled it in. Without a category it is the total."""

    project_round = RoundNumber()
    action = serializers.IntegerField()
    indicator = serializers.CharField()
    dimension = serializers.CharField(help_text="De uitsplitsing.")
    dimension_name = serializers.CharField()
    category = serializers.CharField(required=False, help_text="De categorie; zonder is het het totaal.")
    category_name = serializers.CharField(required=False)
    level = Word(CellLevel.values, help_text="Alle lokale besturen samen, per referentieregio of per lokaal bestuur.")
    reference_region = serializers.CharField(required=False)
    local_government = serializers.CharField(required=False, help_text="NIS-code, vgc of de-rand.")
    local_governments = serializers.IntegerField(help_text="Hoeveel lokale besturen deze uitsplitsing invulden.")
    count = serializers.IntegerField(required=False, help_text="Het aantal, waar het getoond wordt; 0 is een nul.")
    suppressed = serializers.BooleanField(
        required=False, help_text="Waar: het aantal is verborgen, ook een nul kan dat zijn."
    )
    status = serializers.ChoiceField(
        choices=["notReported"], required=False, help_text="Niemand vulde deze categorie in."
    )
    source = serializers.ChoiceField(
        choices=["registrations", "example"], help_text="Uit registraties, of uit een voorbeeldverdeling."
    )


class TablesSerializer(ItemSerializer):
    """How the tables were made."""

    hidden_below = serializers.IntegerField(help_text="Kleinere aantallen dan dit zijn verborgen, behalve nul.")
    published_at = Moment()
    digest = serializers.RegexField(DIGEST, help_text="SHA-256 over de tabellen.")


class BreakdownQuestion(PagedQuestion):
    after = None  # type: ignore[assignment]  # the tables of a snapshot never shift
    snapshot = SnapshotCode(max_length=60, help_text="De momentopname.")


class Breakdowns(OpenResource):
    """Every cell of the tables of a snapshot; nothing can be filtered, so that nothing can be combined that was not looked at."""

    is_collection = True
    tag = TAG
    summary = "Uitsplitsingen van een momentopname, na het verbergen van kleine aantallen"
    explanation = (
        "Vaste tabellen, per KPI en uitsplitsing: alle lokale besturen samen, per referentieregio en per lokaal bestuur. "
        "Een verborgen aantal heeft geen count en wel suppressed; het is nooit uit andere aantallen af te leiden. "
        "Een momentopname zonder tabellen, zoals die van een tussentijds rapport, geeft 400 met de reden."
    )
    question = BreakdownQuestion
    answer = CellSerializer
    envelope_example = {
        "asOf": "2023-10-15T23:59:59+02:00",
        "basis": {
            "kind": "snapshot",
            "code": "1-final-1",
            "takenAt": "2023-10-16T00:15:02+02:00",
            "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        },
        "tables": {
            "hiddenBelow": 5,
            "publishedAt": "2023-10-16T00:15:09+02:00",
            "digest": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        },
    }
    example = {
        "projectRound": 1,
        "action": 6,
        "indicator": "6.1",
        "dimension": "diploma-nationaliteit",
        "dimensionName": "Diploma behaald: nationaliteit",
        "category": "syrie",
        "categoryName": "Syrië",
        "level": "localGovernment",
        "referenceRegion": "Waasland",
        "localGovernment": "46021",
        "localGovernments": 1,
        "suppressed": True,
        "source": "registrations",
    }

    @classmethod
    def envelope_fields(cls):
        return {"asOf": Moment(help_text="Zoals gekend op."), "basis": BasisSerializer(), "tables": TablesSerializer()}

    def get(self, request):
        asked = self.question.read(request)
        snapshot = asked["snapshot"]
        made = Publication.objects.visible_to(request.user).filter(snapshot=snapshot).first()
        if made is None:
            raise InvalidInput([no_tables(snapshot)])
        version = Version.of(made.digest, request.build_absolute_uri(), modified=made.published_at, lasts=True)
        if answer := unchanged(request, version):
            return answer
        rows, size = published_cells(snapshot), asked["page_size"]
        first = (asked["page"] - 1) * size
        items = [shown(cell) for cell in rows[first : first + size]]
        about = {
            "asOf": moment(snapshot.as_of),
            "basis": {
                "kind": "snapshot",
                "code": snapshot.code,
                "takenAt": moment(snapshot.taken_at),
                "digest": snapshot.digest,
            },
            "tables": {
                "hiddenBelow": made.threshold,
                "publishedAt": moment(made.published_at),
                "digest": made.digest,
            },
        }
        body = written(envelope(request, items, rows.count(), asked, first=first, onwards={}, about=about))
        keep(request, version, body)
        return whole(request, version, body)


def no_tables(snapshot) -> Issue:
    """Why there is nothing to show of a snapshot: that of an interim report gets no tables."""
    reason = _("De momentopname %s heeft geen tabellen met uitsplitsingen, of nog niet.") % snapshot.code
    return Issue("invalidInput", "snapshot", reason, snapshot.code)


def shown(cell) -> dict:
    """A cell as an item: its count, or that it is hidden, or that nobody filled it in (R4)."""
    offer = cell.indicator.offer
    return without_nothing(
        {
            "projectRound": round_number(offer.round.code),
            "action": offer.action.number,
            "indicator": cell.indicator.code,
            "dimension": cell.dimension.code,
            "dimensionName": cell.dimension.name,
            "category": cell.category and cell.category.code,
            "categoryName": cell.category and cell.category.name,
            "level": camel(cell.level),
            "referenceRegion": cell.region and cell.region.name,
            "localGovernment": cell.local_government and cell.local_government.code,
            "localGovernments": cell.told,
            "count": cell.count,
            "suppressed": True if cell.state == CellState.HIDDEN else None,
            "status": "notReported" if cell.state == CellState.BLANK else None,
            "source": "example" if cell.is_example else "registrations",
        }
    )
