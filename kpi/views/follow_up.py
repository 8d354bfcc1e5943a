"""The completeness grid: who reported what, who is late, what was sent back; the first page of who follows up."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kpi.figures.completeness import completeness
from kpi.filters.follow_up import SLUGS, FollowUpForm, follow_up_query, promised_moments
from kpi.models import Message
from kpi.states import LineState
from kpi.views.doors import for_ministry
from kpi.views.words import deadline_in_words
from samenleven.core.htmx import render_page

MEANINGS = {
    LineState.RETURNED: _("Minstens één bestuur moet cijfers verbeteren die het indiende."),
    LineState.LATE: _("De deadline van dit bestuur is voorbij en er ontbreekt nog iets."),
    LineState.NOT_STARTED: _("Nog niemand vulde iets in."),
    LineState.DRAFT: _("Er is iets ingevuld, maar nog niet alles is vrijgegeven of ingediend."),
    LineState.RELEASED: _("Alle leden gaven hun cijfers vrij. De trekker moet nog indienen."),
    LineState.CORRECTING: _("Alles is ingediend; iemand verbetert nog iets. Tot dan geldt wat er staat."),
    LineState.SENT: _("Alles is ingediend."),
}


@require_safe
@for_ministry
def follow_up(request):
    """Applicant by action, with the counts per state on top."""
    form = read_form(request)
    context = {"form": form, "moment": form.chosen}
    if form.chosen and form.is_valid():
        context |= _grid(request, form)
    return render_page(request, "kpi/follow_up.html", context)


def read_form(request):
    """The form of an address, with everything it may choose from."""
    return FollowUpForm(follow_up_query(request.GET), moments=promised_moments(), now=timezone.now())


def to_follow_up(request, name="kpi:follow-up"):
    """Where the ministry goes that asks for the list of registrations, or its file; what the grid knows of the address goes along."""
    return redirect(_address(follow_up_query(request.GET, "sort"), name))


def _grid(request, form):
    asked = form.asked(request.GET.get("sort", ""), request.GET.get("page", ""))
    found = completeness(asked)
    moment, chosen = form.chosen, follow_up_query(request.GET)
    return {
        "grid": found,
        "page": Paginator(range(found.total), found.page_size).get_page(found.page),
        "columns": [
            offer for offer in sorted(form.offers, key=lambda one: one.number) if offer.number in found.actions
        ],
        "tiles": [_tile(state, found.states.get(state, 0), chosen, form.state) for state in LineState],
        "meanings": MEANINGS.items(),
        "csv_url": _address(follow_up_query(request.GET, "sort"), "kpi:follow-up-csv"),
        "excel_url": _address(follow_up_query(request.GET, "sort"), "kpi:follow-up-excel"),
        "questions": Message.objects.visible_to(request.user).filter(moment=moment).waiting().count(),
        # Of the whole moment, as the number is: whatever else is chosen now.
        "questions_url": f"{reverse('kpi:follow-up')}?moment={moment.code}&loopt=vraag",
        "burden_url": f"{reverse('kpi:burden')}?ronde={moment.round.code}",
        "as_of": asked.now,
        "deadline": deadline_in_words(moment.deadline, moment.deadline_precision, asked.now),
    }


def _tile(state, number, chosen, asked):
    """A count that is a link: to the applicants in that state, or back to all where it is chosen already."""
    query = chosen.copy()
    query["stand"] = "" if state == asked else SLUGS[state]
    return {
        "state": state.value,
        "label": state.label,
        "number": number,
        "href": _address(follow_up_query(query)),
        "is_chosen": state == asked,
    }


def _address(query, name="kpi:follow-up"):
    return reverse(name) + (f"?{query.urlencode()}" if query else "")
