"""The check before sending, the receipt, and the way back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi import access
from kpi.forms import answers_of, field_name, motivation_name
from kpi.services import registrations
from kpi.views.registration_parts import address, asked, context_of, must_register, sent_sheet_of, sheet_of
from samenleven.core import wording
from samenleven.core.errors import Conflict, DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def registration_submit(request, round_code, kind, code):
    """The check before sending: every figure beside its target; the button sends them all."""
    moment, local_government = asked(request, round_code, kind, code)
    must_register(request, local_government)
    sheet = sheet_of(moment, local_government)
    if request.method == "POST":
        return _send(request, sheet)
    if not (sheet.sendable or sheet.awaited or sheet.releasable):
        return redirect(address("form", sheet))
    return _check_page(request, sheet)


def _send(request, sheet):
    moment, local_government = sheet.moment, sheet.local_government
    try:
        sending = registrations.submit(
            moment=moment, local_government=local_government, by=request.user, seen=request.POST.get("seen")
        )
    except registrations.Faulty:
        return _check_page(request, sheet_of(moment, local_government), status=422)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect(address("submit", sheet))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(address("form", sheet))
    if sending.is_repeated:
        said = {"moment": wording.stamp(sending.sent_at), "who": sending.sent_by}
        messages.info(request, _("Deze registratie was al ingediend op %(moment)s door %(who)s.") % said)
    else:
        messages.success(request, _("Uw registratie is ingediend. U krijgt een bevestiging per e-mail."))
    return redirect(address("receipt", sheet))


def _check_page(request, sheet, *, status=200):
    # A member whose lead is elsewhere releases; whoever leads sends.
    parts = sheet.sendable or ([] if sheet.led_parts else sheet.releasable)
    found = registrations.check(sheet, parts)  # it reads how the counts are split, too
    context = context_of(request, sheet) | {
        "shown": answers_of(sheet, parts, as_sent=False),
        "releases": bool(parts) and not sheet.led_parts,
        "faults": [(_anchor(fault), fault.in_full(sheet.moment)) for fault in found.faults],
        "doubts": [
            (f"id_{field_name(one.commitment)}", one.in_full(sheet.moment), one.reason) for one in found.explained
        ],
    }
    return render(request, "kpi/registration_submit.html", context, status=status)


def _anchor(fault):
    """Where on the form the fault can be mended."""
    return f"id_{field_name(fault.commitment)}" if fault.commitment else f"id_{motivation_name(fault.line_id)}"


@require_GET
def registration_receipt(request, round_code, kind, code):
    """What was sent, by whom and when: to keep and to print."""
    moment, local_government = asked(request, round_code, kind, code)
    with_splits = access.may_see_breakdowns(request.user, local_government)
    sheet = sent_sheet_of(moment, local_government, with_splits=with_splits)
    if not sheet.versions:
        return redirect(address("form", sheet))
    context = context_of(request, sheet) | {
        "shown": answers_of(sheet, [part for part in sheet.parts if part.version or part.is_led], as_sent=True),
    }
    return render(request, "kpi/registration_receipt.html", context)


@require_POST
def registration_take_back(request, round_code, kind, code):
    """Make what was sent a draft again."""
    said = _("Uw registratie is weer een ontwerp. Vergeet niet ze opnieuw in te dienen.")
    return _change(request, round_code, kind, code, registrations.take_back, said)


@require_POST
def registration_correct(request, round_code, kind, code):
    """Start correcting what was sent."""
    said = _("U kunt uw cijfers nu verbeteren. Dien ze daarna opnieuw in.")
    return _change(request, round_code, kind, code, registrations.start_correction, said)


@require_POST
def registration_correct_stop(request, round_code, kind, code):
    """Stop correcting: what was sent stands."""
    said = _("U bent gestopt met verbeteren. Wat u eerder indiende, blijft gelden.")
    return _change(request, round_code, kind, code, registrations.discard_correction, said)


def _change(request, round_code, kind, code, service, said):
    moment, local_government = asked(request, round_code, kind, code)
    must_register(request, local_government)
    try:
        service(moment=moment, local_government=local_government, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("kpi:registration-form", round_code, kind, code)


@require_POST
def registration_release(request, round_code, kind, code):
    """Release the counts of a member to its lead: the own ones, or (by the lead) those of the member that was posted."""
    return _of_member(request, round_code, kind, code, registrations.release, _("De cijfers zijn vrijgegeven."))


@require_POST
def registration_reopen(request, round_code, kind, code):
    """Open what was released and not sent yet."""
    said = _("De cijfers zijn weer open. Vergeet niet ze opnieuw vrij te geven.")
    return _of_member(request, round_code, kind, code, registrations.reopen, said)


def _of_member(request, round_code, kind, code, service, said):
    moment, local_government = asked(request, round_code, kind, code)
    must_register(request, local_government)
    sheet = sheet_of(moment, local_government)
    # Only who is on the page can be named; for a member itself that is nobody else.
    members = {part.member.code: part.member for part in sheet.parts}
    member = members.get(request.POST.get("member") or code)
    if member is None:
        raise Http404
    try:
        service(moment=moment, local_government=local_government, by=request.user, member=member)
    except registrations.Faulty as error:
        for fault in error.faults:
            messages.error(request, fault.in_full(moment))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("kpi:registration-form", round_code, kind, code)
