"""The completeness grid as a file: a row per applicant, action and member, in the order of the page."""

from operator import attrgetter

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kpi.figures.completeness import parts_of
from kpi.filters.follow_up import follow_up_query
from kpi.states import LineState
from kpi.views.doors import for_ministry
from kpi.views.follow_up import read_form
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels
from samenleven.core.tables import Column, Download, Format, Table, chosen

# A row is a figures.completeness.Part: one member of an applicant in one action.
PARTS = [
    Column(gettext_lazy("Code aanvrager"), attrgetter("applicant")),
    Column(gettext_lazy("Aanvrager (trekker)"), attrgetter("applicant_name")),
    Column(gettext_lazy("Samenwerkingsverband"), attrgetter("partnership")),
    Column(gettext_lazy("Referentieregio"), attrgetter("region")),
    Column(gettext_lazy("Provincie"), attrgetter("province")),
    Column(gettext_lazy("Nummer actie"), attrgetter("action"), Format.COUNT),
    Column(gettext_lazy("Actie"), attrgetter("title")),
    Column(gettext_lazy("NIS-code of code"), attrgetter("code")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("name")),
    Column(gettext_lazy("Stand van de actie"), lambda part: LineState(part.line_state).label),
    Column(gettext_lazy("Stand van dit bestuur"), lambda part: LineState(part.state).label),
    Column(gettext_lazy("Versie"), attrgetter("version"), Format.COUNT),
    Column(gettext_lazy("Ingediend op"), attrgetter("sent_at"), Format.STAMP),
    Column(gettext_lazy("Deadline van dit bestuur"), attrgetter("deadline"), Format.MOMENT),
    Column(gettext_lazy("Te verbeteren tegen"), attrgetter("return_until"), Format.MOMENT),
]


def _known(asked):
    """Of which moment each row is, and as known when: a row must say so wherever it is pasted (R1)."""
    return [
        Column(_("Projectronde"), lambda _part: asked.moment.round.code),
        Column(_("Rapportering"), lambda _part: asked.moment.get_kind_display()),
        Column(_("Zoals gekend op"), lambda _part: asked.now, Format.STAMP),
    ]


@require_safe
@for_ministry
def follow_up_export(request, write):
    """The whole filtered list; an address that cannot be answered goes to the page, which says why."""
    form = read_form(request)
    page = f"{reverse('kpi:follow-up')}?{follow_up_query(request.GET).urlencode()}"
    if form.chosen is None or not form.is_valid():
        return redirect(page)
    asked = form.asked(request.GET.get("sort", ""))
    moment = f"{asked.moment.round}: {asked.moment.get_kind_display()}"
    return write(
        Download(
            name=f"plan-samenleven_opvolging_{asked.moment.code}_{day_in_brussels(asked.now).isoformat()}",
            title=_("Opvolging"),
            tables=[Table(_("Opvolging"), [*PARTS, *_known(asked)], parts_of(asked))],
            page=page,
            about=[
                (_("Rapporteringsmoment"), moment),
                (_("Zoals gekend op"), wording.stamp(asked.now)),
                *chosen(form),
            ],
        )
    )
