"""One snapshot for the ministry, and asking for one: what it is, whether it still holds, what it corrects (R33-R36)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi import access, tasks
from kpi.figures import frozen
from kpi.figures.differences import differences
from kpi.figures.offered import offers_of
from kpi.figures.overview import overview
from kpi.filters import find_snapshot, only
from kpi.models import BreakdownFigure, Snapshot
from kpi.services import snapshots
from kpi.views.doors import for_administrators, for_ministry
from kpi.views.snapshot_list import moment_or_404, outdated
from kpi.views.words import check_in_words
from samenleven.core.kept import Address, Drawn, calendar_rests_until, kept, show
from samenleven.core.tasks import wake
from samenleven.core.templatetags.ui import breadcrumb

DIFFERENCES_PER_PAGE = 50
CHECKS_SHOWN = 5
RECOUNTED_AT_ONCE = 10_000  # breakdown figures; more take longer than a page may


@require_safe
@for_ministry
def snapshot_page(request, code):
    """One snapshot: what it is, its figures, whether it still holds, and what it corrects."""
    snapshot = find_snapshot(code)
    if snapshot is None:
        raise Http404
    address = Address(request.path, only(request.GET, "page"))
    drawn = kept(address, lambda: _draw(address, snapshot), snapshot.check_made)
    context = {"snapshot": snapshot, "may_freeze": access.may_freeze(request.user)}
    return show(request, "kpi/snapshot.html", drawn, context)


@require_POST
@for_administrators
def snapshot_freeze(request, moment):
    """Ask for a snapshot now; who clicks twice gets the same piece of work."""
    run = snapshots.request_run(moment=moment_or_404(moment), by=request.user)
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
        messages.info(request, _("Deze momentopname wordt herteld. Ververs deze pagina over enkele minuten."))
    else:
        messages.warning(request, _("Hertellen lukt nu niet. Elke nacht gebeurt het vanzelf."))
    return redirect(snapshot)


def is_large(snapshot) -> bool:
    """Whether recounting takes longer than a page may."""
    values = BreakdownFigure.objects.filter(snapshot=snapshot).order_by("pk")
    return values[RECOUNTED_AT_ONCE : RECOUNTED_AT_ONCE + 1].exists()


def newest_first(moment) -> list[Snapshot]:
    """The snapshots of a moment, with their names alone."""
    return list(moment.snapshots.order_by("-number").only("pk", "number", "code", "moment"))


def before_it(snapshot, of_moment) -> Snapshot | None:
    """The one before a snapshot; None: it is the first of its moment."""
    return next((one for one in of_moment if one.number < snapshot.number), None)


def _draw(address, snapshot) -> Drawn:
    basis, moment = frozen(snapshot), snapshot.moment
    of_moment = newest_first(moment)
    before = before_it(snapshot, of_moment)
    changed, how_many, number = _differences(before, snapshot, address.GET.get("page", ""))
    check, tone = check_in_words(snapshot)
    context = {
        "snapshot": snapshot,
        "links": f"?momentopname={snapshot.code}",
        "overview": overview(basis, offers_of(moment.round_id), {"project_round": [moment.round.code]}),
        "basis": basis,
        "check": check,
        "check_tone": tone,
        "checks": list(snapshot.checks.order_by("-checked_at", "-pk")[:CHECKS_SHOWN]),
        "before": before,
        "differences": changed,
        "how_many": how_many,
        "page": Paginator(range(how_many), DIFFERENCES_PER_PAGE).get_page(number),
        "later": of_moment[0] if of_moment[0].number > snapshot.number else None,
        "is_outdated": bool(outdated([moment.pk])),
    }
    return Drawn(
        content=render_to_string("kpi/_snapshot.html", context, address),
        until=calendar_rests_until(),
        title=_("Momentopname %(code)s") % {"code": snapshot.code},
        trail=breadcrumb(_("Momentopnames"), reverse("kpi:snapshot-list"), snapshot.code),
    )


def _differences(before, snapshot, page):
    """A page of what differs from the snapshot before, how much differs in all, and which page it is."""
    if before is None:
        return [], 0, 1
    asked = max(1, int(page)) if page.isdecimal() and len(page) < 9 else 1
    for number in (asked, 1):
        offset = (number - 1) * DIFFERENCES_PER_PAGE
        found, how_many = differences(before, snapshot, limit=DIFFERENCES_PER_PAGE, offset=offset)
        if found:
            return found, how_many, number
    return [], 0, 1
