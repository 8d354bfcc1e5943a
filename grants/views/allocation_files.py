"""A division as a file: per action, per applicant, every line with why, and the incentives; every sheet sums to the same cent."""

from operator import attrgetter, itemgetter

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.models import AllocationRun
from grants.services import allocation
from grants.views.allocations import for_reading
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table

ACTIONS = [
    Column(gettext_lazy("Nummer actie"), itemgetter("number"), Format.COUNT),
    Column(gettext_lazy("Actie"), itemgetter("title")),
    Column(gettext_lazy("Lijnen"), itemgetter("lines"), Format.COUNT),
    Column(gettext_lazy("Gevraagd"), itemgetter("asked"), Format.EURO),
    Column(gettext_lazy("Bedrag"), itemgetter("granted"), Format.EURO),
]
APPLICANTS = [
    Column(gettext_lazy("Aanvraag"), itemgetter("application"), Format.COUNT),
    Column(gettext_lazy("Aanvrager (trekker)"), itemgetter("name")),
    Column(gettext_lazy("Samenwerkingsverband"), itemgetter("partnership")),
    *ACTIONS[2:],
]
LINES = [
    Column(gettext_lazy("Code aanvrager"), attrgetter("line.application.lead.code")),
    Column(gettext_lazy("Aanvrager (trekker)"), attrgetter("line.application.lead.name")),
    Column(gettext_lazy("Samenwerkingsverband"), lambda row: str(row.line.application.partnership or "")),
    Column(gettext_lazy("Nummer actie"), attrgetter("line.offer.action.number"), Format.COUNT),
    Column(gettext_lazy("Actie"), attrgetter("line.offer.action.title")),
    Column(gettext_lazy("Prioriteit"), attrgetter("priority"), Format.COUNT),
    Column(gettext_lazy("Gevraagd"), attrgetter("requested"), Format.EURO),
    Column(gettext_lazy("Berekend"), attrgetter("computed"), Format.EURO),
    Column(gettext_lazy("Bedrag"), attrgetter("amount"), Format.EURO),
    Column(gettext_lazy("Reden van de aanpassing"), attrgetter("reason")),
]
INCENTIVES = [
    Column(gettext_lazy("Code aanvrager"), attrgetter("request.application.lead.code")),
    Column(gettext_lazy("Aanvrager (trekker)"), attrgetter("request.application.lead.name")),
    Column(gettext_lazy("Stimulans"), lambda row: row.request.get_kind_display()),
    Column(gettext_lazy("Gevraagd"), attrgetter("requested"), Format.EURO),
    Column(gettext_lazy("Berekend"), attrgetter("computed"), Format.EURO),
    Column(gettext_lazy("Bedrag"), attrgetter("amount"), Format.EURO),
    Column(gettext_lazy("Reden van de aanpassing"), attrgetter("reason")),
]


@require_safe
@for_reading
def allocation_file(request, pk, write):
    """The whole division."""
    run = get_object_or_404(AllocationRun.objects.visible_to(request.user).select_related("round"), pk=pk)
    stages, totals = allocation.stages_of(run), allocation.totals_of(run)
    why = Column(_("Waarom dit bedrag"), lambda row: " ".join(allocation.why(row, stages)))
    incentives = run.incentives.select_related("request__application__lead").order_by("key")
    return write(
        Download(
            name=f"plan-samenleven_verdeling_{run.round.code}_{run.pk}",
            title=_("Verdeling: %(name)s") % {"name": run.name},
            tables=[
                Table(_("Per actie"), ACTIONS, allocation.per_action(run)),
                Table(_("Per aanvrager"), APPLICANTS, allocation.per_applicant(run)),
                Table(_("Lijnen"), [*LINES, why], allocation.lines_of(run).iterator(chunk_size=1000)),
                Table(_("Stimulansen"), INCENTIVES, incentives),
            ],
            page=run.get_absolute_url(),
            about=[
                (_("Projectronde"), str(run.round)),
                (_("Status"), run.get_status_display()),
                (_("Verdeelregel"), run.get_rule_display()),
                (_("Te verdelen bedrag"), wording.euro(run.budget)),
                (_("Gevraagd"), wording.euro(totals.requested)),
                (_("Toegekend aan acties"), wording.euro(totals.amount)),
                (_("Toegekend aan stimulansen"), wording.euro(totals.incentives)),
                (_("Samen"), wording.euro(totals.granted)),
                (_("Gemaakt op"), wording.stamp(run.made_at)),
                (_("Controlegetal van de aanvragen"), run.input_digest),
                (_("Controlegetal van de uitkomst"), run.result_digest),
            ],
        )
    )
