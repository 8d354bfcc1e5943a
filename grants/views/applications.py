"""The application of local governments: begin, choose, fill in, find partners. What is submitted stands in application_sending."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants import access
from grants.forms.applications import ApplicationForm
from grants.forms.choosing import HANDLING_FORMS, ActionsForm, MemberForm, StartForm
from grants.models import Application, Participant, ProjectRound
from grants.services import applications
from grants.services.applications.choosing import fixed_reach
from grants.services.applications.locking import last_return
from grants.services.applications.names import name_of, value_of
from grants.states import ApplicationStatus, ParticipantStatus
from municipalities.access import EDITING_ROLES, local_governments_of
from municipalities.models import LocalGovernment
from samenleven.core.errors import DomainError


def asked_application(request, pk) -> Application:
    """The application of an address; 404 for who may not even know that it exists."""
    found = Application.objects.visible_to(request.user).made_here()
    return get_object_or_404(found.select_related("round", "lead__reference_region", "partnership"), pk=pk)


def must_edit(request, application):
    """403 for who may look, but not change."""
    if not access.may_edit(request.user, application):
        raise PermissionDenied


@require_safe
def application_list(request):
    """What a local government asked, is asked, and can begin; the ministry has a list of its own."""
    if request.user.is_ministry:
        return redirect("grants:application-overview")
    mine = local_governments_of(request.user)
    found = Application.objects.visible_to(request.user).made_here().filter(participants__local_government__in=mine)
    context = {
        "applications": found.select_related("round", "lead", "partnership").distinct().order_by("-round", "-pk"),
        "asked": _asked_of(request.user),
        "start": _start_form(request) if access.may_apply(request.user) else None,
    }
    return render(request, "grants/application_list.html", context)


@require_POST
def application_start(request):
    """Begin an application for a local government somebody acts for."""
    if not access.may_apply(request.user):
        raise PermissionDenied
    form = _start_form(request, request.POST)
    if form.is_valid():
        try:
            made = applications.start(
                project_round=form.cleaned_data["round"], lead=form.cleaned_data["lead"], by=request.user
            )
        except DomainError as error:
            messages.error(request, str(error))
        else:
            return redirect(made)
    return redirect("grants:application-list")


@require_http_methods(["GET", "HEAD", "POST"])
def application(request, pk):
    """The one page of an application: filled in while it is open, read afterwards. A POST keeps what was filled in."""
    this = asked_application(request, pk)
    if request.method != "POST":
        return render(request, "grants/application.html", _context(request, this))
    must_edit(request, this)
    sheet = applications.read_sheet(this)
    form = ApplicationForm(request.POST, sheet=sheet, fixed=fixed_names(this, sheet))
    form.is_valid()
    try:
        outcome = applications.revise(application=this, wanted=form.wanted(), seen=form.seen, by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        outcome = applications.Revision()
    has_errors = bool(form.errors) or any(one.errors for rows in form.parties.values() for one in rows)
    status = 409 if outcome.overtaken else 422 if has_errors else 200
    if request.htmx:
        context = _saved(request, this, form, outcome)
        return render(request, "grants/_application_saved.html", context, status=status)
    if status == 200:
        if "check" in request.POST:
            return redirect("grants:application-submit", pk=this.pk)
        messages.success(request, _("Bewaard als ontwerp."))
        return redirect(this)
    return render(
        request, "grants/application.html", _context(request, this, form=form, outcome=outcome), status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def application_actions(request, pk):
    """Choose the actions."""
    this = asked_application(request, pk)
    must_edit(request, this)
    form = ActionsForm(request.POST if request.method == "POST" else None, application=this)
    if request.method == "POST" and form.is_valid():
        try:
            applications.choose_actions(application=this, numbers=form.cleaned_data["actions"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(this)
    context = {"application": this, "form": form, "lock": _lock(this)}
    return render(request, "grants/application_actions.html", context, status=422 if form.errors else 200)


@require_POST
def application_last_year(request, pk):
    """Take over what the round before had, as a start."""
    this = asked_application(request, pk)
    must_edit(request, this)
    try:
        taken = applications.offer_last_year(application=this, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(count)s acties van de vorige ronde staan klaar.") % {"count": taken})
    return redirect(this)


@require_POST
def application_member_ask(request, pk):
    """Ask a local government to take part."""
    this = asked_application(request, pk)
    must_edit(request, this)
    form = MemberForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            made = applications.invite(
                application=this,
                local_government=form.cleaned_data["member"],
                partnership_name=form.cleaned_data["partnership_name"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error("member", str(error))
        else:
            messages.success(
                request, _("%(name)s krijgt een bericht en kan bevestigen.") % {"name": made.local_government.name}
            )
            return redirect(f"{this.get_absolute_url()}#partners")
    return render(request, "grants/application.html", _context(request, this, member_form=form), status=422)


@require_POST
def application_member_out(request, pk, participant):
    """Take a member out again."""
    this = asked_application(request, pk)
    must_edit(request, this)
    member = get_object_or_404(Participant.objects.filter(application=this), pk=participant)
    try:
        applications.uninvite(participant=member, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{this.get_absolute_url()}#partners")


@require_POST
def application_member_answer(request, pk, participant):
    """A member says whether it takes part."""
    this = asked_application(request, pk)
    member = get_object_or_404(this.participants.select_related("local_government"), pk=participant)
    if not access.may_answer(request.user, member):
        raise PermissionDenied
    takes_part = request.POST.get("answer") == "yes"
    try:
        applications.answer(participant=member, takes_part=takes_part, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        name = {"name": member.local_government.name}
        said = _("%(name)s doet mee.") if takes_part else _("%(name)s doet niet mee.")
        messages.success(request, said % name)
    return redirect(this)


def fixed_names(application, sheet) -> frozenset[str]:
    """The names of current reaches that an earlier round fixed."""
    fixed = fixed_reach(application)
    return frozenset(
        f"current {kpi.indicator.code} {one.participant.local_government.code}"
        for line in sheet.lines
        for kpi in line.kpis
        for one in kpi.estimates
        if (one.participant.local_government_id, one.indicator_id) in fixed
    )


def _asked_of(user):
    """The applications in which a local government somebody acts for is asked to take part."""
    mine = local_governments_of(user, EDITING_ROLES)
    return Participant.objects.filter(
        local_government__in=mine,
        status=ParticipantStatus.INVITED,
        application__status__in=[ApplicationStatus.DRAFT, ApplicationStatus.RETURNED],
    ).select_related("application__lead", "application__round", "local_government")


def _start_form(request, data=None):
    now = timezone.now()
    rounds = ProjectRound.objects.visible_to(request.user).filter(opens_at__lte=now).order_by("number", "code")
    bodies = LocalGovernment.objects.filter(pk__in=local_governments_of(request.user, EDITING_ROLES))
    return StartForm(
        data, rounds=[one for one in rounds if access.takes_entries(one, now)], bodies=bodies.order_by("sort_name")
    )


def _lock(application):
    return access.lock(application, timezone.now(), last_return(application))


def show_application(request, application, *, status, handling, refused):
    """The page again, with a form of the ministry as it was filled in and what is wrong with it."""
    context = _context(request, application) | {"refused": refused}
    context["handling"] |= handling
    return render(request, "grants/application.html", context, status=status)


def _context(request, application, *, form=None, outcome=None, member_form=None):
    sheet = applications.read_sheet(application)
    returned, now = last_return(application), timezone.now()
    lock = access.lock(application, now, returned)
    is_editor = access.may_edit(request.user, application)
    if form is None:
        form = ApplicationForm(sheet=sheet, fixed=fixed_names(application, sheet))
    versions = list(application.versions.order_by("-number"))
    mine = [one for one in sheet.participants if access.may_answer(request.user, one)]
    return {
        "application": application,
        "sheet": sheet,
        "form": form,
        "lock": lock,
        "is_editor": is_editor,
        "is_editable": is_editor and not lock,
        "returned": returned if application.status == ApplicationStatus.RETURNED else None,
        "points": applications.open_points(sheet),
        "versions": versions,
        "conflicts": _conflicts(form, outcome, sheet) if outcome else [],
        "member_form": member_form or MemberForm(user=request.user),
        "answers": [one for one in mine if one.local_government_id != application.lead_id],
        "can_take_back": is_editor and access.may_take_back(application, now),
        "can_withdraw": is_editor and access.may_withdraw(application, now, returned),
        "has_last_year": application.round.previous_id is not None,
        "refused": form,
        "handling": {name: ask(prefix=name) for name, ask in HANDLING_FORMS.items()},
        "may_handle": access.may_handle(request.user),
        "call_runs": access.call_runs(application.round, now),
        "notes": application.notes.select_related("written_by") if request.user.is_ministry else [],
    }


def _saved(request, application, form, outcome):
    """What htmx swaps after a save: what was said, the sums, what is still open, and how the values stand now."""
    sheet = applications.read_sheet(application)
    fresh = ApplicationForm(sheet=sheet)
    return {
        "application": application,
        "sheet": sheet,
        "form": form,
        "seen_now": fresh.seen_now(),
        "saved": not form.errors and not outcome.overtaken,
        "kept": outcome.kept,
        "conflicts": _conflicts(form, outcome, sheet),
        "slots": {
            name: form.errors.get(name, [])
            for name in {*form.errors, *outcome.kept}
            if name.startswith(("current ", "planned "))
        },
        "points": applications.open_points(sheet),
        "now": timezone.now(),
    }


def _conflicts(form, outcome, sheet):
    """What somebody else changed meanwhile, beside what was typed here (R18)."""
    bodies = {one.local_government.code: one.local_government.name for one in sheet.participants}
    return [
        {
            "name": name_of(name, bodies),
            "theirs": value_of(theirs),
            "mine": value_of(form.cleaned_data.get(name)),
        }
        for name, theirs in outcome.overtaken.items()
    ]
