"""How much is asked of local governments, for themselves and for the ministry."""

from operator import attrgetter

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.models import ProjectRound
from kpi.figures.burden import burdens
from kpi.filters import only
from kpi.filters.burden import BurdenForm
from kpi.views.registration_parts import list_title
from municipalities.access import local_governments_of
from samenleven.core import wording
from samenleven.core.htmx import render_page
from samenleven.core.kept import Address
from samenleven.core.tables import Column, Download, Format, Table, chosen

PAGE_SIZE = 50
# A row is a figures.burden.BurdenRow.
BURDENS = [
    Column(gettext_lazy("Code"), attrgetter("code")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("name")),
    Column(gettext_lazy("Cijfers"), attrgetter("counts"), Format.COUNT),
    Column(gettext_lazy("Geschreven motiveringen"), attrgetter("motivations"), Format.COUNT),
    Column(gettext_lazy("Minuten (geschat)"), attrgetter("minutes"), Format.COUNT),
]


@require_safe
def burden(request):
    """Per local government of a round: the counts and motivations asked, and the minutes these are assumed to take."""
    form, rows = _read(request)
    context = {
        "form": form,
        "chosen": form.chosen,
        "query": _address(request).query,
        "list_title": list_title(request.user),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": sum(row.counts for row in rows),
        "motivations": sum(row.motivations for row in rows),
        "minutes": sum(row.minutes for row in rows),
        "per_count": settings.MINUTES_PER_COUNT,
        "per_motivation": settings.MINUTES_PER_MOTIVATION,
    }
    return render_page(request, "kpi/burden.html", context)


@require_safe
def burden_file(request, write):
    """The same list without its pages."""
    form, rows = _read(request)
    address = _address(request)
    of_round = Column(_("Projectronde"), lambda _row: form.chosen.title)
    said = {"per_count": settings.MINUTES_PER_COUNT, "per_motivation": settings.MINUTES_PER_MOTIVATION}
    return write(
        Download(
            name=f"plan-samenleven_planlast_{form.chosen.code}" if form.chosen else "plan-samenleven_planlast",
            title=_("Planlast"),
            tables=[Table(_("Planlast"), [of_round, *BURDENS], rows)],
            page=address.path + address.query,
            about=[
                *chosen(form),
                (_("Zoals gekend op"), wording.stamp(timezone.now())),
                (_("Cijfers"), _("Wat de ronde vraagt, over al haar rapporteringsmomenten samen.")),
                (
                    _("Minuten (geschat)"),
                    _("Een aanname: %(per_count)s minuten per cijfer en %(per_motivation)s per motivering.") % said,
                ),
            ],
        )
    )


def _address(request):
    return Address(reverse("kpi:burden"), only(request.GET, "ronde"))


def _read(request):
    """The form of an address and every row somebody may see of its round; a round that is not theirs is not there."""
    given = only(request.GET, "ronde")
    form = BurdenForm(given, rounds=ProjectRound.objects.visible_to(request.user).told())
    if given and not form.chosen:
        raise Http404
    bodies = None if request.user.is_ministry else local_governments_of(request.user)
    return form, burdens(form.chosen, bodies) if form.chosen else []
