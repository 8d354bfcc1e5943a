"""A division as a file: per action, per applicant, every line with why, and the incentives; every sheet sums to the same cent."""

from operator import attrgetter, itemgetter

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.forms.allocation import LineFilter
from grants.models import AllocationRun, ProjectRound
from grants.services import allocation
from grants.views.allocations import compared, for_reading
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table, chosen

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
    """The whole division; of its lines those that were asked on the page."""
    form = LineFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
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
                Table(_("Lijnen"), [*LINES, why], allocation.lines_of(run, **asked).iterator(chunk_size=1000)),
                Table(_("Stimulansen"), INCENTIVES, incentives),
            ],
            page=run.get_absolute_url(),
            about=[
                (_("Projectronde"), str(run.round)),
                *chosen(form),
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


RUNS = [
    Column(gettext_lazy("Nummer"), attrgetter("pk"), Format.COUNT),
    Column(gettext_lazy("Naam"), attrgetter("name")),
    Column(gettext_lazy("Status"), lambda run: run.get_status_display()),
    Column(gettext_lazy("Verdeelregel"), lambda run: run.get_rule_display()),
    Column(gettext_lazy("Te verdelen"), attrgetter("budget"), Format.EURO),
    Column(gettext_lazy("Gemaakt op"), attrgetter("made_at"), Format.STAMP),
    Column(gettext_lazy("Bevestigd of weggelegd op"), attrgetter("settled_at"), Format.STAMP),
]


@require_safe
@for_reading
def allocation_list_file(request, code, write):
    """The divisions of a round."""
    project_round = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    title = _("Verdelingen van %(round)s") % {"round": project_round}
    return write(
        Download(
            name=f"plan-samenleven_verdelingen_{project_round.code}",
            title=title,
            tables=[
                Table(
                    _("Verdelingen"), RUNS, AllocationRun.objects.visible_to(request.user).filter(round=project_round)
                )
            ],
            page=reverse("grants:allocation-list", args=[project_round.code]),
        )
    )


@require_safe
@for_reading
def allocation_compare_file(request, code, write):
    """Two divisions side by side."""
    project_round = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    found = compared(request, project_round)
    columns = [
        Column(_("Code"), attrgetter("code")),
        Column(_("Naam"), attrgetter("name")),
        Column(_("Gevraagd"), attrgetter("requested"), Format.EURO),
        Column(_("Links: %(name)s") % {"name": found.left}, attrgetter("left"), Format.EURO),
        Column(_("Rechts: %(name)s") % {"name": found.right}, attrgetter("right"), Format.EURO),
        Column(_("Verschil"), attrgetter("difference"), Format.EURO),
    ]
    address = reverse("grants:allocation-compare", args=[project_round.code])
    return write(
        Download(
            name=f"plan-samenleven_verdelingen_{found.left.pk}-{found.right.pk}",
            title=_("Verdelingen vergelijken"),
            tables=[
                Table(_("Per actie"), columns, found.actions),
                Table(_("Per referentieregio"), columns, found.regions),
                Table(_("Per aanvrager"), columns, found.applicants),
            ],
            page=f"{address}?links={found.left.pk}&rechts={found.right.pk}",
            about=[(_("Projectronde"), str(project_round))],
        )
    )
