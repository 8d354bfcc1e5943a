"""The plan: its goals and actions, and what they offer in each round."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from grants.api.parameters import RoundNumber, known_goals, numbers, rounds
from grants.models import Action, Goal, Offer, ProjectRound
from grants.states import IndicatorKind
from samenleven.core.api.questions import PagedQuestion
from samenleven.core.api.resources import Collection, Document, ItemSerializer, Money, Word
from samenleven.core.api.values import exact

PLAN = "Plan"
GOAL = {"number": 3, "title": "Competenties", "actions": [6, 7, 8]}
INDICATOR = {
    "code": "7.1",
    "title": "begeleide jongeren",
    "unit": "begeleide jongere",
    "kind": "flow",
    "amountPerUnit": "650.00",
    "maxUnits": 150,
    "maxAmount": "97500.00",
}
ACTION = {
    "number": 7,
    "title": "Begeleiding naar hogere studies",
    "goal": 3,
    "support": [{"name": "PEP!", "kind": "goede praktijk"}],
    "offers": [
        {
            "projectRound": 1,
            "financed": True,
            "indicators": [INDICATOR],
        }
    ],
}


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "format": "decimal"}]})
class Ceiling(serializers.Field):
    """A maximum of units: a whole number, or an exact one where it is broken."""

    def to_representation(self, value):
        return int(value) if value == int(value) else exact(value)


class GoalSerializer(ItemSerializer):
    number = serializers.IntegerField(help_text="Het nummer in het plan.")
    title = serializers.CharField()
    actions = serializers.SerializerMethodField(help_text="De nummers van de acties.")

    def get_actions(self, goal) -> list[int]:
        return [action.number for action in goal.actions.all()]


class SupportSerializer(ItemSerializer):
    name = serializers.CharField()
    kind = serializers.CharField()
    valid_until = serializers.DateField(required=False)


class IndicatorSerializer(ItemSerializer):
    code = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    kind = Word(IndicatorKind.values, help_text="Stroom (flow) of toestand (state): wat opgeteld mag worden.")
    amount_per_unit = Money()
    max_units = Ceiling(required=False)
    max_amount = Money(required=False)


class OfferSerializer(ItemSerializer):
    project_round = RoundNumber(source="round.code")
    financed = serializers.BooleanField()
    indicators = IndicatorSerializer(many=True)


class ActionSerializer(ItemSerializer):
    number = serializers.IntegerField(help_text="Het nummer in het plan.")
    title = serializers.CharField()
    goal = serializers.IntegerField(source="goal.number")
    support = SupportSerializer(many=True)
    offers = OfferSerializer(many=True, help_text="In welke rondes, met welke KPI's en bedragen.")


class GoalQuestion(PagedQuestion):
    sorts = ("number", "title")


class Goals(Collection):
    tag = PLAN
    summary = "De doelstellingen van het plan"
    question = GoalQuestion
    answer = GoalSerializer
    example = GOAL
    document = "api:goal"
    key = "number"
    order = ("number",)

    def rows(self, asked):
        return goals(self.request.user)


class GoalDocument(Document):
    tag = PLAN
    summary = "Eén doelstelling"
    answer = GoalSerializer
    missing = "Doelstelling %s bestaat niet."
    example = GOAL

    def find(self, key):
        return goals(self.request.user).filter(number=key).first()


def goals(user):
    """The goals of the current programme with their actions."""
    return (
        Goal.objects.visible_to(user)
        .filter(programme__is_current=True)
        .prefetch_related(Prefetch("actions", Action.objects.order_by("number")))
    )


class ActionQuestion(PagedQuestion):
    sorts = ("number", "title", "goal")
    goal = numbers(known_goals, help_text="Nummer van een doelstelling.")
    project_round = rounds(help_text="Alleen acties van deze rondes, en van elke actie alleen dit aanbod.")


class Actions(Collection):
    tag = PLAN
    summary = "De acties van het plan, met wat ze per ronde opleveren"
    question = ActionQuestion
    answer = ActionSerializer
    example = ACTION
    document = "api:action"
    key = "number"
    order = ("number",)

    def columns(self):
        return {"number": "number", "title": "title", "goal": "goal__number"}

    def rows(self, asked):
        rows = actions(self.request.user, asked.get("project_round"))
        return rows.filter(goal__number__in=asked["goal"]) if "goal" in asked else rows


class ActionDocument(Document):
    tag = PLAN
    summary = "Eén actie"
    answer = ActionSerializer
    missing = "Actie %s bestaat niet."
    example = ACTION

    def find(self, key):
        return actions(self.request.user).filter(number=key).first()


def actions(user, codes=None):
    """The actions of the current programme with what they offer: in the rounds named, else in the real ones (R33)."""
    offers = (
        Offer.objects.visible_to(user)
        .select_related("round")
        .prefetch_related("indicators")
        .order_by("round__number", "round__code")
    )
    rows = Action.objects.visible_to(user).filter(programme__is_current=True).select_related("goal")
    if codes:
        offers = offers.filter(round__code__in=codes)
        rows = rows.filter(pk__in=offers.order_by().values("action"))
    else:
        offers = offers.filter(round__in=ProjectRound.objects.real())
    return rows.prefetch_related("support", Prefetch("offers", offers))
