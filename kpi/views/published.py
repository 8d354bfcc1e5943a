"""The breakdowns of a snapshot as everybody may see them: the stored tables, one at a time, and all of them as a file (R38)."""

from operator import attrgetter

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kpi.figures.published import TableRows, published_cells, published_tables
from kpi.models import Snapshot
from kpi.states import CellLevel, CellState
from samenleven.core import wording
from samenleven.core.tables import EXAMPLE, Column, Download, Format, Table, nothing

PLACES_PER_PAGE = 10
# How the address calls a level, and how the page does.
LEVELS = {"regio": CellLevel.REGION, "bestuur": CellLevel.LOCAL_GOVERNMENT}
LABELS = {"regio": gettext_lazy("Per referentieregio"), "bestuur": gettext_lazy("Per lokaal bestuur")}

COLUMNS = [
    Column(gettext_lazy("Nummer actie"), attrgetter("indicator.offer.action.number"), Format.COUNT),
    Column(gettext_lazy("Code van de KPI"), attrgetter("indicator.code")),
    Column(gettext_lazy("KPI"), attrgetter("indicator.title")),
    Column(gettext_lazy("Uitsplitsing"), attrgetter("dimension.name")),
    Column(gettext_lazy("Categorie"), lambda cell: cell.category.name if cell.category else _("totaal")),
    Column(gettext_lazy("Niveau"), lambda cell: cell.get_level_display()),
    Column(gettext_lazy("Referentieregio"), lambda cell: cell.region and cell.region.name),
    Column(gettext_lazy("NIS-code of code"), lambda cell: cell.local_government and cell.local_government.code),
    Column(gettext_lazy("Lokaal bestuur"), lambda cell: cell.local_government and cell.local_government.name),
    Column(gettext_lazy("Lokale besturen die dit invulden"), attrgetter("told"), Format.COUNT),
    Column(gettext_lazy("Bereikt"), lambda cell: _stands(cell), Format.COUNT),
    Column(gettext_lazy("Herkomst"), lambda cell: EXAMPLE if cell.is_example else _("registraties")),
]


@require_safe
@login_not_required
def snapshot_breakdowns(request, code):
    """One table: a KPI split in one way, per region or per local government, with all together above it."""
    snapshot = _snapshot_or_404(request, code)
    made = getattr(snapshot, "publication", None)
    tables = published_tables(snapshot) if made else []
    asked = request.GET.get("tabel")
    chosen = next((one for one in tables if one.key == asked), tables[0] if tables else None)
    per = request.GET.get("per")
    per = per if per in LEVELS else "regio"
    context = {
        "title": _("Uitsplitsingen van %(code)s") % {"code": snapshot.code},
        "snapshot": snapshot,
        "made": made,
        "tables": tables,
        "chosen": chosen,
        "per": per,
        "levels": LABELS.items(),
        "may_see_snapshot": request.user.is_authenticated and request.user.is_ministry,
    }
    if chosen:
        rows = TableRows(snapshot, chosen, LEVELS[per])
        page = Paginator(rows, PLACES_PER_PAGE).get_page(request.GET.get("page"))
        context |= {"columns": rows.columns, "all": rows.all_together(), "page": page, "rows": list(page.object_list)}
    return render(request, "kpi/snapshot_breakdowns.html", context)


@require_safe
@login_not_required
def snapshot_breakdowns_file(request, code, write):
    """Every cell of every table."""
    snapshot = _snapshot_or_404(request, code)
    made = getattr(snapshot, "publication", None)
    if made is None:
        raise Http404
    return write(
        Download(
            name=f"plan-samenleven_uitsplitsingen_{snapshot.code}",
            title=_("Uitsplitsingen van %(code)s") % {"code": snapshot.code},
            tables=[Table(_("Uitsplitsingen"), COLUMNS, published_cells(snapshot).iterator(chunk_size=2000))],
            page=reverse("kpi:snapshot-breakdowns", args=[snapshot.code]),
            about=[
                (_("Rapporteringsmoment"), str(snapshot.moment)),
                (_("Zoals gekend op"), wording.moment(snapshot.as_of)),
                (_("Momentopname"), snapshot.code),
                (_("Soort"), _("Bereikt: wat de lokale besturen telden en indienden, en hoe ze het uitsplitsten.")),
                (_("Verborgen"), _hidden(made)),
                (_("Controlegetal van de tabellen (SHA-256)"), made.digest),
            ],
        )
    )


def _snapshot_or_404(request, code):
    rows = Snapshot.objects.visible_to(request.user).select_related("moment__round", "publication")
    return get_object_or_404(rows, code=code)


def _hidden(made):
    return _(
        "Aantallen van 1 tot %(most)s, en andere die zo'n aantal zouden verraden. Verborgen is iets anders dan nul of niet ingevuld."
    ) % {"most": made.threshold - 1}


def _stands(cell):
    """The count, or the word of what stands there instead (R4)."""
    if cell.state == CellState.SHOWN:
        return cell.count
    return nothing("hidden" if cell.state == CellState.HIDDEN else "not_reported")
