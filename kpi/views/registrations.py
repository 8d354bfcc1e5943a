"""What a local government must do, by when; and the form in which it does."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from grants.terms import terms_of
from kpi import access
from kpi.forms import FieldRow, MotivationForm, MotivationRow, RegistrationForm, field_name, rows_of, single_field
from kpi.services import registrations
from kpi.services.breakdowns import splittable
from kpi.services.registrations import LATER, NOW, PAST, SENT, SheetField
from kpi.views.follow_up import to_follow_up
from kpi.views.messages import REOPENING
from kpi.views.registration_parts import (
    address,
    asked,
    asked_commitment,
    asked_moment,
    context_of,
    list_title,
    must_register,
    sheet_of,
)
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page
from samenleven.core.outage import is_busy, sentence, try_again

PAGE_SIZE = 50


@require_GET
def registration_list(request):
    """Everything this person must do, by when; then what comes later and what is past. The ministry has its grid."""
    if request.user.is_ministry:
        return to_follow_up(request)
    now = timezone.now()
    page = Paginator(registrations.standings_of(request.user, now), PAGE_SIZE).get_page(request.GET.get("page"))
    titles = {NOW: _("Nu te doen"), SENT: _("Ingediend"), LATER: _("Later"), PAST: _("Voorbij")}
    sections = [
        (title, found)
        for section, title in titles.items()
        if (found := [standing for standing in page.object_list if standing.section == section])
    ]
    context = {"title": list_title(request.user), "page": page, "sections": sections}
    return render_page(request, "kpi/registration_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_form(request, round_code, kind, code):
    """The form of a local government at a moment; sent as a whole it saves everything, and goes on to the check."""
    moment, local_government = asked(request, round_code, kind, code)
    if request.method == "POST":
        must_register(request, local_government)
        return _save_all(request, moment, local_government)
    return _form_page(request, sheet_of(moment, local_government))


def _save_all(request, moment, local_government):
    sheet = sheet_of(moment, local_government)
    form = RegistrationForm(moment, [one.commitment for one in sheet.fields], request.POST)
    motivations = MotivationForm(sheet.actions, request.POST)
    if not (form.is_valid() and motivations.is_valid()):
        return _form_page(request, sheet, form, motivations, status=422)
    try:
        registrations.save_page(
            moment=moment,
            local_government=local_government,
            entries=form.entries,
            motivations=motivations.entries,
            by=request.user,
        )
    except registrations.FieldConflict as conflict:
        form.refuse(conflict)
        return _form_page(request, sheet_of(moment, local_government), form, motivations, status=409)
    except registrations.MotivationConflict as conflict:
        motivations.refuse(conflict)
        return _form_page(request, sheet_of(moment, local_government), form, motivations, status=409)
    except registrations.Faulty as refusal:
        for fault in refusal.faults:
            form.add_error(field_name(fault.commitment), fault.text)
        return _form_page(request, sheet, form, motivations, status=422)
    except registrations.Locked as error:
        messages.error(request, _("Niets bewaard. %s") % error)
        return redirect(address("form", sheet))
    except OperationalError as error:
        if not is_busy(error):
            raise
        form.add_error(None, _("Niets bewaard. %s") % sentence(error))
        return try_again(_form_page(request, sheet, form, motivations), error)
    if request.POST.get("do") != "check":
        messages.success(request, _("Bewaard als ontwerp om %s.") % wording.clock_time(timezone.now()))
        return redirect(address("form", sheet))
    sheet = sheet_of(moment, local_government)
    own = sheet.sendable or sheet.releasable
    if faults := registrations.faults_of(sheet, own):
        form.ask(faults)
        return _form_page(request, sheet, form, status=422)
    return redirect(address("submit", sheet))


def _form_page(request, sheet, form=None, motivations=None, *, status=200):
    context = context_of(request, sheet)
    may_register = context["may_register"]
    sees_drafts = access.may_see_drafts(request.user, sheet.local_government)
    context |= {
        "form": form,
        "is_editable": may_register and bool(sheet.open_parts),
        "actions": rows_of(
            sheet,
            may_register=may_register,
            sees_drafts=sees_drafts,
            form=form,
            motivations=motivations,
            doubts=registrations.judge_all(sheet, sheet.open_parts) if may_register else (),
            splittable=splittable(sheet.parts),
        ),
        "burden": registrations.burden_of(sheet, sees_drafts=sees_drafts),
        "ask_address": "",
    }
    if may_register and any(lock.is_asked for lock in sheet.locks):
        context["ask_address"] = f"{address('messages', sheet)}?vraag={REOPENING}"
    if context["is_editable"]:
        context["others"] = registrations.also_here(sheet.moment, sheet.local_government, request.user)
    return render(request, "kpi/registration_form.html", context, status=status)


@require_POST
def registration_save(request, round_code, kind, code):
    """Save one field: what htmx asks at each change. The answer is the state of that field, and how far the page is."""
    moment = asked_moment(request, round_code, kind)
    local_government, commitment = _asked_field(request, moment, code)
    must_register(request, local_government)
    form = RegistrationForm(moment, [commitment], request.POST)
    if not form.is_valid():
        return _state(request, form, None, status=422)
    application = commitment.participation.line.application_id
    terms = terms_of(moment, [application], timezone.now())
    try:
        saved = registrations.save_fields(moment=moment, entries=form.entries, by=request.user, terms=terms)
    except registrations.FieldConflict as conflict:
        form.refuse(conflict)
        return _state(request, form, None, status=409)
    except registrations.Faulty as refusal:
        form.add_error(None, " ".join(fault.text for fault in refusal.faults))
        return _state(request, form, None, status=422)
    except registrations.Locked as error:
        form.add_error(None, str(error))
        return _state(request, form, None, status=409)
    form.revisions.clear()
    standing = registrations.standing_after_saving(moment, local_government, terms[application], timezone.now())
    doubt = saved.doubts[0].text if saved.doubts else ""
    return _state(request, form, saved.drafts[0], standing, doubt=doubt)


@require_POST
def registration_motivation(request, round_code, kind, code):
    """Save one motivation: what htmx asks at each change. The answer is its state."""
    moment, local_government = asked(request, round_code, kind, code)
    must_register(request, local_government)
    sheet = sheet_of(moment, local_government)
    form = MotivationForm([action for action in sheet.actions if action.is_led], request.POST)
    if len(form.actions) != 1:
        raise Http404
    (action,) = form.actions.values()
    if not form.is_valid():
        return _motivation_state(request, action, form, status=422)
    ((line, text, revision),) = form.entries
    try:
        action.draft_motivation = registrations.save_motivation(
            moment=moment, local_government=local_government, line=line, text=text, revision=revision, by=request.user
        )
    except registrations.MotivationConflict as conflict:
        form.refuse(conflict)
        return _motivation_state(request, action, form, status=409)
    except DomainError as error:
        form.add_error(None, str(error))
        return _motivation_state(request, action, form, status=409)
    return _motivation_state(request, action)


def _motivation_state(request, action, form=None, *, status=200):
    row = MotivationRow.of(action, may_register=True, form=form)
    if form is not None:
        row.error = " ".join(sentence for sentences in form.errors.values() for sentence in sentences)
    return render(request, "kpi/_registration_motivation_saved.html", {"row": row}, status=status)


@require_GET
def registration_presence(request, round_code, kind, code):
    """Who else has this page open: asked once a minute by a page in which one can type."""
    moment, local_government = asked(request, round_code, kind, code)
    must_register(request, local_government)
    others = registrations.also_here(moment, local_government, request.user)
    return render(request, "kpi/_registration_presence.html", {"others": others, "address": request.path})


def _asked_field(request, moment, code):
    """The page and the one field of it that was posted; 404 when it is not a field of this page."""
    field = single_field(request.POST)
    if field is None:
        raise Http404
    return asked_commitment(request, moment, code, *field)


def _state(request, form, draft, standing=None, *, doubt="", status=200):
    (name, commitment), *_others = form.commitments.items()
    one = SheetField(commitment, draft)
    error = " ".join(sentence for sentences in form.errors.values() for sentence in sentences)
    context = {
        "row": FieldRow(
            one,
            name,
            "",
            False,
            form.revisions.get(name, one.revision),
            error,
            one.reason,
            form.theirs.get(name),
            doubt,
        ),
        "standing": standing,
    }
    return render(request, "kpi/_registration_saved.html", context, status=status)
