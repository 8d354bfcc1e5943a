"""The lists of applications as files."""

from operator import attrgetter

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.figures import applications_overview
from grants.filters import ApplicationFilter
from grants.models import Application
from municipalities.access import local_governments_of
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table, chosen

APPLICATIONS = [
    Column(gettext_lazy("Aanvraag"), str),
    Column(gettext_lazy("Trekker"), lambda one: one.lead.name),
    Column(gettext_lazy("NIS-code van de trekker"), lambda one: one.lead.code),
    Column(gettext_lazy("Referentieregio"), lambda one: str(one.lead.reference_region or "")),
    Column(gettext_lazy("Projectronde"), lambda one: str(one.round)),
    Column(gettext_lazy("Status"), lambda one: one.get_status_display()),
    Column(gettext_lazy("Besturen"), attrgetter("members"), Format.COUNT),
    Column(gettext_lazy("Besturen die nog niet bevestigden"), attrgetter("awaited"), Format.COUNT),
    Column(gettext_lazy("Acties"), attrgetter("actions"), Format.COUNT),
    Column(gettext_lazy("Gevraagd (EUR)"), attrgetter("requested"), Format.EURO),
    Column(gettext_lazy("Versie"), attrgetter("version"), Format.COUNT),
    Column(gettext_lazy("Ingediend op"), attrgetter("sent_at"), Format.MOMENT),
]


@require_safe
def application_overview_file(request, write):
    """The list of the ministry with the same filters, without pages."""
    if not request.user.is_ministry:
        raise PermissionDenied
    filters = ApplicationFilter(request.GET, Application.objects.visible_to(request.user).made_here())
    return _file(write, filters.qs, reverse("grants:application-overview"), chosen(filters.form))


@require_safe
def application_list_file(request, write):
    """What the own local governments ask."""
    mine = local_governments_of(request.user)
    found = Application.objects.visible_to(request.user).made_here().filter(participants__local_government__in=mine)
    return _file(write, found.distinct().order_by("-round", "-pk"), reverse("grants:application-list"), [])


def _file(write, found, page, choices):
    return write(
        Download(
            name="plan-samenleven_aanvragen",
            title=_("Aanvragen"),
            tables=[Table(_("Aanvragen"), APPLICATIONS, applications_overview(found))],
            page=page,
            about=[
                *((_("Keuze: %s") % label, choice) for label, choice in choices),
                (_("Zoals gekend op"), wording.moment(timezone.now())),
                (_("Gevraagd"), _("Bijdrage Vlaanderen en stimulansen, met de bedragen van nu; geen toekenning.")),
            ],
        )
    )
