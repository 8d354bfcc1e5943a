"""Snapshots for the ministry: what was frozen, whether it still holds, and what a later one corrects (R33-R36)."""

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.models import ReportingMoment
from kpi import access, tasks
from kpi.figures import frozen
from kpi.figures.differences import differences
from kpi.figures.overview import offers_of, overview
from kpi.filters import address_query, find_snapshot, newest_check
from kpi.models import BreakdownFigure, RegistrationVersion, Snapshot, SnapshotCheck, SnapshotRun
from kpi.services import snapshots
from kpi.states import RunStatus
from kpi.views.doors import for_administrators, for_ministry
from kpi.views.kept import Address, Drawn, calendar_rests_until, code_version, kept
from kpi.views.words import check_in_words, deadline_in_words
from samenleven.core.models import Stamp
from samenleven.core.tasks import wake

MOMENTS_PER_PAGE = 10
SNAPSHOTS_SHOWN = 5
SNAPSHOTS_PER_PAGE = 50
DIFFERENCES_PER_PAGE = 50
CHECKS_SHOWN = 5
RECOUNTED_AT_ONCE = 10_000  # breakdown figures; more take longer than a page may
AN_HOUR = 60 * 60


@require_safe
@for_ministry
def snapshot_list(request):
    """Per reporting moment its newest snapshots, or all of one moment."""
    moments = ReportingMoment.objects.visible_to(request.user).select_related("round")
    one = request.GET.get("moment")
    if one:
        moments = [moment_or_404(one, moments)]
        rows = _snapshots().filter(moment=moments[0]).order_by("-number")
        page = Paginator(rows, SNAPSHOTS_PER_PAGE).get_page(request.GET.get("page"))
        taken = list(page.object_list)
    else:
        ordered = moments.order_by("-covers_until", "kind", "-pk")
        page = Paginator(ordered, MOMENTS_PER_PAGE).get_page(request.GET.get("page"))
        moments = list(page.object_list)
        taken = list(_newest_of_each(moments))
    context = {"moments": _described(moments, taken), "page": page, "one": one, "now": timezone.now()}
    return render(request, "kpi/snapshot_list.html", context | {"may_freeze": access.may_freeze(request.user)})


@require_safe
@for_ministry
def snapshot_page(request, code):
    """One snapshot: what it is, its figures, whether it still holds, and what it corrects."""
    snapshot = find_snapshot(code)
    if snapshot is None:
        raise Http404
    before = snapshot.moment.snapshots.filter(number__lt=snapshot.number).order_by("-number").first()
    changed, how_many, number = _differences(before, snapshot, request.GET.get("page", ""))
    check, tone = check_in_words(snapshot)
    context = {
        "snapshot": snapshot,
        "figures": _figures(request, snapshot),
        "check": check,
        "check_tone": tone,
        "checks": snapshot.checks.order_by("-checked_at", "-pk")[:CHECKS_SHOWN],
        "before": before,
        "differences": changed,
        "how_many": how_many,
        "page": Paginator(range(how_many), DIFFERENCES_PER_PAGE).get_page(number),
        "later": snapshot.moment.snapshots.order_by("-number").first(),
        "is_outdated": snapshot.moment_id in _outdated([snapshot.moment_id]),
        "may_freeze": access.may_freeze(request.user),
    }
    return render(request, "kpi/snapshot.html", context)


@require_POST
@for_administrators
def snapshot_freeze(request, moment):
    """Ask for a snapshot now; who clicks twice gets the same piece of work."""
    found = moment_or_404(moment, ReportingMoment.objects.visible_to(request.user).select_related("round"))
    run = snapshots.request_run(moment=found, by=request.user)
    # The request is stored: a worker that cannot be woken finds it by itself within a minute of its return.
    wake(tasks.do_snapshot_run, run.pk)
    return redirect(run)


@require_POST
@for_administrators
def snapshot_verify(request, code):
    """Recount a snapshot from the registrations: at once when it is small, else by a worker."""
    snapshot = get_object_or_404(Snapshot.objects.visible_to(request.user).select_related("moment__round"), code=code)
    if not is_large(snapshot):
        check = snapshots.verify(snapshot)
        if check.is_intact and check.agrees:
            messages.success(request, _("De hertelling klopt: de registraties geven nog altijd dezelfde cijfers."))
        else:
            messages.error(request, _("De hertelling wijkt af. Meld dit aan het team dat het portaal beheert."))
    elif wake(tasks.verify_snapshot, snapshot.pk):
        messages.info(request, _("Een werker hertelt deze momentopname. Ververs deze pagina over enkele minuten."))
    else:
        messages.warning(request, _("Er is nu geen werker bereikbaar. Elke nacht wordt vanzelf herteld."))
    return redirect(snapshot)


def is_large(snapshot) -> bool:
    """Whether recounting takes longer than a page may."""
    values = BreakdownFigure.objects.filter(snapshot=snapshot).order_by("pk")
    return values[RECOUNTED_AT_ONCE : RECOUNTED_AT_ONCE + 1].exists()


def moment_or_404(code, moments):
    """The reporting moment with an address such as `1-final`."""
    round_code, _dash, kind = code.rpartition("-")
    return get_object_or_404(moments, round__code=round_code, kind=kind)


def _differences(before, snapshot, page):
    """A page of what differs from the snapshot before, how much differs in all, and which page it is."""
    if before is None:
        return [], 0, 1
    number = max(1, int(page)) if page.isdecimal() and len(page) < 9 else 1
    # Two snapshots never change: what differs is computed once.
    key = f"differences:{before.digest}:{snapshot.digest}:{number}:{code_version()}"
    found = cache.get(key)
    if found is None:
        found = (*_differences_from(before, snapshot, number), number)
        if not found[0] and number > 1:
            found = (*_differences_from(before, snapshot, 1), 1)
        cache.set(key, found, timeout=AN_HOUR)
    return found


def _differences_from(before, snapshot, number):
    offset = (number - 1) * DIFFERENCES_PER_PAGE
    return differences(before, snapshot, limit=DIFFERENCES_PER_PAGE, offset=offset)


def _snapshots():
    newest = SnapshotCheck.objects.filter(snapshot=OuterRef("pk")).order_by("-checked_at", "-pk")
    return Snapshot.objects.select_related("corrects", "taken_by").annotate(**newest_check(newest))


def _newest_of_each(moments):
    """The newest snapshots of each of these moments, with how many there are in all; one statement."""
    return (
        _snapshots()
        .filter(moment__in=moments)
        .annotate(
            place=Window(RowNumber(), partition_by="moment", order_by="-number"),
            of_all=Window(Count("pk"), partition_by="moment"),
        )
        .filter(place__lte=SNAPSHOTS_SHOWN)
        .order_by("moment", "-number")
    )


def _described(moments, taken) -> list[dict]:
    """Each moment with its snapshots, its deadline in words, whether it is outdated and the work that is going on."""
    now, ids = timezone.now(), [moment.pk for moment in moments]
    outdated = _outdated(ids)
    busy = SnapshotRun.objects.filter(moment__in=ids, status__in=[RunStatus.WAITING, RunStatus.RUNNING])
    runs = {run.moment_id: run for run in busy}
    rows: dict[int, list] = {pk: [] for pk in ids}
    for snapshot in taken:
        snapshot.check, snapshot.check_tone = check_in_words(snapshot)
        rows[snapshot.moment_id].append(snapshot)
    return [
        {
            "moment": moment,
            "deadline": deadline_in_words(moment.deadline, moment.deadline_precision, now),
            "snapshots": rows[moment.pk],
            "more": rows[moment.pk][0].of_all - SNAPSHOTS_SHOWN if _is_shortened(rows[moment.pk]) else 0,
            "is_outdated": moment.pk in outdated,
            "run": runs.get(moment.pk),
        }
        for moment in moments
    ]


def _is_shortened(rows) -> bool:
    return bool(rows) and getattr(rows[0], "of_all", 0) > SNAPSHOTS_SHOWN


def _outdated(moment_ids) -> set[int]:
    """The moments of which something was sent or taken back after their newest snapshot; kept until a figure changes."""
    key = f"outdated:{Stamp.of('figures')}:{','.join(map(str, sorted(moment_ids)))}"
    found = cache.get(key)
    if found is None:
        newest = Snapshot.objects.filter(moment=OuterRef("pk")).order_by("-number").values("as_of")[:1]
        since = Q(sent_at__gt=OuterRef("newest")) | Q(taken_back_at__gt=OuterRef("newest"))
        changed = (
            ReportingMoment.objects.filter(pk__in=moment_ids)
            .annotate(newest=Subquery(newest))
            .filter(Exists(RegistrationVersion.objects.filter(since, registration__moment=OuterRef("pk"))))
        )
        found = set(changed.values_list("pk", flat=True))
        cache.set(key, found, timeout=AN_HOUR)
    return found


def _figures(request, snapshot) -> SafeString:
    """The table of a snapshot, drawn once."""
    address = Address(request.path, address_query({"momentopname": snapshot.code}))

    def draw():
        basis, code = frozen(snapshot), snapshot.moment.round.code
        found = overview(basis, offers_of(snapshot.moment.round_id), {"project_round": [code]})
        context = {"overview": found, "basis": basis, "is_in_order": True}
        return Drawn(render_to_string("kpi/_overview_table.html", context, address), calendar_rests_until())

    return SafeString(kept(address, draw).content)
