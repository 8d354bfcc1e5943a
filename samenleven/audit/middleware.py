"""The row history knows who asked."""

import pghistory


class HistoryMiddleware:
    """Every change in a request is kept with the id of the user, and nothing else of the person (R41)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user = request.user.pk if hasattr(request, "user") and request.user.is_authenticated else None
        with pghistory.context(user=user, trace=getattr(request, "trace_id", None)):
            return self.get_response(request)
