"""The boards as pages, as pictures and as files: made of one answer, so that they say the same."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpi.figures import CountWithoutList
from kpi.filters import address_query
from kpi.views.boards import BOARDS
from kpi.views.boards.board import PICTURES, TAKEN_HOME, Board, chart_of, facts_of, in_order, picture_of, pictures_at
from kpi.views.dashboard import kept_page, read_form
from kpi.views.doors import for_ministry
from kpi.views.exports import about_figures, columns_of, file_name
from samenleven.core.charts import TYPES, draw
from samenleven.core.kept import Address, calendar_rests_until, remembered
from samenleven.core.tables import Download, Table

PAGE_SIZE = 60  # a page of such a table stays below 60 kB


@require_safe
@for_ministry
def board(request, slug):
    """A chart with what it says of itself, its table, and the ways to take both home."""
    found = board_or_404(slug)

    def fill(form, address):
        question, shown = form.question(), found.find(form)
        rows = in_order(shown, address.GET.get("sort", ""))
        facts = facts_of(found, form, question, shown)
        page = Paginator(rows, PAGE_SIZE).get_page(address.GET.get("page"))
        said = {"shown": shown, "page": page, "facts": facts, "reported": shown.whole}
        # A board of every round has no deadline of its own.
        return said if found.of_round else said | {"deadline": ""}

    return kept_page(
        request,
        "kpi/_board.html",
        fill,
        "sort",
        "page",
        *found.names,
        form_class=found.form,
        about_page=lambda address: about_board(found, address),
    )


@require_safe
@for_ministry
def board_picture(request, slug, form):
    """The chart alone: on the page, on a narrow page, or to take home with its title inside."""
    found, size = board_or_404(slug), request.GET.get("vorm", "")
    if size not in PICTURES:
        raise Http404
    address = _address(found, request)
    about = [address.path, address.GET.urlencode()]

    def make():
        picture = remembered(["picture", *about], lambda: _picture(found, address))
        if picture is None:
            return None, calendar_rests_until()
        made, until, name = picture
        drawing = draw(chart_of(found, made, size), form)
        return (drawing.body, drawing.etag, name), until

    drawn = remembered(["drawn", form, size, *about], make)
    if drawn is None:
        raise Http404
    body, etag, name = drawn
    response = HttpResponse(body, content_type=TYPES[form])
    # Asked again at each look, and nearly always answered that it is still the same.
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = etag
    if size == TAKEN_HOME:
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return get_conditional_response(request, etag=etag, response=response)


def _picture(found, address):
    """What the chart of an address is made of, or nothing where its filters ask for nothing that can be drawn."""
    form = read_form(address, found.form)
    if form.round is None or not form.is_valid():
        return None, calendar_rests_until()
    question, until = form.question(), calendar_rests_until(form.next_deadline)
    try:
        shown = found.find(form)
    except CountWithoutList:
        return None, until
    return (picture_of(found, form, question, shown), until, file_name(form, question, f"_{found.slug}")), until


@require_safe
@for_ministry
def board_file(request, slug, write):
    """The table of a board; an address that cannot be answered goes to the page, which says why."""
    found = board_or_404(slug)
    address = _address(found, request, "sort")
    form = read_form(address, found.form)
    if form.round is None or not form.is_valid():
        return redirect(address.path + address.query)
    question = form.question()
    try:
        shown = found.find(form)
    except CountWithoutList:
        return redirect(address.path + address.query)
    rows = in_order(shown, address.GET.get("sort", ""))
    columns = columns_of(form, question, shown.columns, of_round=found.of_round)
    about = [*about_figures(form, question, shown.whole), *((_("Let op"), note) for note in shown.notes)]
    return write(
        Download(
            name=file_name(form, question, f"_{found.slug}"),
            title=shown.title,
            tables=[Table(str(found.title), columns, [*rows, *([shown.total] if shown.total else [])])],
            page=address.path + address.query,
            about=about,
        )
    )


def about_board(found: Board, address) -> dict:
    """What every page of a board knows of it, whatever was asked."""
    return {
        "board": found,
        "title": str(found.title),
        "steps": (_("Dashboard"), reverse("kpi:dashboard") + address.filters, str(found.title)),
    } | pictures_at(found, address)


def _address(found, request, *names) -> Address:
    return Address(reverse("kpi:board", args=[found.slug]), address_query(request.GET, *found.names, *names))


def board_or_404(slug) -> Board:
    """The board of an address."""
    if slug not in BOARDS:
        raise Http404
    return BOARDS[slug]
