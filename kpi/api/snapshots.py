"""What was frozen: never changed, so never asked twice."""

from rest_framework import serializers

from grants.api.parameters import RoundNumber, rounds
from grants.states import MomentKind
from kpi.api.figures import TAG
from kpi.models import Snapshot
from kpi.states import SnapshotCause
from samenleven.core.api.answers import Version, whole, written
from samenleven.core.api.questions import OneOf, PagedQuestion, Several
from samenleven.core.api.resources import Collection, Document, ItemSerializer, Moment, Word
from samenleven.core.api.values import camel

CAUSES = {camel(cause): cause for cause in SnapshotCause.values}
CORRECTION = {
    "code": "1-final-2",
    "projectRound": 1,
    "reportingMoment": "final",
    "number": 2,
    "cause": "correction",
    "asOf": "2023-11-06T00:15:02+01:00",
    "takenAt": "2023-11-06T00:15:02+01:00",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "corrects": "1-final-1",
}


class SnapshotSerializer(ItemSerializer):
    code = serializers.CharField(help_text="Ronde, rapporteringsmoment en nummer.")
    project_round = RoundNumber(source="moment.round.code")
    reporting_moment = Word(MomentKind.values, source="moment.kind")
    number = serializers.IntegerField()
    cause = Word(SnapshotCause.values, help_text="De deadline, op vraag, of een verbetering.")
    as_of = Moment(help_text="De cijfers zoals gekend op dit moment.")
    taken_at = Moment(help_text="Genomen op.")
    digest = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="SHA-256 over de inhoud.")
    corrects = serializers.CharField(source="corrects.code", required=False, help_text="Welke ze verbetert.")


class SnapshotQuestion(PagedQuestion):
    sorts = ("code", "number", "asOf", "takenAt")
    project_round = rounds(help_text="Een oefenronde verschijnt alleen als ze hier genoemd wordt.")
    reporting_moment = Several(
        child=OneOf(choices=MomentKind.values),
        required=False,
        help_text="Tussentijds (interim) of eindrapport (final).",
    )
    cause = Several(
        child=OneOf(choices=list(CAUSES)), required=False, help_text="De deadline, op vraag, of een verbetering."
    )


class Snapshots(Collection):
    tag = TAG
    summary = "De momentopnames"
    question = SnapshotQuestion
    answer = SnapshotSerializer
    example = CORRECTION
    document = "api:snapshot"
    order = ("moment__round__number", "moment__round__code", "moment__covers_until", "moment__kind", "number")

    def columns(self):
        return {"code": "code", "number": "number", "asOf": "as_of", "takenAt": "taken_at"}

    def rows(self, asked):
        rows = snapshots(self.request.user)
        if "project_round" in asked:
            rows = rows.filter(moment__round__code__in=asked["project_round"])
        else:
            rows = rows.filter(moment__round__is_practice=False, moment__round__programme__is_current=True)
        if "reporting_moment" in asked:
            rows = rows.filter(moment__kind__in=asked["reporting_moment"])
        return rows.filter(cause__in=[CAUSES[word] for word in asked["cause"]]) if "cause" in asked else rows


class SnapshotDocument(Document):
    tag = TAG
    summary = "Eén momentopname"
    answer = SnapshotSerializer
    missing = "Momentopname %s bestaat niet."
    example = CORRECTION

    def find(self, key):
        return snapshots(self.request.user).filter(code=key).first()

    def answered(self, request, found):
        version = Version.of(found.digest, request.build_absolute_uri(), modified=found.taken_at, lasts=True)
        return whole(request, version, written(self.answer(found).data))


def snapshots(user):
    """The snapshots with what they are about: in the API those of after the told deadline, nobody is asked who they are."""
    return Snapshot.objects.visible_to(user).select_related("moment__round", "corrects")
