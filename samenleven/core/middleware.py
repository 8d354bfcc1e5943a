"""Every answer carries the number under which the logs know it."""

import re
import uuid

import structlog

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
