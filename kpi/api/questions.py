"""What may be asked about figures: which, on which basis, on the map of when."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from grants.api.parameters import known_actions, known_goals, known_indicators, numbers, rounds
from grants.states import MomentKind
from kpi.models import Snapshot
from municipalities.api import known_codes, known_provinces, known_regions
from samenleven.core.api.questions import AsOf, Known, OneOf, PagedQuestion, Text, contradiction

FILTERS = ("project_round", "goal", "action", "indicator", "local_government", "reference_region", "province")


@extend_schema_field({"type": "string", "maxLength": 60})
class SnapshotCode(Text):
    """The code of a snapshot that everybody may see: another is as unknown as one that does not exist (R33). One query."""

    def run_validation(self, data=serializers.empty):
        code = super().run_validation(data)
        public = Snapshot.objects.public().select_related("moment__round", "publication")
        snapshot = public.filter(code=code).first()
        if snapshot is None:
            raise serializers.ValidationError(_("De momentopname %s bestaat niet.") % code, code="unknown")
        return snapshot


class FigureQuestion(PagedQuestion):
    """What the figures are about; every parameter that may be repeated means any of its values."""

    after = None  # type: ignore[assignment]  # a page of figures is told by its moment
    project_round = rounds(help_text="Een oefenronde telt alleen mee als ze hier genoemd wordt.")
    goal = numbers(known_goals, help_text="Nummer van een doelstelling.")
    action = numbers(known_actions, help_text="Nummer van een actie.")
    indicator = Known(
        among=known_indicators, child=Text(max_length=20), required=False, help_text="Een KPI, zoals 7.1."
    )
    local_government = Known(
        among=known_codes, child=Text(max_length=20), required=False, help_text="NIS-code, vgc of de-rand."
    )
    reference_region = Known(
        among=known_regions, child=Text(), required=False, help_text="Naam van een referentieregio."
    )
    province = Known(among=known_provinces, child=Text(), required=False, help_text="Naam van een provincie.")
    as_of = AsOf(
        required=False, help_text="Zoals gekend op: een dag (tot haar einde in Brussel) of een moment; zonder is nu."
    )
    snapshot = SnapshotCode(
        max_length=60, required=False, help_text="De cijfers van deze momentopname; niet samen met asOf."
    )
    map = OneOf(
        choices=["then", "now"],
        default="then",
        help_text="Lokale besturen zoals ze toen waren, of op de kaart van nu: wie opging in een ander telt daar mee.",
    )

    def contradictions(self, passed):
        snapshot = passed.get("snapshot")
        if snapshot is None:
            return {}
        found = {}
        if "as_of" in passed:
            found["asOf"] = _("Een momentopname heeft haar eigen moment: geef asOf of snapshot, niet allebei.")
        if passed.get("project_round", [snapshot.moment.round.code]) != [snapshot.moment.round.code]:
            found["projectRound"] = _("Deze momentopname gaat over ronde %s.") % snapshot.moment.round.code
        if passed.get("reporting_moment", snapshot.moment.kind) != snapshot.moment.kind:
            found["reportingMoment"] = _("Deze momentopname gaat over een ander rapporteringsmoment.")
        return {name: contradiction(sentence) for name, sentence in found.items()}


def reporting_moment():
    """The parameter that chooses the reading of a year."""
    return OneOf(
        choices=MomentKind.values,
        required=False,
        help_text="Tussentijds (interim) of het eindrapport (final); zonder is het eindrapport.",
    )
