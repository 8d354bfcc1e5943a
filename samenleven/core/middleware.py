"""Every answer carries the number under which the logs know it; open data asks nobody who they are."""

import re
import uuid

import structlog
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django_structlog.middlewares import RequestMiddleware

from samenleven.core.outage import OUTAGES, unavailable

_ACCEPTED = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class TraceMiddleware:
    """BelGov-Trace-Id on every answer, and in every log line of the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.headers.get("BelGov-Trace-Id", "")
        request.trace_id = asked if _ACCEPTED.match(asked) else str(uuid.uuid4())
        structlog.contextvars.bind_contextvars(trace_id=request.trace_id)
        response = self.get_response(request)
        response["BelGov-Trace-Id"] = request.trace_id
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Signing in is the rule; where a view says it is not, its answer does not depend on the cookie either."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class OutageMiddleware:
    """What the database could not do for a view is told in a sentence, not as a fault of ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        return unavailable(request, error) if isinstance(error, OUTAGES) else None


class RequestLogMiddleware(RequestMiddleware):
    """A line when a request begins and ends; it names the user where the view asked, and never asks by itself."""

    @staticmethod
    def bind_user_id(request):
        if request.session.accessed:
            RequestMiddleware.bind_user_id(request)
