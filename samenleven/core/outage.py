"""When the database lets a page down: somebody holds what it needs, or it is away. A sentence and 503, never a fault."""

import sys

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg import errors

from samenleven.core import problems

log = structlog.get_logger(__name__)

OUTAGES = (OperationalError, InterfaceError)
# The database works, but somebody else held a row for too long, or two waited for each other.
_BUSY = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected, errors.SerializationFailure)
_SOON = "5"


def is_busy(error: BaseException) -> bool:
    """Whether trying again in a moment helps: nothing is broken, and nothing was changed."""
    return isinstance(error, OperationalError) and isinstance(error.__cause__, _BUSY)


def sentence(error: BaseException) -> str:
    """What the person who asked is told."""
    if is_busy(error):
        return _("Er wordt net iets vastgelegd. Probeer het zo meteen opnieuw.")
    return _("De gegevens zijn even niet bereikbaar. Probeer het over enkele minuten opnieuw.")


def try_again(response: HttpResponse, error: BaseException) -> HttpResponse:
    """The same answer, as one that says: not now, but in so many seconds."""
    response.status_code = 503
    response["Retry-After"] = _SOON if is_busy(error) else problems.RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


def unavailable(request, error) -> HttpResponse:
    """A problem for a program, a sentence for htmx, a page that needs no database for everybody else."""
    text = sentence(error)
    log.warning("database_busy" if is_busy(error) else "database_unreachable", error=type(error.__cause__).__name__)
    if request.path.startswith(problems.API):
        answer = problems.problem(request, 503, text)
    elif request.headers.get("HX-Request") == "true":
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    else:
        context = {"text": text, "is_busy": is_busy(error), "path": request.get_full_path(), "typed": _typed(request)}
        answer = HttpResponse(render_to_string("503.html", context))
    return try_again(answer, error)


def _typed(request) -> list[tuple[str, str]]:
    """What was posted, to send once more: going back in a browser does not always bring it back.

    Its token is the one that came with it, so it can do no more than the first time. Files and passwords are not kept.
    """
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return []
    try:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
    except (SuspiciousOperation, OSError):
        return []  # too much of it, or the line broke off
    return [] if any("password" in name for name, _value in typed) else typed


def server_error(request, *args, **kwargs):
    """The last handler: also what goes wrong before a view is reached (the session stands in the database)."""
    error = sys.exception()
    if isinstance(error, OUTAGES):
        return unavailable(request, error)
    return problems.server_error(request, *args, **kwargs)
