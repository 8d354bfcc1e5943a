"""What software of local governments meets in the API: a token, and resources that ask for one."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from oauth2_provider.views.mixins import OAuthLibMixin
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, UnsupportedMediaType
from rest_framework.parsers import FormParser
from rest_framework.permissions import AllowAny
from rest_framework.request import is_form_media_type

from municipalities.models import Scope
from municipalities.oauth import ClientAuthentication, ClientScopes, HasScope
from samenleven.accounts.throttles import OfTokens, WithoutToken
from samenleven.core.api.answers import CONTENT_TYPE
from samenleven.core.api.bodies import StrictJSONParser
from samenleven.core.api.resources import Resource
from samenleven.core.api.schema import ETAG, RETRY, TRACE, OpenSchema, problems
from samenleven.core.problems import InvalidToken

TOKEN_ADDRESS = "/api/v1/oauth/token"  # noqa: S105 (an address)
READING = ("GET", "HEAD", "OPTIONS")
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="De ETag van de registratie zoals u ze las: wat intussen veranderde, wordt niet overschreven.",
)


class ClientScheme(OpenApiAuthenticationExtension):
    """How the description says that a token is needed."""

    target_class = ClientAuthentication
    name = "toepassing"

    def get_security_definition(self, auto_schema):
        scopes = ClientScopes().get_all_scopes()
        return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": TOKEN_ADDRESS, "scopes": scopes}}}

    def get_security_requirement(self, auto_schema):
        return [{self.name: [scope]} for scope in auto_schema.view.scopes_for(auto_schema.method)]


@dataclass(frozen=True)
class Operation:
    """What a method of a resource does, for its description."""

    name: str
    summary: str
    explanation: str = ""
    body: Any = None
    body_example: dict = field(default_factory=dict)
    needs_precondition: bool = False
    can_be_refused: bool = False


class ClientSchema(OpenSchema):
    """The description of a resource that asks for a token: one operation for each of its methods."""

    @property
    def operation(self) -> Operation:
        return self.view.operations[self.method]

    def get_operation_id(self):
        return self.operation.name

    def get_summary(self):
        return self.operation.summary

    def get_description(self):
        return self.operation.explanation

    def get_request_serializer(self):
        return self.operation.body

    def get_override_parameters(self):
        asked = [self.view.question] if self.view.question().fields and self.method == "GET" else []
        return [*self.keys(), *asked, TRACE, RETRY, ETAG, *([IF_MATCH] if self.operation.needs_precondition else [])]

    def get_response_serializers(self):
        answers: dict = {200: OpenApiResponse(self._answer(), description="Het antwoord.")}
        if self.method == "GET":
            answers[304] = OpenApiResponse(description="U hebt deze versie al (If-None-Match).")
        return answers | problems(self.statuses())

    def statuses(self):
        found = [400, 401, 403, *([404] if "{" in self.path else []), 406, 429, "default"]
        if self.operation.can_be_refused:
            found += [409]
        if self.operation.needs_precondition:
            found += [412, 428]
        if self.operation.body:
            found += [413, 415]
        return sorted(found, key=str)

    def other_examples(self):
        sent = self.operation.body_example
        media = self.view.parser_classes[0].media_type
        return [OpenApiExample("Voorbeeld", value=sent, request_only=True, media_type=media)] if sent else []


class ClientResource(Resource):
    """Something only a client with a token may see or do, for the local governments it speaks for (R40)."""

    authentication_classes = [ClientAuthentication]
    permission_classes = [HasScope]
    parser_classes = [StrictJSONParser]
    schema = ClientSchema()
    operations: dict[str, Operation] = {}

    def initial(self, request, *args, **kwargs):
        """Who is refused for a token is counted too: what comes after it is not reached."""
        try:
            super().initial(request, *args, **kwargs)
        except (InvalidToken, NotAuthenticated):
            refused = WithoutToken()
            if not refused.allow_request(request, self):
                self.throttled(request, refused.wait())
            raise

    def scopes_for(self, method) -> list[str]:
        """One of these is enough."""
        return [Scope.READ.value, Scope.WRITE.value] if method in READING else [Scope.WRITE.value]


class TokenSerializer(serializers.Serializer):
    """A token, as RFC 6749 says it."""

    access_token = serializers.CharField(help_text="Stuur dit mee: Authorization: Bearer ...")
    token_type = serializers.ChoiceField(choices=["Bearer"])
    expires_in = serializers.IntegerField(help_text="Na hoeveel seconden het vervalt.")
    scope = serializers.CharField(help_text="De bevoegdheden, met een spatie ertussen.")


class TokenFaultSerializer(serializers.Serializer):
    """Why there is no token, as RFC 6749 says it."""

    error = serializers.ChoiceField(
        choices=["invalid_request", "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"]
    )
    error_description = serializers.CharField(required=False)


class TokenRequestSerializer(serializers.Serializer):
    """How a client says who it is: here, or in the header Authorization (Basic)."""

    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    client_id = serializers.CharField(required=False)
    client_secret = serializers.CharField(required=False)
    scope = serializers.CharField(required=False, help_text="Zonder: alle bevoegdheden die u hebt.")


class TokenSchema(ClientSchema):
    """The description of the address where a token is asked."""

    def get_override_parameters(self):
        return [TRACE, RETRY]

    def get_response_serializers(self):
        fault = OpenApiResponse(TokenFaultSerializer, description="Er is geen token, en waarom niet.")
        answer = OpenApiResponse(TokenSerializer, description="Het token.")
        return {200: answer, 401: fault, (400, CONTENT_TYPE): fault} | problems(self.statuses())

    def statuses(self):
        return [400, 406, 415, 429, "default"]

    def other_examples(self):
        wrong = {"error": "invalid_client"}
        grant = {"error": "unsupported_grant_type"}
        return [
            *super().other_examples(),
            OpenApiExample("Verkeerd geheim", value=wrong, response_only=True, status_codes=["401"]),
            OpenApiExample(
                "Ander grant_type", value=grant, response_only=True, status_codes=["400"], media_type=CONTENT_TYPE
            ),
        ]


class Token(OAuthLibMixin, Resource):
    """Where a client gets a token, and in one way only: with its own id and secret."""

    permission_classes = [AllowAny]
    throttle_classes = [OfTokens]
    parser_classes = [FormParser]
    schema = TokenSchema()
    tag = "Registraties"
    has_versions = False
    operations = {
        "POST": Operation(
            "token",
            "Een toegangstoken vragen",
            "Met de client_id en het geheim van uw toepassing, in de header Authorization (Basic) of in het formulier. "
            "Een token vervalt na een kwartier; vraag dan een nieuw.",
            body=TokenRequestSerializer,
            body_example={"grant_type": "client_credentials", "scope": "registrations:write"},
        )
    }
    answer = TokenSerializer
    example = {
        "access_token": "Rk3X8…",
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "registrations:read registrations:write",
    }

    def post(self, request):
        self.question.read(request)
        if not is_form_media_type(request.content_type or ""):
            raise UnsupportedMediaType(request.content_type)
        _address, headers, body, status = self.create_token_response(request._request)
        return HttpResponse(body, status=status, headers=headers | {"Cache-Control": "no-store"})
