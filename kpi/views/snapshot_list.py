"""The snapshots per reporting moment: what was frozen, whether it still holds, and the work that is going on."""

from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Window
from django.db.models.functions import Greatest, RowNumber
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.models import Extension, ReportingMoment
from grants.states import ExtensionKind
from kpi import access
from kpi.filters import newest_check, only
from kpi.models import RegistrationVersion, Snapshot, SnapshotCheck, SnapshotRun
from kpi.states import RunStatus
from kpi.views.doors import for_ministry
from kpi.views.words import check_in_words, deadline_in_words
from samenleven.core.kept import Address, Drawn, calendar_rests_until, kept, show
from samenleven.core.templatetags.ui import breadcrumb

MOMENTS_PER_PAGE = 10
SNAPSHOTS_SHOWN = 5
SNAPSHOTS_PER_PAGE = 50


@require_safe
@for_ministry
def snapshot_list(request):
    """Per reporting moment its newest snapshots, or all of one moment."""
    address = Address(request.path, only(request.GET, "moment", "page"))
    may_freeze = access.may_freeze(request.user)
    # No stamp tells of a recount or of work that begins and ends.
    check = SnapshotCheck.objects.aggregate(newest=Max("pk"))["newest"]
    runs = dict(
        SnapshotRun.objects.visible_to(request.user)
        .filter(status__in=[RunStatus.WAITING, RunStatus.RUNNING])
        .order_by("pk")
        .values_list("moment_id", "pk")
    )

    def draw():
        return _draw(address, runs, may_freeze)

    drawn = kept(address, draw, check, tuple(runs.items()), may_freeze)
    return show(request, "kpi/snapshot_list.html", drawn, {"may_freeze": may_freeze})


def moment_or_404(code):
    """The reporting moment with an address such as `1-final`."""
    round_code, _dash, kind = code.rpartition("-")
    return get_object_or_404(ReportingMoment.objects.select_related("round"), round__code=round_code, kind=kind)


def outdated(moment_ids) -> set[int]:
    """The moments of which, after their newest snapshot, something was sent or taken back or an extension began or ended (R33)."""
    newest = Snapshot.objects.filter(moment=OuterRef("pk")).order_by("-number").values("as_of")[:1]
    since = Q(sent_at__gt=OuterRef("newest")) | Q(taken_back_at__gt=OuterRef("newest"))
    turned = Extension.objects.filter(moment=OuterRef("pk"), kind=ExtensionKind.EXTENSION)
    turned = turned.turned_between(Greatest(OuterRef("newest"), OuterRef("deadline")), timezone.now())
    changed = (
        ReportingMoment.objects.filter(pk__in=moment_ids)
        .annotate(newest=Subquery(newest))
        .filter(
            Exists(RegistrationVersion.objects.filter(since, registration__moment=OuterRef("pk")))
            | Q(Exists(turned), newest__isnull=False)
        )
    )
    return set(changed.values_list("pk", flat=True))


def _draw(address, runs, may_freeze) -> Drawn:
    one, number = address.GET.get("moment"), address.GET.get("page")
    if one:
        moments = [moment_or_404(one)]
        page = Paginator(_snapshots().filter(moment=moments[0]).order_by("-number"), SNAPSHOTS_PER_PAGE).get_page(
            number
        )
        taken = list(page.object_list)
        title = _("Momentopnames van %(moment)s") % {"moment": moments[0]}
        trail = breadcrumb(_("Momentopnames"), reverse("kpi:snapshot-list"), moments[0])
    else:
        ordered = ReportingMoment.objects.select_related("round").order_by("-covers_until", "kind", "-pk")
        page = Paginator(ordered, MOMENTS_PER_PAGE).get_page(number)
        moments = list(page.object_list)
        taken = list(_newest_of_each(moments))
        title, trail = _("Momentopnames"), ""
    described = _described(moments, taken, runs)
    context = {"title": title, "moments": described, "page": page, "one": one, "may_freeze": may_freeze}
    coming = [moment.deadline for moment in moments if moment.deadline and moment.deadline > timezone.now()]
    return Drawn(
        content=render_to_string("kpi/_snapshot_list.html", context, address),
        until=calendar_rests_until(min(coming, default=None)),
        title=title,
        trail=trail,
    )


def _snapshots():
    newest = SnapshotCheck.objects.filter(snapshot=OuterRef("pk")).order_by("-checked_at", "-pk")
    return Snapshot.objects.select_related("corrects").annotate(
        check_made=newest_check(newest), of_all=Window(Count("pk"), partition_by="moment")
    )


def _newest_of_each(moments):
    """The newest snapshots of each of these moments, with how many there are in all; one statement."""
    return (
        _snapshots()
        .filter(moment__in=moments)
        .annotate(place=Window(RowNumber(), partition_by="moment", order_by="-number"))
        .filter(place__lte=SNAPSHOTS_SHOWN)
        .order_by("moment", "-number")
    )


def _described(moments, taken, runs) -> list[dict]:
    """Each moment with its snapshots, its deadline in words, whether it is outdated and the work that is going on."""
    now, changed = timezone.now(), outdated([moment.pk for moment in moments])
    rows: dict[int, list] = {moment.pk: [] for moment in moments}
    for snapshot in taken:
        snapshot.check, snapshot.check_tone = check_in_words(snapshot)
        rows[snapshot.moment_id].append(snapshot)
    return [
        {
            "moment": moment,
            "deadline": deadline_in_words(moment.deadline, moment.deadline_precision, now),
            "snapshots": rows[moment.pk],
            "more": rows[moment.pk][0].of_all - len(rows[moment.pk]) if rows[moment.pk] else 0,
            "is_outdated": moment.pk in changed,
            "run": runs.get(moment.pk),
        }
        for moment in moments
    ]
