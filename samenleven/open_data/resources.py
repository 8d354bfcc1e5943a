"""The files, their dictionary and the catalogue as resources of the API."""

from itertools import chain, islice

from django.http import StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import BaseRenderer

from grants.api.catalogue import ACTION, GOAL, INDICATOR
from grants.api.rounds import ROUND
from kpi.api.aggregates import Aggregates
from kpi.api.breakdowns import Breakdowns, no_tables
from kpi.api.participations import Participations
from kpi.api.snapshots import CORRECTION
from kpi.api.versions import last_passage
from kpi.figures.results import public_snapshots
from municipalities.api import MOERBEKE
from samenleven.core.api.answers import ASK_AGAIN, LASTING, Version, last_change, unchanged, whole, written
from samenleven.core.api.resources import OpenResource
from samenleven.core.models import Stamp
from samenleven.core.problems import InvalidInput
from samenleven.open_data import catalog, dictionary
from samenleven.open_data.files import OpenFile, lines
from samenleven.open_data.tables import FILES

TAG = "Open data"
FROZEN = {"projectRound": 1, "snapshot": "1-final-1", "asOf": "2023-10-15T23:59:59+02:00"}
REACHED = {
    "status": "complete",
    "realised": 6692,
    "attainment": "1.0522",
    "registrations": {"expected": 13, "submitted": 13},
}
EXAMPLES: dict[str, list[dict]] = {
    "goals": [GOAL],
    "actions": [ACTION],
    "indicators": [{"projectRound": 1, "action": 7, **INDICATOR}],
    "projectRounds": [ROUND],
    "localGovernments": [MOERBEKE],
    "participations": [Participations.example | FROZEN],
    "aggregates": [Aggregates.example | FROZEN | REACHED],
    "breakdowns": [Breakdowns.example | FROZEN],
    "snapshots": [CORRECTION],
}
CSV = "text/csv"


def _only(media_type):
    """What is spoken here and nothing else; the answers themselves are made by hand."""
    return [type("Renderer", (BaseRenderer,), {"media_type": media_type, "format": media_type})]


class CsvResource(OpenResource):
    """One file, sent line by line: its memory does not grow with its rows."""

    tag = TAG
    media_type = CSV
    renderer_classes = _only(CSV)
    answer = OpenApiTypes.STR
    file: OpenFile

    def get(self, request):
        asked = self.question.read(request)
        version = self.version(request, asked.get("snapshot"))
        if answer := unchanged(request, version):
            return answer
        items = () if request.method == "HEAD" else self.file.items(request.user, asked)
        # The first row is read before anything is sent: without the database this is a problem, not half a file.
        made = iter(items)
        first = list(islice(made, 1))
        response = StreamingHttpResponse(lines(self.file, chain(first, made)), content_type=f"{CSV}; charset=utf-8")
        response["ETag"], response["Last-Modified"] = version.etag, version.modified
        response["Cache-Control"] = LASTING if version.lasts else ASK_AGAIN
        response["Link"] = f'<{reverse("api:open-data-dictionary")}>; rel="describedby"; type="{dictionary.MEDIA_TYPE}"'
        part = f"_{asked['snapshot'].code}" if "snapshot" in asked else ""
        response["Content-Disposition"] = f'attachment; filename="plan-samenleven_{self.file.name}{part}.csv"'
        return response

    def version(self, request, snapshot) -> Version:
        """A snapshot never changes; the rest changes with a figure, or with a moment that passes."""
        address = request.build_absolute_uri()
        if snapshot is not None:
            frozen = self.file.frozen(snapshot)
            if frozen is None:
                raise InvalidInput([no_tables(snapshot)])
            return Version.of(frozen.digest, address, modified=frozen.at, lasts=True)
        stamp = Stamp.of(self.stamp)
        passage = last_passage(stamp, timezone.now())
        since = max(filter(None, (last_change(stamp), passage)))
        return Version.of("open-data", stamp, passage, address, modified=since)


def _resource(file: OpenFile):
    example = "".join(lines(file, EXAMPLES.get(file.name, ())))
    return type(
        f"OpenData{file.name[0].upper()}{file.name[1:]}",
        (CsvResource,),
        {
            "file": file,
            "question": file.question,
            "summary": f"{file.title} als CSV",
            "explanation": " ".join(filter(None, (file.description, file.note))),
            "example": example,
        },
    )


class OpenDataDictionary(OpenResource):
    """The dictionary for machines."""

    tag = TAG
    summary = "Wat elke kolom van elk bestand betekent (CSV on the Web)"
    media_type = dictionary.MEDIA_TYPE
    renderer_classes = _only(dictionary.MEDIA_TYPE)
    answer = OpenApiTypes.OBJECT
    example = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}], "tables": [{"url": "goals.csv"}]}

    def get(self, request):
        self.question.read(request)
        body = written(dictionary.dictionary())
        return whole(request, Version.of_body(body, last_change(Stamp.of(self.stamp))), body, self.media_type)


class OpenDataCatalog(OpenResource):
    """The catalogue for other portals."""

    tag = TAG
    summary = "De catalogus van alle bestanden (DCAT-AP)"
    media_type = catalog.MEDIA_TYPE
    renderer_classes = _only(catalog.MEDIA_TYPE)
    answer = OpenApiTypes.OBJECT
    example = {"@type": "dcat:Catalog", "dcat:dataset": [{"@type": "dcat:Dataset"}]}

    def get(self, request):
        self.question.read(request)
        modified = last_change(Stamp.of(self.stamp))
        taken = sorted(public_snapshots(), key=lambda one: (one.moment.covers_until, one.code))
        body = written(catalog.catalog(request.build_absolute_uri, taken, modified))
        return whole(request, Version.of_body(body, modified), body, self.media_type)


urlpatterns = [
    *(
        path(f"openData/{name}.csv", _resource(file).as_view(), name=f"open-data-{name}")
        for name, file in FILES.items()
    ),
    path("openData/csv-metadata.json", OpenDataDictionary.as_view(), name="open-data-dictionary"),
    path("openData/catalog.jsonld", OpenDataCatalog.as_view(), name="open-data-catalog"),
]
