"""The results for everybody: per round, goal, action and local government, only what is frozen or was promised (R33, R37)."""

from difflib import get_close_matches

from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Replace
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpi.figures.results import public_rounds
from kpi.filters import only
from kpi.views import result_contents as contents
from municipalities.models import LocalGovernment
from municipalities.models.local_government import sort_key
from samenleven.core.kept import Address, Drawn, calendar_rests_until, kept, show
from samenleven.core.templatetags.ui import breadcrumb

FOUND_AT_MOST = 40
NEAR_AT_MOST = 5
NEAR_ENOUGH = 0.6  # of difflib: two letters in a name of eight may be wrong


@require_safe
@login_not_required
def results(request):
    """The rounds and the goals at a glance, and the way to one's own local government."""
    return _kept_page(request, "kpi/_results.html", lambda address, rounds: contents.at_a_glance(rounds))


@require_safe
@login_not_required
def results_round(request, code):
    """A round: its figures per goal and action."""
    return _kept_page(request, "kpi/_results_round.html", lambda address, rounds: contents.of_round(rounds, code))


@require_safe
@login_not_required
def results_goal(request, number):
    """A goal: its actions, each with a row per round."""
    return _kept_page(request, "kpi/_results_goal.html", lambda address, rounds: contents.of_goal(rounds, number))


@require_safe
@login_not_required
def results_action(request, number):
    """An action: a row per round, and its local governments in one of them."""

    def fill(address, rounds):
        found = contents.of_action(rounds, number)
        return found | contents.members_in(found["rows"], number, address.GET)

    return _kept_page(request, "kpi/_results_action.html", fill, "ronde", "kaart", "page")


@require_safe
@login_not_required
def results_local_government(request, code):
    """What does my municipality do: everything it takes part in, on the map of now (R9)."""
    return _kept_page(
        request,
        "kpi/_results_local_government.html",
        lambda address, rounds: contents.of_local_government(rounds, code),
    )


@require_safe
@login_not_required
def results_search(request):
    """Who is called so; a name that only one body of today has leads to its page."""
    name = only(request.GET, "naam").get("naam", "")
    found = list(_called(name)) if name else []
    today = timezone.localdate()
    now = [one for one in found if one.valid_until is None or one.valid_until >= today]
    exact = [one for one in now if _run_on(one.name) == _run_on(name) or one.code == name.lower()]
    for these in (exact, found):
        if len(these) == 1:
            return redirect("kpi:results-local-government", these[0].code)
    context = {"name": name, "found": found[:FOUND_AT_MOST], "is_more": len(found) > FOUND_AT_MOST, "today": today}
    if name and not found:
        context["near"] = _near(name, today)
    return render(request, "kpi/results_search.html", context)


def _called(name):
    """Who is called so, whatever the case, accents, hyphens and spaces; names that begin so come first."""
    key = _run_on(name)
    of_name = Q(run_on__contains=key) if key else Q(pk=None)
    return (
        LocalGovernment.objects.alias(run_on=Replace("sort_name", Value(" "), Value("")))
        .filter(Q(code=name.lower()) | of_name)
        .select_related("successor")
        .order_by(Case(When(run_on__startswith=key, then=0), default=1), "sort_name", "-valid_from", "code")[
            : FOUND_AT_MOST + 1
        ]
    )


def _near(name, today):
    """Those of today whose names look like what was typed, the nearest first; at most five."""
    now = LocalGovernment.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today)).order_by("sort_name", "code")
    of_key = {_run_on(one.name): one for one in now}
    return [of_key[key] for key in get_close_matches(_run_on(name), of_key, n=NEAR_AT_MOST, cutoff=NEAR_ENOUGH)]


def _run_on(name) -> str:
    """A name in one run: without case, accents, hyphens and spaces, as nobody types them alike."""
    return sort_key(name).replace(" ", "")


def _kept_page(request, template, fill, *names):
    """A page of results, the same for everybody: kept until a figure or the calendar changes."""
    address = Address(request.path, only(request.GET, *names))

    def draw():
        rounds = public_rounds()
        context = fill(address, rounds)
        coming = [one.deadline for one in rounds if one.deadline and not one.is_due]
        return Drawn(
            content=render_to_string(template, context, address),
            until=calendar_rests_until(min(coming, default=None)),
            title=context["title"],
            trail=breadcrumb(*context["steps"]) if "steps" in context else "",
        )

    return show(request, "kpi/results.html", kept(address, draw))
