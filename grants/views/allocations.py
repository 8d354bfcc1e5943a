"""Dividing the budget of a round: scenarios, one of them, side by side, and confirming it (R20, R21)."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants import access
from grants.forms.allocation import AdjustForm, LineFilter, NameForm, ScenarioForm
from grants.models import AllocationIncentive, AllocationRun, ProjectRound
from grants.services import allocation
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page

PER_PAGE, RUNS_PER_PAGE = 50, 25


def only(may):
    """A door that opens for those of whom `may(user)` says so; others that are signed in hear 403."""

    def door(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return door


for_reading = only(access.may_read_allocations)
for_dividing = only(access.may_allocate)


@require_safe
@for_reading
def allocation_list(request, code):
    """The divisions of a round, the newest first."""
    project_round = _round(request, code)
    runs = AllocationRun.objects.visible_to(request.user).filter(round=project_round).select_related("made_by")
    context = {
        "round": project_round,
        "page": Paginator(runs, RUNS_PER_PAGE).get_page(request.GET.get("page")),
        "may_allocate": access.may_allocate(request.user),
        "form": ScenarioForm(initial={"rule": project_round.allocation_rule, "budget": project_round.budget}),
    }
    return render(request, "grants/allocation_list.html", context)


@require_POST
@for_dividing
def allocation_make(request, code):
    """Make a scenario, or say what is wrong with what was typed."""
    project_round = _round(request, code)
    form = ScenarioForm(request.POST)
    if form.is_valid():
        try:
            run = allocation.propose(project_round=project_round, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Het scenario is gemaakt."))
            return redirect(run)
    runs = AllocationRun.objects.visible_to(request.user).filter(round=project_round).select_related("made_by")
    context = {"round": project_round, "form": form, "may_allocate": True}
    context["page"] = Paginator(runs, RUNS_PER_PAGE).get_page(1)
    return render(request, "grants/allocation_list.html", context, status=422)


@require_safe
@for_reading
def allocation_page(request, pk):
    """One division: totals, per action, and its lines or applicants by fifty."""
    return _page(request, _run(request, pk))


@require_POST
@for_dividing
def allocation_name(request, pk):
    """Give a scenario another name or note."""
    run, form = _run(request, pk), NameForm(request.POST)
    if form.is_valid():
        try:
            allocation.annotate(run=run, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Bewaard."))
            return redirect(run)
    return _page(request, run, name_form=form)


@require_POST
@for_dividing
def allocation_discard(request, pk):
    """Put a scenario away."""
    run = _run(request, pk)
    try:
        allocation.discard(run=run, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Het scenario is weggelegd. U kunt het nog lezen."))
    return redirect(run)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reading
def allocation_line(request, pk, line):
    """Why a line gets this amount, and another amount for it."""
    run = _run(request, pk)
    row = get_object_or_404(allocation.lines_of(run), pk=line)
    said = allocation.why(row, allocation.stages_of(run))
    return _adjust(
        request, run, row, {"action": row.line.offer.action, "application": row.line.application, "why": said}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_reading
def allocation_incentive(request, pk, incentive):
    """Another amount for an incentive."""
    run = _run(request, pk)
    rows = AllocationIncentive.objects.visible_to(request.user).select_related("request__application__lead")
    row = get_object_or_404(rows, run=run, pk=incentive)
    return _adjust(request, run, row, {"application": row.request.application, "incentive": row.request})


@require_safe
@for_reading
def allocation_compare(request, code):
    """Two divisions of a round side by side."""
    project_round = _round(request, code)
    found = compared(request, project_round)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "round": project_round,
        "found": found,
        "page": Paginator(found.applicants, PER_PAGE).get_page(request.GET.get("page")),
        "excel_url": _file("allocation-compare", project_round.code, query),
    }
    return render(request, "grants/allocation_compare.html", context)


def compared(request, project_round):
    """The two divisions an address names, beside each other; where it names none, the two newest."""
    runs = AllocationRun.objects.visible_to(request.user).filter(round=project_round)
    if {"links", "rechts"} & request.GET.keys():
        chosen = [get_object_or_404(runs, pk=_number(request.GET.get(name))) for name in ("links", "rechts")]
    else:
        chosen = list(runs[:2])[::-1]
        if not chosen:
            raise Http404
    return allocation.compare(chosen[0], chosen[-1])


@require_http_methods(["GET", "HEAD", "POST"])
@for_dividing
def allocation_confirm(request, pk):
    """What confirming will do, and then doing it."""
    run = _run(request, pk)
    if request.method == "POST":
        try:
            allocation.confirm(run=run, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("grants:allocation-confirm", run.pk)
        messages.success(request, _("De verdeling is bevestigd. De aanvragers krijgen bericht."))
        return redirect(run)
    context = {
        "run": run,
        "totals": allocation.totals_of(run),
        "objections": allocation.objections(run),
        **allocation.consequences(run),
    }
    return render(request, "grants/allocation_confirm.html", context)


def _page(request, run, name_form=None):
    form = LineFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    by_applicant = request.GET.get("weergave") == "aanvrager"
    rows = allocation.per_applicant(run) if by_applicant else allocation.lines_of(run, **asked)
    others = AllocationRun.objects.visible_to(request.user).filter(round=run.round).exclude(pk=run.pk)
    incentives = run.incentives.select_related("request__application__lead", "request__application__partnership")
    context = {
        "run": run,
        "totals": allocation.totals_of(run),
        "left_over": run.budget - allocation.total_of(run),
        "stages": [(allocation.name_of(one), one) for one in allocation.stages_of(run).values()],
        "actions": allocation.per_action(run),
        "incentives": Paginator(incentives, PER_PAGE).get_page(request.GET.get("stimulans")),
        "filter": form,
        "excel_url": _file("allocation", run.pk, {name: value for name, value in asked.items() if value}),
        "by_applicant": by_applicant,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "others": others[:RUNS_PER_PAGE],
        "may_change": access.may_allocate(request.user) and run.is_scenario,
        "name_form": name_form or NameForm(initial={"name": run.name, "note": run.note}),
        "faulty": name_form,
    }
    return render_page(request, "grants/allocation.html", context, status=422 if name_form else 200)


def _adjust(request, run, row, said):
    may_change = access.may_allocate(request.user) and run.is_scenario
    form = AdjustForm(request.POST or None, initial={"amount": row.amount, "reason": row.reason})
    if request.method == "POST":
        if not access.may_allocate(request.user):
            raise PermissionDenied
        if form.is_valid():
            try:
                allocation.adjust(line=row, by=request.user, **form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Het bedrag is aangepast."))
                return redirect(run)
    context = {"run": run, "row": row, "form": form, "may_change": may_change, **said}
    return render(request, "grants/allocation_line.html", context, status=422 if form.errors else 200)


def _round(request, code):
    return get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)


def _run(request, pk):
    return get_object_or_404(
        AllocationRun.objects.visible_to(request.user).select_related("round", "made_by", "settled_by"), pk=pk
    )


def _file(name, key, query):
    """The address of the file of a page, with what was asked of it."""
    address = reverse(f"grants:{name}-excel", args=[key])
    return f"{address}?{urlencode(query)}" if query else address


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
