"""The row history knows who asked."""

import pghistory

from samenleven.core.problems import API


class HistoryMiddleware:
    """Every change in a request is kept with the id of the user, and nothing else of the person (R41)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        # A cookie says nothing in the API: there the resource tells whose token it is.
        is_page = hasattr(request, "user") and not request.path.startswith(API)
        user = request.user.pk if is_page and request.user.is_authenticated else None
        with pghistory.context(user=user, trace=getattr(request, "trace_id", None)):
            return self.get_response(request)
