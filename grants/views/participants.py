"""Who takes part in what, for everybody; and one local government with its mergers."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants import figures
from grants.filters import ParticipationFilter
from grants.models import Participation, Programme
from grants.states import Certainty
from municipalities.models import LocalGovernment, Merger
from municipalities.services.register import bodies_of_now
from samenleven.core.csv_files import excel_csv
from samenleven.core.htmx import render_page
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
    filters = _filters(request)
    rows = filters.rows(request.GET.get("sort", ""))
    key = "&".join(sorted(f"{name}={value}" for name, value in filters.form.data.items() if name in filters.filters))
    page = RememberingPaginator(rows, PAGE_SIZE, key=f"{filters.programme_id}?{key}").get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "query": request.GET.urlencode()}
    return render_page(request, "grants/participants.html", context)


@require_safe
@login_not_required
def participant_csv(request):
    """The same list as a file for Excel; a filter that cannot be read gives the page with its error."""
    filters = _filters(request)
    if not filters.form.is_valid():
        page = Paginator(filters.rows(), PAGE_SIZE).get_page(1)
        return render(request, "grants/participants.html", {"filters": filters, "page": page}, status=400)
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
        for row in filters.rows(request.GET.get("sort", "")).iterator(chunk_size=1000)
    )
    return excel_csv("plan-samenleven_deelnemers.csv", header, rows)


@require_safe
@login_not_required
def local_government(request, code):
    """One local government: what it merged with, and what it takes part in."""
    this = get_object_or_404(
        LocalGovernment.objects.visible_to(request.user).select_related("reference_region", "successor"), code=code
    )
    taken_over = [pk for pk, heir in bodies_of_now().items() if heir == this.pk]
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


def _filters(request):
    programme = Programme.objects.visible_to(request.user).current()
    everything = figures.in_programme(Participation.objects.visible_to(request.user), programme)
    filters = ParticipationFilter(request.GET, everything, request=request, programme=programme)
    filters.programme_id = programme.pk if programme else None
    return filters
