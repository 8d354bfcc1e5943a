"""What the two resources of live and frozen figures have in common."""

from operator import attrgetter

from django.utils import timezone
from rest_framework import serializers

from kpi.api.questions import FILTERS
from kpi.api.versions import basis_of, version_of
from kpi.figures import CountWithoutList
from samenleven.core.api.answers import unchanged, whole, written
from samenleven.core.api.kept import keep
from samenleven.core.api.resources import ItemSerializer, Moment, OpenResource, envelope
from samenleven.core.api.values import moment
from samenleven.core.clock import in_brussels
from samenleven.core.problems import InvalidInput, Issue

TAG = "Cijfers"


class BasisSerializer(ItemSerializer):
    """What the figures rest on."""

    kind = serializers.ChoiceField(choices=["live", "snapshot"])
    code = serializers.CharField(required=False)
    taken_at = Moment(required=False)
    digest = serializers.RegexField(r"^[0-9a-f]{64}$", required=False)


class FigureCollection(OpenResource):
    """Rows that are computed in one statement, or were frozen."""

    is_collection = True
    tag = TAG
    columns: dict[str, str] = {}
    envelope_example = {"asOf": "2023-03-03T23:59:59+01:00", "basis": {"kind": "live"}}

    @classmethod
    def envelope_fields(cls):
        return {
            "asOf": Moment(help_text="Zoals gekend op."),
            "basis": BasisSerializer(),
        }

    def get(self, request):
        asked, now = self.question.read(request), timezone.now()
        basis = basis_of(asked, now)
        version = version_of(request, asked, basis, now)
        answer = unchanged(request, version)
        if answer:
            return answer
        rows = self.sorted(self.figures(basis, asked), asked.get("sort", ()))
        page, size = asked["page"], asked["page_size"]
        items = [self.shown(row) for row in rows[(page - 1) * size : page * size]]
        about = {"asOf": moment(basis.as_of), "basis": _told(basis)}
        # The next page tells of the same moment as this one, whatever is sent meanwhile.
        onwards = {} if asked.keys() & {"snapshot", "as_of"} else {"asOf": in_brussels(basis.as_of).isoformat()}
        first = (page - 1) * size
        body = written(envelope(request, items, len(rows), asked, first=first, onwards=onwards, about=about))
        if version.lasts:
            keep(request, version, body)
        return whole(request, version, body)

    def figures(self, basis, asked):
        """The rows; a question that cannot be answered honestly is refused with the reason."""
        filters = {name: asked[name] for name in FILTERS if name in asked}
        try:
            return self.rows(basis, filters, asked)
        except CountWithoutList as error:
            raise InvalidInput([Issue("invalidInput", "map", str(error), "now")]) from error

    def sorted(self, rows, words):
        """The rows in the order that is asked; what is unknown comes last, upwards and downwards."""
        for word in reversed(words):
            value = attrgetter(self.columns[word.removeprefix("-")])
            known = [row for row in rows if value(row) is not None]
            unknown = [row for row in rows if value(row) is None]
            rows = sorted(known, key=value, reverse=word.startswith("-")) + unknown
        return rows


def _told(basis):
    if basis.snapshot is None:
        return {"kind": "live"}
    snapshot = basis.snapshot
    return {
        "kind": "snapshot",
        "code": snapshot.code,
        "takenAt": moment(snapshot.taken_at),
        "digest": snapshot.digest,
    }
