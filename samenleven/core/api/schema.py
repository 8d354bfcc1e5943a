"""How the API describes itself: what every resource has in common stands here once (docs/openapi.yaml)."""

from functools import cache

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from samenleven.core.api.questions import PAGE_SIZE
from samenleven.core.problems import CONTENT_TYPE as PROBLEM
from samenleven.core.problems import ISSUE_TITLES

HOST = "https://voorbeeld.vlaanderen.be"
WRONG = {
    "type": "urn:problem-type:belgif:badRequest",
    "href": "https://www.belgif.be/specification/rest/api-guide/problems/badRequest.html",
    "title": "Bad Request",
    "status": 400,
    "detail": "De parameter kleur bestaat hier niet.",
    "instance": "urn:uuid:d9e35127-e9b1-4201-a211-2b52e52508df",
    "issues": [
        {
            "type": "urn:problem-type:belgif:input-validation:unknownInput",
            "href": "https://www.belgif.be/specification/rest/api-guide/issues/unknownInput.html",
            "title": "Unknown input",
            "detail": "De parameter kleur bestaat hier niet.",
            "in": "query",
            "name": "kleur",
            "value": "rood",
        }
    ],
}
TRACE = OpenApiParameter(
    "BelGov-Trace-Id",
    str,
    OpenApiParameter.HEADER,
    response=True,
    description="Het nummer waaronder onze logboeken deze vraag kennen.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=["200", "304"], description="De versie van dit antwoord."
)
MODIFIED = OpenApiParameter(
    "Last-Modified",
    str,
    OpenApiParameter.HEADER,
    response=["200", "304"],
    description="Sinds wanneer dit antwoord zo luidt.",
)


class IssueSerializer(serializers.Serializer):
    """One thing that is wrong with a request."""

    type = serializers.ChoiceField(
        choices=[f"urn:problem-type:belgif:input-validation:{kind}" for kind in ISSUE_TITLES]
    )
    href = serializers.URLField()
    title = serializers.CharField()
    detail = serializers.CharField(help_text="Wat er fout is, in het Nederlands.")
    name = serializers.CharField(help_text="De parameter.")
    value = serializers.CharField(required=False, help_text="Wat er stond.")

    def get_fields(self):
        # `in` cannot be the name of a class attribute in Python
        return super().get_fields() | {"in": serializers.ChoiceField(choices=["query"])}


class ProblemSerializer(serializers.Serializer):
    """What went wrong, after RFC 9457 and the Belgian REST guide."""

    type = serializers.CharField(help_text="De soort van het probleem.")
    href = serializers.URLField(required=False, help_text="Uitleg over deze soort.")
    title = serializers.CharField(help_text="De naam van de soort, in het Engels.")
    status = serializers.IntegerField(help_text="De HTTP-status.")
    detail = serializers.CharField(help_text="Wat er fout is, in het Nederlands.")
    instance = serializers.CharField(help_text="Het nummer van dit ene probleem.")
    issues = IssueSerializer(many=True, required=False, help_text="Alles wat fout is aan de vraag.")


class OpenSchema(AutoSchema):
    """The description of a resource, from what its view says of itself."""

    def get_operation_id(self):
        name = type(self.view).__name__
        return name[0].lower() + name[1:]

    def get_tags(self):
        return [self.view.tag]

    def get_summary(self):
        return self.view.summary

    def get_description(self):
        return self.view.explanation

    def get_override_parameters(self):
        asked = [self.view.question] if self.view.question().fields else []
        return [*asked, TRACE, *([ETAG, MODIFIED] if self.view.has_versions else [])]

    def get_response_serializers(self):
        answers: dict = {(200, self.view.media_type): OpenApiResponse(self._answer(), description="Het antwoord.")}
        if self.view.has_versions:
            answers[304] = OpenApiResponse(description="U hebt deze versie al (If-None-Match).")
        answers[400, PROBLEM] = OpenApiResponse(ProblemSerializer, description="Er is iets fout aan de vraag.")
        if "{" in self.path:
            answers[404, PROBLEM] = OpenApiResponse(ProblemSerializer, description="Dit bestaat niet.")
        for status, (answer, description) in self.view.other_answers.items():
            answers[status] = OpenApiResponse(answer, description=description)
        answers["default", PROBLEM] = OpenApiResponse(ProblemSerializer, description="Een ander probleem.")
        return answers

    def get_examples(self):
        return [
            OpenApiExample(
                "Voorbeeld",
                value=self._example(),
                response_only=True,
                status_codes=["200"],
                media_type=self.view.media_type,
            ),
            OpenApiExample("Onbekende parameter", value=WRONG, response_only=True, status_codes=["400"]),
        ]

    def _example(self):
        view = self.view
        if not view.is_collection:
            return view.example
        address = f"{HOST}{self.path}"
        item = (
            {"href": f"{address}/{next(iter(view.example.values()))}"} | view.example if view.document else view.example
        )
        page = {"items": [item], "total": 1, "page": 1, "pageSize": PAGE_SIZE}
        return {"self": address} | view.envelope_example | page

    def _answer(self):
        view = self.view
        if not view.is_collection:
            return view.answer
        item = _in_collection(view.answer) if view.document else view.answer
        fields = {
            "self": serializers.URLField(help_text="Het adres van dit antwoord."),
            **view.envelope_fields(),
            "items": serializers.ListField(child=item()),
            "total": serializers.IntegerField(min_value=0, help_text="Hoeveel er in het geheel zijn."),
            "page": serializers.IntegerField(min_value=1),
            "pageSize": serializers.IntegerField(min_value=1),
            "next": serializers.URLField(required=False, help_text="De volgende pagina."),
            "prev": serializers.URLField(required=False, help_text="De vorige pagina."),
        }
        return inline_serializer(f"{_name(view.answer)}Collection", fields)


def tidied(result, **_kwargs):
    """A hook: the document without the marks that spectacular leaves for a hook we do not use."""
    if isinstance(result, dict):
        return {key: tidied(value) for key, value in result.items() if key != "x-spec-enum-id"}
    return [tidied(value) for value in result] if isinstance(result, list) else result


@cache
def _in_collection(serializer):
    """The same thing with its own address."""
    href = serializers.URLField(help_text="Het adres van dit ene ding.")
    return type(f"{_name(serializer)}InCollection", (serializer,), {"href": href})


def _name(serializer):
    return serializer.__name__.removesuffix("Serializer")
