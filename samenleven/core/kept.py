"""Pages that many people ask and that change only when a figure or the calendar does: drawn once, then kept.

What is kept holds nothing of who asked: it is drawn without the request, from its address alone, so no name and no
CSRF token can get into it. It is kept under everything it depends on: the stamp of the figures, the address and the
version of the code; and no longer than until the calendar decides something. A cache that is away only makes it slower.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString

from samenleven.core.clock import day_in_brussels, end_of_day
from samenleven.core.htmx import VARIES_ON, wants_fragment
from samenleven.core.models import Stamp
from samenleven.core.release import release

# What a deadline and midnight do not tell: how far the clocks of two machines may be apart.
LONGEST = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Address:
    """What a kept page may know of a request: where it is. It stands for the request where the page is drawn."""

    path: str
    GET: QueryDict

    @property
    def query(self) -> str:
        """The filters and the order as they follow an address, with the question mark."""
        return self._without("page")

    @property
    def filters(self) -> str:
        """The filters alone as they follow an address."""
        return self._without("page", "sort")

    def _without(self, *names):
        rest = self.GET.copy()
        for name in names:
            rest.pop(name, None)
        return f"?{rest.urlencode()}" if rest else ""


@dataclass(frozen=True)
class Drawn:
    """A drawn page: its content, until when the calendar leaves it alone, its title and the trail that leads to it."""

    content: str
    until: dt.datetime
    title: str = ""
    trail: str = ""


def calendar_rests_until(deadline=None) -> dt.datetime:
    """Until when no deadline passes and no day begins (what is known from a day on, the map of now)."""
    now = timezone.now()
    turns = [now + LONGEST, end_of_day(day_in_brussels(now))]
    if deadline is not None and deadline > now:
        turns.append(deadline)
    return min(turns)


def kept(address, draw, *depends_on) -> Drawn:
    """The page as it was drawn before, or drawn now."""

    def as_text():
        drawn = draw()
        return (str(drawn.content), drawn.until, str(drawn.title), str(drawn.trail)), drawn.until

    return Drawn(*remembered([address.path, address.GET.urlencode(), *depends_on], as_text))


def remembered(parts, make):
    """What was made of the figures before, or is made now; `make` gives it with the moment until which the calendar rests."""
    # The stamp is read before the figures: a change in between is seen at the next request, never missed.
    key = f"drawn:{hashlib.sha256(repr([release(), Stamp.of('figures'), *parts]).encode()).hexdigest()}"
    found = cache.get(key)
    if found is not None and timezone.now() < found[1]:
        return found[0]
    made, until = make()
    seconds = int((until - timezone.now()).total_seconds())
    if seconds > 0:
        cache.set(key, (made, until), timeout=seconds)
    return made


def show(request, template, drawn, context=None) -> HttpResponse:
    """The kept content as a page of this visitor, or for htmx by itself."""
    if wants_fragment(request):
        response = HttpResponse(drawn.content)
    else:
        page = {"content": SafeString(drawn.content), "title": drawn.title, "trail": SafeString(drawn.trail)}
        response = render(request, template, page | (context or {}))
    patch_vary_headers(response, VARIES_ON)
    return response
