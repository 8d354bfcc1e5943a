"""How the API describes itself: what every resource has in common stands here once (docs/openapi.yaml)."""

import re
from functools import cache

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from samenleven.core.api.problem_examples import PROBLEMS
from samenleven.core.api.questions import PAGE_SIZE
from samenleven.core.problems import CONTENT_TYPE as PROBLEM
from samenleven.core.problems import ISSUE_TITLES, OWN_ISSUES

HOST = "https://voorbeeld.vlaanderen.be"
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


RETRY = OpenApiParameter(
    "Retry-After",
    int,
    OpenApiParameter.HEADER,
    response=["429"],
    description="Na hoeveel seconden u het opnieuw kunt vragen.",
)


class IssueSerializer(serializers.Serializer):
    """One thing that is wrong with a request, or that stands in its way."""

    type = serializers.ChoiceField(
        choices=[
            *(f"urn:problem-type:belgif:input-validation:{kind}" for kind in ISSUE_TITLES),
            *(f"urn:problem-type:samenleven:{kind}" for kind in OWN_ISSUES),
        ]
    )
    href = serializers.URLField(required=False)
    title = serializers.CharField()
    detail = serializers.CharField(help_text="Wat er fout is, in het Nederlands.")
    name = serializers.CharField(required=False, help_text="De parameter, of de plaats in wat u stuurde.")
    value = serializers.CharField(required=False, help_text="Wat er stond.")
    participation = serializers.IntegerField(required=False, help_text="Over welke deelname het gaat.")
    line = serializers.IntegerField(required=False, help_text="Over welke aanvraaglijn het gaat.")
    action = serializers.IntegerField(required=False)
    indicator = serializers.CharField(required=False)
    localGovernment = serializers.CharField(required=False)  # noqa: N815 (its name in the API)

    def get_fields(self):
        # `in` cannot be the name of a class attribute in Python
        return super().get_fields() | {"in": serializers.ChoiceField(choices=["query", "body"], required=False)}


class LockSerializer(serializers.Serializer):
    """Why something cannot be changed (R31)."""

    code = serializers.CharField(help_text="Een woord voor programma's.")
    why = serializers.CharField(help_text="Waarom, in het Nederlands.")
    since = serializers.DateTimeField(required=False)
    opens = serializers.CharField(help_text="Wie het weer kan openen, en tot wanneer.")


class ProblemSerializer(serializers.Serializer):
    """What went wrong, after RFC 9457 and the Belgian REST guide."""

    type = serializers.CharField(help_text="De soort van het probleem.")
    href = serializers.URLField(required=False, help_text="Uitleg over deze soort.")
    title = serializers.CharField(help_text="De naam van de soort, in het Engels.")
    status = serializers.IntegerField(help_text="De HTTP-status.")
    detail = serializers.CharField(help_text="Wat er fout is, in het Nederlands.")
    instance = serializers.CharField(help_text="Het nummer van dit ene probleem.")
    issues = IssueSerializer(many=True, required=False, help_text="Alles wat fout is aan de vraag.")
    requiredScopes = serializers.ListField(  # noqa: N815 (its name in the API)
        child=serializers.CharField(), required=False, help_text="Een van deze bevoegdheden is nodig."
    )
    lock = LockSerializer(required=False, help_text="Waarom er niets meer te wijzigen is.")


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
        limited = [RETRY] if self.view.throttle_classes else []
        versions = [ETAG, MODIFIED] if self.view.has_versions else []
        return [*self.keys(), *asked, TRACE, *limited, *versions]

    def keys(self):
        """What stands in the address, explained as in the answer, with the one of the example."""
        return [self._key(name) for name in re.findall(r"{(\w+)}", self.path)]

    def _key(self, name):
        field = self.view.answer().fields[name]
        kind = int if isinstance(field, serializers.IntegerField) else str
        example = OpenApiExample("Voorbeeld", value=kind(self.view.example[name]))
        return OpenApiParameter(name, kind, OpenApiParameter.PATH, description=field.help_text, examples=[example])

    def get_response_serializers(self):
        answers: dict = {(200, self.view.media_type): OpenApiResponse(self._answer(), description="Het antwoord.")}
        if self.view.has_versions:
            answers[304] = OpenApiResponse(description="U hebt deze versie al (If-None-Match).")
        for status, (answer, description) in self.view.other_answers.items():
            answers[status] = OpenApiResponse(answer, description=description)
        return answers | problems(self.statuses())

    def statuses(self):
        """Which problems a question can meet."""
        missing = [404] if "{" in self.path else []
        return [400, *missing, 406, *([429] if self.view.throttle_classes else []), "default"]

    def get_examples(self):
        answer = OpenApiExample(
            "Voorbeeld",
            value=self._example(),
            response_only=True,
            status_codes=["200"],
            media_type=self.view.media_type,
        )
        return [answer, *self.other_examples(), *problem_examples(self.statuses())]

    def other_examples(self):
        """Examples of the other answers, where there are."""
        return [
            OpenApiExample("Voorbeeld", value=value, response_only=True, status_codes=[str(status)])
            for status, value in self.view.other_examples.items()
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


def problems(statuses):
    """What an operation answers when it cannot."""
    return {
        (status, PROBLEM): OpenApiResponse(ProblemSerializer, description=PROBLEMS[status].description)
        for status in statuses
    }


def problem_examples(statuses):
    """An example of each."""
    return [
        OpenApiExample(name, value=value, response_only=True, status_codes=[str(status)], media_type=PROBLEM)
        for status in statuses
        for name, value in PROBLEMS[status].examples.items()
    ]


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
