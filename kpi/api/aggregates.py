"""The figures: what was awarded, promised and reached, in any grouping (api.md)."""

from rest_framework import serializers

from grants.api.parameters import RoundNumber
from kpi.api.figures import FigureCollection
from kpi.api.questions import FILTERS, FigureQuestion, reporting_moment
from kpi.figures import Figure, aggregates
from samenleven.core.api.questions import OneOf, Several
from samenleven.core.api.resources import ItemSerializer, Money, Units
from samenleven.core.api.values import camel, exact, money, round_number, without_nothing

GROUPS = {camel(name): name for name in FILTERS}
SORTED_ON = (
    "project_round",
    "goal",
    "action",
    "indicator",
    "local_government",
    "local_government_name",
    "reference_region",
    "province",
    "local_governments",
    "applicants",
    "awarded_amount",
    "awarded_units",
    "current_reach",
    "target",
    "realised",
    "attainment",
)


class RegistrationCountSerializer(ItemSerializer):
    expected = serializers.IntegerField()
    submitted = serializers.IntegerField()


class FigureSerializer(ItemSerializer):
    """A row of figures. What is unknown is left out: an absent property is never a zero."""

    project_round = RoundNumber(required=False)
    goal = serializers.IntegerField(required=False)
    action = serializers.IntegerField(required=False)
    indicator = serializers.CharField(required=False)
    local_government = serializers.CharField(required=False)
    local_government_name = serializers.CharField(required=False)
    reference_region = serializers.CharField(required=False)
    province = serializers.CharField(required=False)
    source = serializers.ChoiceField(
        choices=["registrations", "published", "example", "mixed"],
        help_text="Geteld uit registraties, een gepubliceerd totaal, een voorbeeldverdeling (example), of gemengd.",
    )
    local_governments = serializers.IntegerField(required=False, help_text="Aantal lokale besturen.")
    named_local_governments = serializers.IntegerField(
        required=False, help_text="Hoeveel er met naam gekend zijn, waar dat verschilt van het gepubliceerde aantal."
    )
    list_complete = serializers.BooleanField(
        required=False, help_text="Onwaar waar de lijst van deelnemers zeker niet volledig is."
    )
    applicants = serializers.IntegerField(
        required=False, help_text="Aantal aanvragers: een samenwerkingsverband is er één."
    )
    awarded_amount = Money(required=False, help_text="Toegekend, in euro.")
    awarded_units = Units(required=False, help_text="Toegekende eenheden van de KPI.")
    current_reach = serializers.IntegerField(required=False, help_text="Huidig bereik, van voor het programma.")
    target = serializers.IntegerField(required=False, help_text="Te bereiken: beloofd, niet bereikt.")
    realised = serializers.IntegerField(required=False, help_text="Bereikt; afwezig zolang niets is ingediend.")
    attainment = Units(required=False, help_text="Bereikt gedeeld door te bereiken; meer dan 1 is gewoon.")
    published_target = serializers.IntegerField(required=False)
    published_realised = serializers.IntegerField(required=False)
    not_broken_down_amount = Money(
        required=False, help_text="Wat van het totaal van de ronde niet per actie gekend is."
    )
    actions_counted = serializers.IntegerField(required=False, help_text="Op hoeveel acties deze rij rust.")
    not_additive = serializers.ListField(
        child=serializers.ChoiceField(choices=["awardedUnits", "currentReach", "target", "realised"]),
        required=False,
        help_text="Wat in deze rij niet opgeteld mag worden, en daarom ontbreekt.",
    )
    status = serializers.ChoiceField(
        choices=[
            "notYetDue",
            "notYetReported",
            "partial",
            "complete",
            "notReported",
            "notApplicable",
            "unknown",
        ]
    )
    registrations = RegistrationCountSerializer(required=False)


class AggregateQuestion(FigureQuestion):
    sorts = tuple(camel(name) for name in SORTED_ON)
    group_by = Several(child=OneOf(choices=list(GROUPS)), required=False, help_text="Zonder is er één rij.")
    reporting_moment = reporting_moment()


class Aggregates(FigureCollection):
    summary = "Cijfers: toegekend, te bereiken en bereikt, gegroepeerd zoals u vraagt"
    explanation = (
        "Elke rij zegt waarop ze rust: haar bron, haar stand en hoeveel registraties er zijn. "
        "Wat te bereiken is, is beloofd en niet bereikt; wat onbekend is, ontbreekt. Een onbekende momentopname, "
        "of een aantal zonder lijst op de kaart van nu, geeft 400 met de reden."
    )
    question = AggregateQuestion
    answer = FigureSerializer
    columns = {camel(name): name for name in SORTED_ON}
    example = {
        "action": 7,
        "source": "example",
        "localGovernments": 13,
        "applicants": 8,
        "awardedAmount": "559000.00",
        "awardedUnits": "860",
        "currentReach": 5500,
        "target": 6360,
        "status": "notYetDue",
        "registrations": {"expected": 13, "submitted": 0},
    }

    def rows(self, basis, filters, asked):
        groups = [GROUPS[word] for word in asked.get("group_by", ())]
        return aggregates(basis, groups, filters, map_now=asked["map"] == "now")

    def shown(self, row: Figure) -> dict:
        return without_nothing(
            {
                "projectRound": round_number(row.project_round),
                "goal": row.goal,
                "action": row.action,
                "indicator": row.indicator,
                "localGovernment": row.local_government,
                "localGovernmentName": row.local_government_name,
                "referenceRegion": row.reference_region,
                "province": row.province,
                "source": row.source,
                "localGovernments": row.local_governments,
                "namedLocalGovernments": row.named_local_governments,
                "listComplete": None if row.list_complete else False,
                "applicants": row.applicants,
                "awardedAmount": money(row.awarded_amount),
                "awardedUnits": exact(row.awarded_units),
                "currentReach": row.current_reach,
                "target": row.target,
                "realised": row.realised,
                "attainment": exact(row.attainment),
                "publishedTarget": row.published_target,
                "publishedRealised": row.published_realised,
                "notBrokenDownAmount": money(row.not_broken_down_amount),
                "actionsCounted": row.actions_counted,
                "notAdditive": [camel(name) for name in row.not_additive] or None,
                "status": row.status,
                # Of what was only published nobody knows how many were expected (R4): left out, no zero.
                "registrations": {"expected": row.expected, "submitted": row.submitted} if row.expected else None,
            }
        )
