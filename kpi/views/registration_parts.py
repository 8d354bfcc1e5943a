"""What every page of the registration corridor begins with."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Commitment, ReportingMoment
from kpi import access
from kpi.models import Snapshot
from kpi.services import registrations
from kpi.states import RegistrationStatus
from municipalities.models import LocalGovernment
from samenleven.core import wording

ADDRESSES = (
    "form",
    "save",
    "submit",
    "receipt",
    "take-back",
    "correct",
    "correct-stop",
    "release",
    "reopen",
    "motivation",
    "presence",
    "export",
    "messages",
    "workbook",
)


def asked_moment(request, round_code, kind):
    """The moment of an address."""
    moments = ReportingMoment.objects.visible_to(request.user).select_related("round")
    return get_object_or_404(moments, round__code=round_code, kind=kind)


def asked(request, round_code, kind, code):
    """The moment and the local government of an address; 404 for who may not even know what stands there."""
    moment = asked_moment(request, round_code, kind)
    local_government = get_object_or_404(LocalGovernment.objects.visible_to(request.user), code=code)
    if not access.may_read(request.user, local_government):
        raise Http404
    return moment, local_government


def asked_commitment(request, moment, code, participation, indicator):
    """The page (a local government) and the one field of it that is asked; 404 when it is not a field of this page.

    One query, however large the page: what is saved field by field comes through here.
    """
    now = timezone.now()
    part = "participation__"
    lead = f"{part}line__application__lead"
    commitment = get_object_or_404(
        Commitment.objects.visible_to(request.user)
        .filter(known_at__lte=now, participation__known_at__lte=now)
        .select_related("indicator", f"{part}local_government", f"{part}line__offer__action", lead),
        Q(**{f"{part}local_government__code": code}) | Q(**{f"{lead}__code": code}),
        participation__line__application__round=moment.round_id,
        participation=participation,
        indicator__code=indicator,
    )
    member = commitment.participation.local_government
    page_of = member if member.code == code else commitment.participation.line.application.lead
    # Who acts for a member sees its field, but not the page of its lead.
    if not access.may_read(request.user, page_of):
        raise Http404
    return page_of, commitment


def must_register(request, local_government):
    """403 for who may look, but not change."""
    if not access.may_register(request.user, local_government):
        raise PermissionDenied


def sheet_of(moment, local_government):
    """The page as it is now; 404 where nothing is expected."""
    sheet = registrations.read_sheet(moment, local_government, timezone.now())
    if not sheet.parts:
        raise Http404
    return sheet


def sent_sheet_of(moment, local_government, *, with_splits):
    """The page as it was sent; how the counts were split stands on it only for who may see that (R26)."""
    sheet = sheet_of(moment, local_government)
    if with_splits:
        registrations.add_sent_splits(sheet.parts)
    return sheet


def address(name, sheet):
    """Where one of the pages about a moment and a local government stands."""
    return reverse(
        f"kpi:registration-{name}", args=[sheet.moment.round.code, sheet.moment.kind, sheet.local_government.code]
    )


def list_title(user):
    """What the list of everything is called, for those who register and for those who follow it."""
    return _("Opvolging") if user.is_ministry else _("Mijn registraties")


def context_of(request, sheet):
    """What each page about one moment and local government shows."""
    term, now = sheet.term, sheet.now
    may_register = access.may_register(request.user, sheet.local_government)
    may_change = may_register and sheet.is_closed
    can_take_back = may_change and term.may_take_back(now)
    return {
        "may_register": may_register,
        "can_take_back": can_take_back,
        "frozen_in": _frozen_in(sheet) if can_take_back else "",
        "can_correct": may_change and term.may_correct(now),
        "released_members": list(
            dict.fromkeys(part.member for part in sheet.parts if part.status == RegistrationStatus.RELEASED)
        ),
        "list_title": list_title(request.user),
        "sheet": sheet,
        "standing": sheet.standing(shows_drafts=access.may_see_drafts(request.user, sheet.local_government)),
        "moment": sheet.moment,
        "local_government": sheet.local_government,
        "dates": dates_of(term, now),
        "addresses": {name.replace("-", "_"): address(name, sheet) for name in ADDRESSES},
    }


def _frozen_in(sheet):
    """The code of the last snapshot that holds something that was sent and stands; "" where there is none."""
    first_sent = min((version.sent_at for version in sheet.versions), default=None)
    if first_sent is None:
        return ""
    frozen = Snapshot.objects.filter(moment=sheet.moment, as_of__gte=first_sent)
    return frozen.order_by("-number").values_list("code", flat=True).first() or ""


def dates_of(term, now):
    """The three dates of a moment and its opening (R14), for a timeline, and the end of an extension; what falls together is told once.

    Between the opening and the deadline registering is what goes on now; a date that is still to come is never "now".
    """
    moment = term.moment
    told = [
        (_("Registreren kan vanaf"), moment.opens_at),
        (_("Deadline"), moment.deadline),
        (_("Laatste dag voor een late registratie"), moment.entries_until),
        (_("Laatste dag voor een verbetering"), moment.changes_until),
        (_("Verlengd voor u tot en met"), term.own_until),
    ]
    # In the order of the calendar: an extension may end before or after the dates of everybody.
    told.sort(key=lambda step: (step[1] is None, step[1] or now))
    is_registering = term.has_opened(now) and not term.is_due(now)
    steps, seen = [], set()
    for title, at in told:
        if at is None or at in seen:
            continue
        seen.add(at)
        begins_now = at == moment.opens_at and is_registering
        state = "current" if begins_now else "done" if at < now else "next"
        precision = moment.deadline_precision if at == moment.deadline else "minute"
        steps.append({"title": title, "text": wording.moment(at, precision), "state": state})
    return steps
