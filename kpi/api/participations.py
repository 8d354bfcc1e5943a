"""Who takes part in what."""

from rest_framework import serializers

from grants.api.parameters import RoundNumber
from grants.states import Certainty
from kpi.api.figures import FigureCollection
from kpi.api.questions import FigureQuestion
from kpi.figures import Participant, participations
from samenleven.core.api.resources import ItemSerializer
from samenleven.core.api.values import camel, round_number, without_nothing

SORTED_ON = {
    "projectRound": "project_round",
    "action": "action",
    "localGovernment": "local_government",
    "localGovernmentName": "name",
    "role": "role",
    "certainty": "certainty",
}


class ParticipationSerializer(ItemSerializer):
    project_round = RoundNumber()
    action = serializers.IntegerField()
    local_government = serializers.CharField(help_text="NIS-code, vgc of de-rand.")
    local_government_name = serializers.CharField()
    role = serializers.ChoiceField(
        choices=["lead", "member", "participant"], help_text="Trekker, lid, of deelnemer waar de rol niet gekend is."
    )
    lead = serializers.CharField(required=False, help_text="De trekker, waar dat een ander is.")
    certainty = serializers.ChoiceField(choices=Certainty.values, help_text="Genoemd in een bron, of afgeleid.")
    source = serializers.ChoiceField(
        choices=["example"], required=False, help_text="De rol komt uit een voorbeeldverdeling."
    )
    local_governments_then = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Wie er toen deelnam, waar dat een ander was."
    )


class ParticipationQuestion(FigureQuestion):
    sorts = tuple(SORTED_ON)


class Participations(FigureCollection):
    summary = "Wie deelneemt aan welke actie"
    explanation = "Op de kaart van nu is er één rij per lokaal bestuur van nu."
    question = ParticipationQuestion
    answer = ParticipationSerializer
    columns = SORTED_ON
    example = {
        "projectRound": 1,
        "action": 7,
        "localGovernment": "44045",
        "localGovernmentName": "Moerbeke",
        "role": "member",
        "lead": "46014",
        "certainty": "named",
        "source": "example",
    }

    def rows(self, basis, filters, asked):
        return participations(basis, filters, map_now=asked["map"] == "now")

    def shown(self, row: Participant) -> dict:
        return without_nothing(
            {
                "projectRound": round_number(row.project_round),
                "action": row.action,
                "localGovernment": row.local_government,
                "localGovernmentName": row.name,
                "role": camel(row.role),
                "lead": row.lead,
                "certainty": row.certainty,
                "source": "example" if row.is_example else None,
                "localGovernmentsThen": None if row.codes_then == [row.local_government] else row.codes_then,
            }
        )
