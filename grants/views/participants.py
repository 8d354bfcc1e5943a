"""Who takes part in what, for everybody; and one local government with its mergers."""

import hashlib
from operator import attrgetter, itemgetter

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants import figures
from grants.filters import ParticipationFilter
from grants.models import Participation, Programme
from grants.states import Certainty
from municipalities.models import LocalGovernment, Merger
from municipalities.services import register
from samenleven.core import wording
from samenleven.core.kept import Address, Drawn, calendar_rests_until, kept, show
from samenleven.core.models import Stamp
from samenleven.core.tables import Column, Download, Format, Table, chosen

PAGE_SIZE = 50
AN_HOUR = 60 * 60
CERTAINTIES = dict(Certainty.choices)
PARTICIPANTS = [
    Column(gettext_lazy("Projectronde"), itemgetter("round_code")),
    Column(gettext_lazy("Nummer van de actie"), itemgetter("action_number"), Format.COUNT),
    Column(gettext_lazy("Actie"), itemgetter("action_title")),
    Column(gettext_lazy("Code"), itemgetter("code")),
    Column(gettext_lazy("Lokaal bestuur"), itemgetter("name")),
    Column(gettext_lazy("Toen"), lambda row: ", ".join(row.get("then") or [row["name"]])),
    Column(gettext_lazy("Referentieregio"), itemgetter("region")),
    Column(gettext_lazy("Provincie"), itemgetter("province")),
    Column(gettext_lazy("Samenwerkingsverband"), itemgetter("partnership")),
    Column(gettext_lazy("Zekerheid"), lambda row: CERTAINTIES[row["certainty"]]),
]
PARTICIPATIONS = [
    Column(gettext_lazy("Projectronde"), attrgetter("line.application.round.code")),
    Column(gettext_lazy("Ronde"), attrgetter("line.application.round.title")),
    Column(gettext_lazy("Nummer van de actie"), attrgetter("line.offer.action.number"), Format.COUNT),
    Column(gettext_lazy("Actie"), attrgetter("line.offer.action.title")),
    Column(gettext_lazy("Code"), attrgetter("local_government.code")),
    Column(gettext_lazy("Nam deel als"), attrgetter("local_government.name")),
    Column(gettext_lazy("Samenwerkingsverband"), lambda one: str(one.line.application.partnership or "")),
    Column(gettext_lazy("Zekerheid"), lambda one: CERTAINTIES[one.certainty]),
    Column(gettext_lazy("Bekend sinds"), attrgetter("known_at"), Format.DAY),
]


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
def participant_file(request, write):
    """The same list as a file, without pages; a filter that cannot be read gives the page with its error."""
    address = Address(reverse("grants:participants"), _known(request.GET))
    filters = _filters(address.GET, request.user)
    if not filters.form.is_valid():
        drawn = _drawn(filters, Paginator(filters.rows(), PAGE_SIZE).get_page(1), address)
        return render(request, "grants/participants.html", {"content": drawn.content}, status=400)
    rows = filters.rows(address.GET.get("sort", "")).iterator(1000)
    return write(
        Download(
            name="plan-samenleven_deelnemers",
            title=_("Wie doet waaraan mee?"),
            tables=[Table(_("Deelnemers"), PARTICIPANTS, figures.with_places(rows, filters.bodies))],
            page=address.path + address.query,
            about=[
                *((_("Keuze: %s") % label, choice) for label, choice in chosen(filters.form)),
                (_("Zoals gekend op"), wording.moment(timezone.now())),
                (_("Gemeenten"), _("zoals nu, na de fusies") if filters.is_now else _("zoals toen de ronde begon")),
                (_("Let op"), _("Van de eerste drie rondes is de lijst niet volledig.")),
            ],
        )
    )


@require_safe
@login_not_required
def local_government(request, code):
    """One local government: what it merged with, and what it takes part in."""
    this = _body_or_404(request.user, code)
    context = {
        "body": this,
        "mergers": Merger.objects.filter(successor=this)
        .select_related("predecessor")
        .order_by("merged_on", "predecessor__sort_name"),
        "merged_on": Merger.objects.filter(predecessor=this).values_list("merged_on", flat=True).first(),
        "has_ended": this.valid_until is not None and this.valid_until < timezone.localdate(),
        "participations": _participations_of(this, request.user),
    }
    return render(request, "grants/local_government.html", context)


@require_safe
@login_not_required
def local_government_file(request, code, write):
    """What a local government takes part in, as a file."""
    this = _body_or_404(request.user, code)
    return write(
        Download(
            name=f"plan-samenleven_deelnames_{slugify(this.name)}",
            title=_("Deelnames van %(name)s (%(code)s)") % {"name": this.name, "code": this.code},
            tables=[Table(_("Deelnames"), PARTICIPATIONS, _participations_of(this, request.user))],
            page=reverse("grants:local-government", args=[code]),
            about=[
                (_("Zoals gekend op"), wording.moment(timezone.now())),
                (_("Let op"), _("Deelnames die in een bron staan. De lijst is misschien niet volledig.")),
            ],
        )
    )


def _body_or_404(user, code):
    return get_object_or_404(
        LocalGovernment.objects.visible_to(user).select_related("reference_region", "successor"), code=code
    )


def _participations_of(body, user):
    """What a local government, or one it took over, takes part in; the newest round first."""
    taken_over = [pk for pk, heir in register.heirs_among(register.everybody()).items() if heir == body]
    programme = Programme.objects.visible_to(user).current()
    return (
        figures.in_programme(Participation.objects.visible_to(user), programme)
        .filter(local_government__in=[body.pk, *taken_over])
        .select_related(
            "local_government", "line__offer__action", "line__application__round", "line__application__partnership"
        )
        .order_by("-line__application__round__number", "line__offer__action__number", "local_government__sort_name")
    )


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
