"""The figures of a round for the ministry: at a glance, per local government, and where each comes from."""

from django.core.paginator import Paginator
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi.figures import CountWithoutList, aggregates
from kpi.figures.members import add_sheets, members_of
from kpi.figures.money import say_money
from kpi.figures.origin import origin_of
from kpi.figures.overview import Row, is_about_places, overview, row_of
from kpi.filters import DashboardForm, address_query, find_snapshot, read_choices
from kpi.views.boards import GOALS
from kpi.views.boards.board import facts_of, pictures_at
from kpi.views.boards.goals import shown_of as goals_of
from kpi.views.coming import coming_up
from kpi.views.doors import for_ministry
from kpi.views.words import check_in_words, deadline_in_words, way_out_in_words
from samenleven.core.clock import day_in_brussels
from samenleven.core.kept import Address, Drawn, calendar_rests_until, kept, show
from samenleven.core.templatetags.ui import breadcrumb

PAGE_SIZE = 40  # a page of this table stays below 60 kB


@require_safe
@for_ministry
def dashboard(request):
    """A round at a glance: per goal and action what was awarded, promised and reached."""
    return kept_page(request, "kpi/_dashboard.html", at_a_glance, "sort")


@require_safe
@for_ministry
def dashboard_action(request, number):
    """One action of a round, per local government."""

    def fill(form, address):
        return per_local_government(form, address, number)

    return kept_page(request, "kpi/_dashboard_action.html", fill, "sort", "page", action=number)


@require_safe
@for_ministry
def dashboard_origin(request, number, code):
    """Where the figures of one local government in one action come from (R8)."""

    def fill(form, address):
        return where_from(form, address, number, code)

    return kept_page(request, "kpi/_dashboard_origin.html", fill, has_form=False)


def at_a_glance(form, address) -> dict:
    """What the dashboard shows of the round."""
    question, sort, now = form.question(), address.GET.get("sort", ""), timezone.now()
    as_of = question.basis.as_of
    found = overview(question.basis, form.offers, question.filters, map_now=question.map_now, sort=sort)
    is_in_order = len(found.groups) != 1 or found.groups[0].goal is not None
    goals = goals_of(found, form)
    return {
        "overview": found,
        "reported": found.total.figure,
        "is_in_order": is_in_order,
        "goals": goals,
        "facts": facts_of(GOALS, form, question, goals),
        "goals_at": pictures_at(GOALS, address),
        # The calendar is of today, whatever day the figures are of: then it says so.
        "coming": coming_up(form.choices, now),
        "coming_beside": as_of if day_in_brussels(as_of) < day_in_brussels(now) else None,
    }


def per_local_government(form, address, number) -> dict:
    """What the page of an action shows: the action as a whole, and a page of its local governments."""
    offer, question = offer_or_404(form, number), form.question()
    filters = question.filters | {"goal": [], "action": [number]}
    whole = aggregates(question.basis, ("action",), filters, map_now=question.map_now)
    row = row_of(offer, whole[0] if whole else None, is_frozen=form.snapshot is not None)
    members = members_of(question.basis, filters, map_now=question.map_now, sort=address.GET.get("sort", ""))
    page = Paginator(members, PAGE_SIZE).get_page(address.GET.get("page"))
    if is_about_places(filters):
        say_money(row, [member.participant for member in members if member.participant])
    add_sheets(page.object_list, moment_id=question.moment_id, action=number, as_of=question.basis.as_of)
    title = f"{number}. {offer.title}"
    steps = (_("Dashboard"), reverse("kpi:dashboard") + address.filters, title)
    shown = {"row": row, "reported": row.figure, "is_rounded": any(member.is_rounded for member in page.object_list)}
    return shown | {"offer": offer, "page": page, "title": title, "steps": steps}


def where_from(form, address, number, code) -> dict:
    """What the explanation of a figure shows: its KPI's, rows and versions."""
    offer, question = offer_or_404(form, number), form.question()
    only_this = {"project_round": [form.round.code], "action": [number], "local_government": [code]}
    found = origin_of(question.basis, only_this, action=number, moment_id=question.moment_id, map_now=question.map_now)
    if found is None:
        raise Http404
    titles = {indicator.code: indicator.title for indicator in offer.indicators}
    rows = [
        (Row(figure=figure, is_frozen=form.snapshot is not None), titles.get(figure.indicator, ""))
        for figure in found.indicators
        if figure.indicator is not None
    ]
    name = found.member.figure.local_government_name
    steps = (
        _("Dashboard"),
        reverse("kpi:dashboard") + address.filters,
        f"{number}. {offer.title}",
        reverse("kpi:dashboard-action", args=[number]) + address.filters,
        name,
    )
    title = _("Herkomst van de cijfers van %(name)s") % {"name": name}
    shown = {
        "origin": found,
        "reported": found.member.figure,
        "is_rounded": any(row.is_rounded for row, _title in rows),
    }
    return shown | {"offer": offer, "indicators": rows, "title": title, "steps": steps}


def without_map(question, refusal, action=None) -> dict:
    """What a page says when its figures cannot be moved to the map of now: why, what can be asked, who reported."""
    of_action = {"goal": [], "action": [action]} if action else {}
    whole = aggregates(question.basis, (), question.filters | of_action)
    of_round = {"project_round": question.filters["project_round"]}
    listed = [
        one.action
        for one in aggregates(question.basis, ("action",), of_round)
        if one.list_complete and one.named_local_governments is None
    ]
    return {
        "refusal": f"{refusal} {way_out_in_words(listed)}",
        "reported": whole[0] if whole else None,
    }


def read_form(address, form_class=DashboardForm):
    """The form of an address, with everything it may choose from."""
    snapshot = find_snapshot(address.GET.get("momentopname"))
    return form_class(address.GET, choices=read_choices(address.GET.get("bestuur", "")), snapshot=snapshot)


def offer_or_404(form, number):
    """The action as offered in the round."""
    for offer in form.offers:
        if offer.number == number:
            return offer
    raise Http404


def about(form) -> dict:
    """What every page of figures says of its figures: of what, as known when, live or frozen (R1)."""
    said = {"form": form, "round": form.round, "snapshot": form.snapshot}
    if not form.is_valid():
        return said
    question = form.question()
    said |= {"question": question, "kind": form.kind_label, "basis": question.basis}
    if question.moment is None:
        said["deadline"] = _("Voor deze ronde is nog geen rapporteringsmoment bepaald.")
    else:
        moment = question.moment
        said["deadline"] = deadline_in_words(moment.deadline, moment.precision, question.basis.as_of)
    if form.snapshot:
        said["check"], said["check_tone"] = check_in_words(form.snapshot)
    return said | {"is_about_places": is_about_places(question.filters)}


def kept_page(request, template, fill, *names, has_form=True, action=None, form_class=DashboardForm, about_page=None):
    """A page of figures, kept until a figure or the calendar changes; an unreadable filter is explained on its form."""
    address = Address(request.path, address_query(request.GET, *names))
    snapshot = find_snapshot(address.GET.get("momentopname"))

    def draw():
        choices = read_choices(address.GET.get("bestuur", ""))
        form = form_class(address.GET, choices=choices, snapshot=snapshot)
        if not has_form and (form.round is None or not form.is_valid()):
            raise Http404
        if form.round is None:
            return Drawn(render_to_string("kpi/_dashboard_empty.html"), calendar_rests_until())
        context = about(form) | (about_page(address) if about_page else {})
        if form.is_valid():
            try:
                context |= fill(form, address)
            except CountWithoutList as refusal:
                context |= without_map(form.question(), refusal, action)
        return Drawn(
            content=render_to_string(template, context, address),
            until=calendar_rests_until(form.next_deadline),
            title=context.get("title", ""),
            trail=breadcrumb(*context["steps"]) if "steps" in context else "",
        )

    # No stamp tells of a recount, and what the newest one gave stands on the page.
    return show(request, "kpi/dashboard.html", kept(address, draw, snapshot.check_made if snapshot else None))
