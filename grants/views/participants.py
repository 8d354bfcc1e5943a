"""Who takes part in what, for everybody; and one local government with its mergers."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants import figures
from grants.filters import ParticipationFilter
from grants.models import Participation, Programme
from grants.states import Certainty
from municipalities.models import LocalGovernment, Merger
from municipalities.services import register
from samenleven.core.csv_files import excel_csv
from samenleven.core.kept import Address, Drawn, calendar_rests_until, kept, show
from samenleven.core.models import Stamp

PAGE_SIZE = 50
AN_HOUR = 60 * 60


class RememberingPaginator(Paginator):
    """Counts a list once, until something behind the figures changes: a count costs more the longer the list is."""

    def __init__(self, rows, per_page, *, key):
        super().__init__(rows, per_page)
        self.key = hashlib.sha256(key.encode()).hexdigest()

    @cached_property
    def count(self):
        key = f"participants:{Stamp.of('figures')}:{self.key}"
        found = cache.get(key)
        if found is None:
            found = self.object_list.count()
            cache.set(key, found, timeout=AN_HOUR)
        return found


@require_safe
@login_not_required
def participant_list(request):
    """Who takes part in what, with filters in the address."""
    address = Address(request.path, _known(request.GET))

    def draw():
        filters = _filters(address.GET, request.user)
        page = RememberingPaginator(filters.rows(address.GET.get("sort", "")), PAGE_SIZE, key=address.filters)
        return _drawn(filters, page.get_page(address.GET.get("page")), address)

    return show(request, "grants/participants.html", kept(address, draw))


@require_safe
@login_not_required
def participant_csv(request):
    """The same list as a file for Excel; a filter that cannot be read gives the page with its error."""
    address = Address(request.path, _known(request.GET))
    filters = _filters(address.GET, request.user)
    if not filters.form.is_valid():
        drawn = _drawn(filters, Paginator(filters.rows(), PAGE_SIZE).get_page(1), address)
        return render(request, "grants/participants.html", {"content": drawn.content}, status=400)
    header = [
        _("Projectronde"),
        _("Nummer van de actie"),
        _("Actie"),
        _("Code"),
        _("Lokaal bestuur"),
        _("Toen"),
        _("Referentieregio"),
        _("Provincie"),
        _("Samenwerkingsverband"),
        _("Zekerheid"),
    ]
    certainty = dict(Certainty.choices)
    rows = (
        [
            row["round_code"],
            row["action_number"],
            row["action_title"],
            row["code"],
            row["name"],
            ", ".join(row.get("then") or [row["name"]]),
            row["region"],
            row["province"],
            row["partnership"],
            certainty[row["certainty"]],
        ]
        for row in figures.with_places(filters.rows(address.GET.get("sort", "")).iterator(1000), filters.bodies)
    )
    return excel_csv("plan-samenleven_deelnemers.csv", header, rows)


@require_safe
@login_not_required
def local_government(request, code):
    """One local government: what it merged with, and what it takes part in."""
    this = get_object_or_404(
        LocalGovernment.objects.visible_to(request.user).select_related("reference_region", "successor"), code=code
    )
    taken_over = [pk for pk, heir in register.heirs_among(register.everybody()).items() if heir == this]
    programme = Programme.objects.visible_to(request.user).current()
    rows = (
        figures.in_programme(Participation.objects.visible_to(request.user), programme)
        .filter(local_government__in=[this.pk, *taken_over])
        .select_related(
            "local_government", "line__offer__action", "line__application__round", "line__application__partnership"
        )
        .order_by("-line__application__round__number", "line__offer__action__number", "local_government__sort_name")
    )
    context = {
        "body": this,
        "mergers": Merger.objects.filter(successor=this)
        .select_related("predecessor")
        .order_by("merged_on", "predecessor__sort_name"),
        "merged_on": Merger.objects.filter(predecessor=this).values_list("merged_on", flat=True).first(),
        "has_ended": this.valid_until is not None and this.valid_until < timezone.localdate(),
        "participations": rows,
    }
    return render(request, "grants/local_government.html", context)


def _known(query):
    """The part of an address that says something here: whatever else follows it is no other page."""
    names = {*ParticipationFilter.base_filters, "sort", "page"}
    known = QueryDict(mutable=True)
    for name in sorted(names & set(query)):
        if query[name]:
            known[name] = query[name]
    return known


def _filters(query, user):
    programme = Programme.objects.visible_to(user).current()
    everything = figures.in_programme(Participation.objects.visible_to(user), programme)
    return ParticipationFilter(query, everything, programme=programme, bodies=register.everybody())


def _drawn(filters, page, address) -> Drawn:
    page.object_list = list(figures.with_places(page.object_list, filters.bodies))
    context = {"filters": filters, "page": page, "query": address.query}
    return Drawn(render_to_string("grants/_participants.html", context, address), calendar_rests_until())
