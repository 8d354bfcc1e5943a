"""What stands beside the figures, as files: where one comes from (R8), the snapshots, and what differs between two."""

from decimal import Decimal
from operator import attrgetter

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kpi.figures.differences import Difference, differences
from kpi.filters import address_query, find_snapshot, only
from kpi.states import FigureState
from kpi.views.dashboard import read_form, where_from
from kpi.views.doors import for_ministry
from kpi.views.exports import about_figures, file_name
from kpi.views.figure_lines import SOURCES
from kpi.views.snapshot_list import moment_or_404, outdated, with_newest_check
from kpi.views.snapshots import before_it, newest_first
from kpi.views.words import check_in_words
from samenleven.core import wording
from samenleven.core.kept import Address
from samenleven.core.tables import Column, Download, Format, Table, known, nothing, told

SNAPSHOTS = [
    Column(gettext_lazy("Projectronde"), attrgetter("moment.round.title")),
    Column(gettext_lazy("Rapportering"), lambda one: one.moment.get_kind_display()),
    Column(
        gettext_lazy("Deadline"), lambda one: told(one.moment.deadline, one.moment.deadline_precision), Format.MOMENT
    ),
    Column(gettext_lazy("Momentopname"), attrgetter("code")),
    Column(gettext_lazy("Aanleiding"), lambda one: one.get_cause_display()),
    Column(gettext_lazy("Verbetert"), lambda one: one.corrects and one.corrects.code),
    Column(gettext_lazy("Cijfers zoals gekend op"), attrgetter("as_of"), Format.MOMENT),
    Column(gettext_lazy("Genomen op"), attrgetter("taken_at"), Format.MOMENT),
    Column(gettext_lazy("Versie van de rekenregels"), attrgetter("rule_version")),
    Column(gettext_lazy("Hertelling"), lambda one: check_in_words(one)[0]),
    Column(gettext_lazy("Sindsdien nog ingediend of teruggenomen"), attrgetter("is_outdated")),
    Column(gettext_lazy("Controlegetal (SHA-256)"), attrgetter("digest")),
]
DIFFERENCES = [
    Column(gettext_lazy("Nummer actie"), attrgetter("action"), Format.COUNT),
    Column(gettext_lazy("Actie"), lambda one: one.action_title or _("hele ronde")),
    Column(gettext_lazy("Code"), attrgetter("local_government")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("local_government_name")),
    Column(gettext_lazy("Code van de KPI"), attrgetter("indicator")),
    Column(gettext_lazy("KPI"), attrgetter("indicator_title")),
    Column(gettext_lazy("Cijfer"), attrgetter("label")),
]
CHECKS = [
    Column(gettext_lazy("Herteld op"), attrgetter("checked_at"), Format.STAMP),
    Column(gettext_lazy("Bewaarde rijen kloppen"), attrgetter("is_intact")),
    Column(gettext_lazy("Hertelling klopt"), attrgetter("agrees")),
    Column(gettext_lazy("Controlegetal van de hertelling"), attrgetter("recount_digest")),
]
# A row is a pair of a Row and the title of its KPI.
OF_INDICATOR = [
    Column(gettext_lazy("Code van de KPI"), lambda pair: pair[0].figure.indicator),
    Column(gettext_lazy("KPI"), lambda pair: pair[1]),
    Column(gettext_lazy("Toegekend (EUR)"), lambda pair: pair[0].figure.awarded_amount, Format.EURO),
    Column(gettext_lazy("Toegekende eenheden"), lambda pair: known(pair[0].figure.awarded_units), Format.UNITS),
    Column(gettext_lazy("Huidig bereik"), lambda pair: known(pair[0].figure.current_reach), Format.COUNT),
    Column(gettext_lazy("Doel (huidig en gepland bereik)"), lambda pair: known(pair[0].figure.target), Format.COUNT),
    Column(gettext_lazy("Bereikt"), lambda pair: _reached(pair[0]), Format.COUNT),
    Column(gettext_lazy("Bereikt van doel (%)"), lambda pair: pair[0].figure.attainment, Format.SHARE),
]
VERSIONS = [
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("local_government")),
    Column(gettext_lazy("Versie"), attrgetter("number"), Format.COUNT),
    Column(gettext_lazy("Ingediend op"), attrgetter("sent_at"), Format.STAMP),
    Column(gettext_lazy("Teruggenomen op"), attrgetter("taken_back_at"), Format.STAMP),
    Column(gettext_lazy("Telt mee"), attrgetter("counts")),
]


@require_safe
@for_ministry
def origin_file(request, number, code, write):
    """Where the figures of one local government in one action come from: per KPI, and from which versions."""
    address = Address(reverse("kpi:dashboard-origin", args=[number, code]), address_query(request.GET))
    form = read_form(address)
    if form.round is None or not form.is_valid():
        raise Http404
    question, shown = form.question(), where_from(form, address, number, code)
    origin, offer = shown["origin"], shown["offer"]
    member = origin.member
    source = Column(_("Herkomst"), lambda pair: SOURCES[member.source])
    money = Column(_("Toelichting bij toegekend"), lambda pair: member.money_at or member.money_for)
    said = {"name": member.figure.local_government_name, "number": number, "title": offer.title}
    return write(
        Download(
            name=file_name(form, question, f"_actie-{number}_{code}"),
            title=_("Herkomst van de cijfers van %(name)s, actie %(number)s. %(title)s") % said,
            tables=[
                Table(_("Cijfers per KPI"), [*OF_INDICATOR, source, money], shown["indicators"]),
                Table(_("Ingediende versies"), VERSIONS, origin.versions),
            ],
            page=address.path + address.query,
            about=about_figures(form, question, member.figure),
        )
    )


@require_safe
@for_ministry
def snapshot_list_file(request, write):
    """Every snapshot, or those of one moment; in the order of the page."""
    asked = only(request.GET, "moment")
    address = Address(reverse("kpi:snapshot-list"), asked)
    taken = with_newest_check().select_related("corrects", "moment__round")
    taken = taken.order_by("-moment__covers_until", "moment__kind", "-moment_id", "-number")
    part = ""
    if asked:
        moment = moment_or_404(asked["moment"])
        taken, part = taken.filter(moment=moment), f"_{moment.code}"
    changed, seen, rows = outdated({one.moment_id for one in taken}), set(), []
    for one in taken:
        # Only of the newest of a moment it is news that something was sent since.
        one.is_outdated = one.moment_id in changed and one.moment_id not in seen
        seen.add(one.moment_id)
        rows.append(one)
    return write(
        Download(
            name=f"plan-samenleven_momentopnames{part}",
            title=_("Momentopnames van %(moment)s") % {"moment": moment} if asked else _("Momentopnames"),
            tables=[Table(_("Momentopnames"), SNAPSHOTS, rows)],
            page=address.path + address.query,
            about=[(_("Zoals gekend op"), wording.moment(timezone.now()))],
        )
    )


@require_safe
@for_ministry
def snapshot_file(request, code, write):
    """What differs from the snapshot before, all of it, and every recount; its figures are the file of the dashboard."""
    snapshot = find_snapshot(code)
    if snapshot is None:
        raise Http404
    before = before_it(snapshot, newest_first(snapshot.moment))
    tables = [Table(_("Hertellingen"), CHECKS, snapshot.checks.order_by("-checked_at", "-pk"))]
    about = [
        (_("Rapporteringsmoment"), str(snapshot.moment)),
        (_("Zoals gekend op"), wording.moment(snapshot.as_of)),
        (_("Versie van de rekenregels"), snapshot.rule_version),
        (_("Controlegetal (SHA-256)"), snapshot.digest),
        (_("Vergeleken met"), before.code if before else _("niets: dit is de eerste van dit moment")),
        (_("Let op"), _("Uitsplitsingen staan niet bij de verschillen.")),
    ]
    if before:
        found, _how_many = differences(before, snapshot)
        columns = [
            *DIFFERENCES,
            Column(before.code, lambda one: _figure(one, one.before), Format.UNITS),
            Column(snapshot.code, lambda one: _figure(one, one.after), Format.UNITS),
        ]
        tables.insert(0, Table(_("Verschillen"), columns, found))
    return write(
        Download(
            name=f"plan-samenleven_momentopname_{snapshot.code}",
            title=_("Momentopname %(code)s") % {"code": snapshot.code},
            tables=tables,
            page=snapshot.get_absolute_url(),
            about=about,
        )
    )


def _reached(row):
    figure = row.figure
    return nothing(row.state) if figure.realised is None else figure.realised


def _figure(difference: Difference, text):
    """A figure of a difference as a number; a state in words; the word where it is not there."""
    if text is None:
        return nothing("unknown")
    return FigureState(text).label if difference.measure == "state" else Decimal(text)
