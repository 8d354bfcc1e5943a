"""One applicant at a moment, for who follows up: every figure beside its target, and what can be decided about it."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from grants.models import Application, Extension, ReportingMoment
from grants.states import MomentKind
from kpi import access
from kpi.figures.completeness import Asked, Part, parts_of
from kpi.forms.follow_up import MoreTimeForm, ReturnForm
from kpi.models import Motivation, RegistrationValue, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import SheetAction, SheetPart
from kpi.states import RegistrationStatus
from kpi.views.doors import for_following_up, for_ministry
from kpi.views.registration_parts import asked_moment
from municipalities.models import LocalGovernment
from samenleven.core.errors import DomainError


@dataclass
class Shown:
    """One action of the applicant as the page shows it."""

    action: SheetAction
    known: dict[int, Part]  # how far each member is, by its participation
    readings: dict[tuple[int, int], int | None]  # what was sent halfway, by participation and KPI
    motivation: Motivation | None

    @property
    def state(self) -> str:
        return self.known[self.action.parts[0].participation.pk].line_state

    @property
    def parts(self):
        """Each member: its part, its state, and each KPI with what was sent halfway."""
        for part in self.action.parts:
            pairs = [(shown, self.readings.get((part.participation.pk, shown.one.indicator.pk))) for shown in part.sent]
            yield part, self.known[part.participation.pk].state, pairs

    @property
    def returned(self) -> list[SheetPart]:
        return [part for part in self.action.parts if part.returned]

    @property
    def can_be_returned(self) -> bool:
        return any(part.status == RegistrationStatus.SUBMITTED for part in self.action.parts)


@require_safe
@for_ministry
def follow_up_applicant(request, round_code, kind, code):
    """Everything of one applicant at one moment."""
    return _page(request, *_asked(request, round_code, kind, code))


@require_POST
@for_following_up
def follow_up_return(request, round_code, kind, code):
    """Send the ticked actions back, with a remark and a date."""
    moment, local_government = _asked(request, round_code, kind, code)
    shown, now = _shown(request, moment, local_government)
    form = ReturnForm(request.POST, lines=_returnable(shown), now=now)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = registrations.send_back(
                moment=moment,
                local_government=local_government,
                lines=said["lines"],
                remark=said["remark"],
                until=said["until"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            back = ngettext(
                "%(number)s registratie teruggestuurd.", "%(number)s registraties teruggestuurd.", len(made)
            )
            messages.success(request, back % {"number": len(made)})
            return redirect(_address(moment, local_government))
    return _page(request, moment, local_government, return_form=form)


@require_POST
@for_following_up
def follow_up_return_withdraw(request, round_code, kind, code):
    """Leave what was sent of an action as it is after all."""
    moment, local_government = _asked(request, round_code, kind, code)
    posted = request.POST.getlist("line")
    lines = [int(line) for line in posted if line.isascii() and line.isdecimal() and len(line) < 19]
    try:
        registrations.withdraw_return(moment=moment, local_government=local_government, lines=lines, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("De terugzending is ingetrokken. Wat ingediend was, blijft gelden."))
    return redirect(_address(moment, local_government))


@require_POST
@for_following_up
def follow_up_extend(request, round_code, kind, code):
    """Give the applicant more time, or open its form again."""
    moment, local_government = _asked(request, round_code, kind, code)
    shown, now = _shown(request, moment, local_government)
    form = MoreTimeForm(request.POST, applications=_applications(shown), now=now)
    if form.is_valid():
        said = form.cleaned_data
        try:
            registrations.give_more_time(
                moment=moment,
                application=Application.objects.get(pk=said["application"]),
                until=said["until"],
                reason=said["reason"],
                kind=said["kind"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Dit bestuur heeft meer tijd gekregen."))
            return redirect(_address(moment, local_government))
    return _page(request, moment, local_government, time_form=form)


def _asked(request, round_code, kind, code):
    moment = asked_moment(request, round_code, kind)
    return moment, get_object_or_404(LocalGovernment.objects.visible_to(request.user), code=code)


def _shown(request, moment, local_government):
    """The actions this local government sends; 404 where it sends nothing."""
    now = timezone.now()
    sheet = registrations.read_sheet(moment, local_government, now)
    led = [action for action in sheet.actions if action.is_led]
    if not led:
        raise Http404
    known = {part.participation: part for part in parts_of(Asked(moment, now, sender=local_government.pk))}
    newest = (
        Motivation.objects.visible_to(request.user)
        .filter(moment=moment, line__in=[action.line.pk for action in led])
        .select_related("sent_by")
        .order_by("line_id", "-number")
        .distinct("line_id")
    )
    motivations = {one.line_id: one for one in newest}
    readings = _halfway(moment, list(known), now) if moment.kind == MomentKind.FINAL else {}
    return [Shown(action, known, readings, motivations.get(action.line.pk)) for action in led], now


def _halfway(moment, participations, now):
    """What stood at the interim report of the same round, by participation and KPI."""
    interim = ReportingMoment.objects.filter(round=moment.round_id, kind=MomentKind.INTERIM)
    newest = (
        RegistrationVersion.objects.filter(
            registration__moment__in=interim, registration__participation__in=participations, sent_at__lte=now
        )
        .order_by("registration_id", "-number")
        .distinct("registration_id")
        .select_related("registration")
        .prefetch_related(Prefetch("values", RegistrationValue.objects.order_by("pk")))
    )
    return {
        (version.registration.participation_id, value.indicator_id): value.count
        for version in newest
        if version.taken_back_at is None
        for value in version.values.all()
    }


def _returnable(shown):
    return [
        (one.action.line.pk, f"{one.action.action.number}. {one.action.action.title}")
        for one in shown
        if one.can_be_returned
    ]


def _applications(shown):
    found = {one.action.line.application_id: one.action.line.application for one in shown}
    return [(pk, str(application)) for pk, application in found.items()]


def _page(request, moment, local_government, *, return_form=None, time_form=None):
    shown, now = _shown(request, moment, local_government)
    returnable, applications = _returnable(shown), _applications(shown)
    granted = Extension.objects.visible_to(request.user).filter(
        moment=moment, application__in=[pk for pk, _name in applications]
    )
    may_follow_up = access.may_follow_up(request.user)
    faulty = return_form or time_form
    context = {
        "moment": moment,
        "local_government": local_government,
        "application": shown[0].action.line.application,
        "members": len({part.member for one in shown for part in one.action.parts}),
        "actions": shown,
        "term": max((part.term for one in shown for part in one.action.parts), key=lambda term: term.own_until or now),
        "extensions": granted.select_related("granted_by", "withdrawn_by").order_by("-granted_at"),
        "now": now,
        "may_follow_up": may_follow_up,
        "returnable": returnable,
        "faulty": faulty,
        "return_form": return_form or ReturnForm(lines=returnable, now=now),
        "time_form": time_form or MoreTimeForm(applications=applications, now=now),
        "address": [moment.round.code, moment.kind, local_government.code],
    }
    return render(request, "kpi/follow_up_applicant.html", context, status=422 if faulty else 200)


def _address(moment, local_government):
    return reverse("kpi:follow-up-applicant", args=[moment.round.code, moment.kind, local_government.code])
