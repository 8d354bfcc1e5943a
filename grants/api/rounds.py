"""The rounds with all their dates, and every change of one."""

from rest_framework import serializers

from grants.api.parameters import RoundNumber, rounds
from grants.models import ProjectRound
from grants.states import MomentKind, Precision
from samenleven.core.api.questions import PagedQuestion
from samenleven.core.api.resources import Collection, Document, ItemSerializer, Moment, Money, Word

ROUNDS = "Rondes"
ROUND = {
    "number": 1,
    "title": "Projectronde 1",
    "callOpensAt": "2022-04-01T00:00:00+02:00",
    "callClosesAt": "2022-07-01T23:59:59+02:00",
    "startsOn": "2022-10-01",
    "endsOn": "2023-09-30",
    "budget": "14136359.00",
    "reportingMoments": [
        {
            "code": "final",
            "coversFrom": "2022-10-01",
            "coversUntil": "2023-09-30",
            "deadline": "2023-10-15T23:59:59+02:00",
        }
    ],
    "changes": [{"what": "call_closes", "old": "2022-05-31", "new": "2022-06-15"}],
}


class ReportingMomentSerializer(ItemSerializer):
    code = Word(MomentKind.values, source="kind")
    covers_from = serializers.DateField()
    covers_until = serializers.DateField()
    opens_at = Moment(required=False)
    deadline = Moment(required=False)
    deadline_precision = Word(
        [Precision.MONTH], required=False, help_text="Alleen de maand is gekend; de deadline is dan haar laatste dag."
    )

    def to_representation(self, instance):
        data = super().to_representation(instance)
        if instance.deadline_precision != Precision.MONTH or instance.deadline is None:
            del data["deadlinePrecision"]
        return data


class RoundChangeSerializer(ItemSerializer):
    what = serializers.CharField()
    old = serializers.CharField(required=False)
    new = serializers.CharField(required=False)
    changed_at = Moment(required=False)
    reason = serializers.CharField(required=False)
    by_role = serializers.CharField(required=False)


class ProjectRoundSerializer(ItemSerializer):
    number = RoundNumber(source="code", help_text="Het nummer van de ronde; van een oefenronde de code.")
    title = serializers.CharField()
    practice = serializers.BooleanField(
        source="is_practice", required=False, help_text="Een oefenronde telt nergens mee."
    )
    call_opens_at = Moment(source="opens_at", required=False)
    call_closes_at = Moment(source="closes_at", required=False)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    budget = Money(required=False)
    reporting_moments = ReportingMomentSerializer(source="moments", many=True)
    changes = RoundChangeSerializer(many=True)

    def to_representation(self, instance):
        data = super().to_representation(instance)
        if not instance.is_practice:
            del data["practice"]
        return data


class ProjectRoundQuestion(PagedQuestion):
    sorts = ("number", "startsOn")
    number = rounds(help_text="Een oefenronde verschijnt alleen als ze hier genoemd wordt.")


class ProjectRounds(Collection):
    tag = ROUNDS
    summary = "De projectrondes met al hun data, en elke wijziging daarvan"
    question = ProjectRoundQuestion
    answer = ProjectRoundSerializer
    example = ROUND
    document = "api:project-round"
    order = ("number", "code")

    def columns(self):
        return {"number": "number", "startsOn": "starts_on"}

    def rows(self, asked):
        rows = project_rounds(self.request.user)
        if "number" in asked:
            return rows.filter(code__in=asked["number"])
        return rows.filter(programme__is_current=True).real()


class ProjectRoundDocument(Document):
    tag = ROUNDS
    summary = "Eén projectronde, ook een oefenronde"
    answer = ProjectRoundSerializer
    missing = "Projectronde %s bestaat niet."
    example = ROUND

    def find(self, key):
        return project_rounds(self.request.user).filter(code=key).first()


def project_rounds(user):
    """The rounds with their reporting moments and changes."""
    return ProjectRound.objects.visible_to(user).prefetch_related("moments", "changes")
