"""What the API says when it cannot answer: problem+json after the Belgian REST guide (belgif)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.views import exception_handler

API = "/api/"
CONTENT_TYPE = "application/problem+json"
GUIDE = "https://www.belgif.be/specification/rest/api-guide"
RETRY_AFTER = "30"
LONGEST_ECHO = 200

# Status: the name and the title of the guide's own problem type.
_STANDARD = {
    400: ("badRequest", "Bad Request"),
    401: ("noAccessToken", "No Access Token"),
    403: ("missingPermission", "Missing Permission"),
    404: ("resourceNotFound", "Resource Not Found"),
    413: ("payloadTooLarge", "Payload Too Large"),
    429: ("tooManyRequests", "Too Many Requests"),
    500: ("internalServerError", "Internal Server Error"),
    503: ("serviceUnavailable", "Service Unavailable"),
}
# The guide has no type for these.
_OWN = {
    405: ("methodNotAllowed", "Method Not Allowed"),
    406: ("notAcceptable", "Not Acceptable"),
    409: ("conflict", "Conflict"),
    412: ("preconditionFailed", "Precondition Failed"),
    428: ("preconditionRequired", "Precondition Required"),
    415: ("unsupportedMediaType", "Unsupported Media Type"),
}
ISSUE_TITLES = {
    "schemaViolation": "Input value is invalid with respect to the schema",
    "unknownInput": "Unknown input",
    "invalidInput": "Invalid input",
    "referencedResourceNotFound": "Referenced resource not found",
}

# What the guide has no type for: not wrong by itself, but it cannot be accepted as things stand.
OWN_ISSUES = {
    "changedMeanwhile": "Somebody else changed this meanwhile",
    "locked": "This can no longer be changed",
    "notReady": "This keeps the registration from being sent",
}


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong with a request; `about` names the thing it is about, `name` where that stands in the request."""

    kind: str
    name: str
    detail: str
    value: str | None = None
    where: str = "query"
    about: Mapping[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict:
        if self.kind in ISSUE_TITLES:
            data = {
                "type": f"urn:problem-type:belgif:input-validation:{self.kind}",
                "href": f"{GUIDE}/issues/{self.kind}.html",
                "title": ISSUE_TITLES[self.kind],
            }
        else:
            data = {"type": f"urn:problem-type:samenleven:{self.kind}", "title": OWN_ISSUES[self.kind]}
        data |= {"detail": _sendable(self.detail), **self.about}
        if self.name:
            data |= {"in": self.where, "name": _sendable(self.name)[:LONGEST_ECHO]}
        return data if self.value is None else data | {"value": _sendable(self.value)[:LONGEST_ECHO]}


def _sendable(text: str) -> str:
    """A text with a question mark for each half of a character: JSON can hold one, UTF-8 cannot."""
    return text.encode(errors="replace").decode()


class InvalidInput(APIException):
    """A request with things wrong in it; all of them are told at once."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, issues: Sequence[Issue]):
        self.issues = tuple(issues)
        super().__init__(
            self.issues[0].detail
            if len(self.issues) == 1
            else _("De vraag bevat %(count)s fouten.") % {"count": len(self.issues)}
        )


class InvalidToken(APIException):
    """A token that nobody gave, or whose time is over."""

    status_code = status.HTTP_401_UNAUTHORIZED
    kind = ("invalidAccessToken", "Invalid Access Token")
    challenge = 'Bearer realm="api", error="invalid_token"'

    def __init__(self):
        super().__init__(_("Dit toegangstoken is niet geldig, of niet meer. Vraag een nieuw."))


class MissingScope(APIException):
    """A token that is good, but not for this."""

    status_code = status.HTTP_403_FORBIDDEN
    kind = ("missingScope", "Missing Scope")

    def __init__(self, needed: Sequence[str]):
        self.more = {"requiredScopes": list(needed)}
        super().__init__(_("Uw toegangstoken heeft hiervoor de bevoegdheid niet."))


class Refused(APIException):
    """What is asked cannot be done as things stand now: nothing was changed, and it says why."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, detail: str, issues: Sequence[Issue] = (), **more):
        self.issues, self.more = tuple(issues), more
        super().__init__(detail)


class Outdated(Refused):
    """Somebody changed it since it was read (R18)."""

    status_code = status.HTTP_412_PRECONDITION_FAILED


class NoPrecondition(Refused):
    """Who changes something says what they read (R18)."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED


class TooLarge(Refused):
    """More than anybody needs to send."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


def problem(
    request: HttpRequest,
    status_code: int,
    detail: str,
    issues: Sequence[Issue] = (),
    *,
    kind: tuple[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """An answer that says what went wrong; its number is the one in the logs where that is a UUID.

    `kind` is a type of the guide other than the ordinary one of the status, `more` what else it tells.
    """
    if kind or status_code in _STANDARD:
        name, title = kind or _STANDARD[status_code]
        data = {"type": f"urn:problem-type:belgif:{name}", "href": f"{GUIDE}/problems/{name}.html"}
    else:
        name, title = _OWN.get(status_code, ("other", "Error"))
        data = {"type": f"urn:problem-type:samenleven:{name}"}
    body = data | {"title": title, "status": status_code, "detail": detail, "instance": _instance(request)}
    body |= more or {}
    if issues:
        body["issues"] = [issue.as_data() for issue in issues]
    response = JsonResponse(body, status=status_code, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = CONTENT_TYPE
    response["Cache-Control"] = "no-store"
    return response


def _instance(request):
    try:
        number = uuid.UUID(getattr(request, "trace_id", ""))
    except ValueError:
        number = uuid.uuid4()
    return f"urn:uuid:{number}"


def only_read(view):
    """A page under /api/ that is only read: every other method is a problem, as it is for a resource."""

    @csrf_exempt  # nothing is done with what is posted
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        response = problem(request, 405, _sentence(405))
        response["Allow"] = "GET, HEAD"
        return response

    return answer


def problem_handler(exc, context):
    """REST framework's exceptions as problems; what is nobody's mistake goes on to `core.outage`."""
    request = context["request"]._request
    answer = exception_handler(exc, context)
    if answer is None:
        return None
    response = problem(
        request,
        answer.status_code,
        _detail(exc, answer.status_code),
        getattr(exc, "issues", ()),
        kind=getattr(exc, "kind", None),
        more=getattr(exc, "more", None),
    )
    for header in ("Retry-After", "WWW-Authenticate"):
        if header in answer:
            response[header] = answer[header]
    if isinstance(exc, InvalidToken):
        response["WWW-Authenticate"] = exc.challenge
    return response


def _detail(exc, status_code):
    """Our own words where we raised it, else a sentence for the status."""
    if isinstance(exc, InvalidInput | InvalidToken | MissingScope | Refused | NotFound):
        return str(exc.detail)
    return _sentence(status_code)


def _sentence(status_code):
    return {
        400: _("Deze vraag is niet te begrijpen."),
        401: _("Hiervoor is een toegangstoken nodig."),
        403: _("U hebt geen toegang tot deze gegevens."),
        404: _("Dit adres bestaat niet."),
        405: _("Dit kan hier niet: de header Allow zegt wat wel kan."),
        406: _("In dit formaat bestaan deze gegevens niet."),
        415: _("Stuur de gegevens als application/json."),
        429: _("Te veel vragen na elkaar. Probeer het straks opnieuw."),
        500: _("Er ging iets mis bij ons. Probeer het straks opnieuw, of meld het met het nummer van dit probleem."),
    }.get(status_code, _("Deze vraag kan niet beantwoord worden."))


def _either(status_code, page):
    """A handler of Django for what no view caught: a problem under /api/, elsewhere its page."""

    def handler(request, *args, **kwargs):
        if request.path.startswith(API):
            return problem(request, status_code, _sentence(status_code))
        # Django's pages ask for the token in the form. It may be no form at all, and then they would fail over it (once more).
        request._mark_post_parse_error()
        return page(request, *args, **kwargs)

    return handler


bad_request = _either(400, defaults.bad_request)
permission_denied = _either(403, defaults.permission_denied)
page_not_found = _either(404, defaults.page_not_found)
server_error = _either(500, defaults.server_error)
