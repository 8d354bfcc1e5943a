"""The reminders: what is planned, who would get it, holding one back, and what was sent (R32)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.models import ReportingMoment
from kpi import access
from kpi.filters import only
from kpi.filters.messages import SentFilter
from kpi.forms.messages import StopForm
from kpi.models import ReminderTopic
from kpi.services import reminders
from kpi.states import ReminderKind
from kpi.views.doors import for_following_up, for_ministry
from kpi.views.snapshot_list import moment_or_404
from kpi.views.words import mail_in_words
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page
from samenleven.core.kept import Address

MOMENTS_PER_PAGE = 10
PAGE_SIZE = 50
ADDRESSES = {
    ReminderKind.MONTH_BEFORE: "30-dagen-ervoor",
    ReminderKind.WEEK_BEFORE: "7-dagen-ervoor",
    ReminderKind.DAY_BEFORE: "1-dag-ervoor",
    ReminderKind.DAY_AFTER: "1-dag-erna",
}
KINDS = {address: kind for kind, address in ADDRESSES.items()}


@require_safe
@for_ministry
def reminder_list(request):
    """Per reporting moment at which somebody may have to act: when each reminder goes, and to how many as things stand."""
    now = timezone.now()
    page = Paginator(list(reminders.moments_to_remind_of(now)), MOMENTS_PER_PAGE).get_page(request.GET.get("page"))
    rows: dict[int, list] = {moment.pk: [] for moment in page.object_list}
    for one in reminders.planned(page.object_list, now):
        one.address = ADDRESSES[one.kind]
        rows[one.moment.pk].append(one)
    context = {"page": page, "moments": [(moment, rows[moment.pk]) for moment in page.object_list]}
    return render(request, "kpi/reminder_list.html", context)


@require_safe
@for_ministry
def reminder_page(request, moment, kind):
    """One reminder of a moment: who would get it if it went now, and why."""
    return _page(request, moment, kind, StopForm())


def _page(request, code, address, form, *, status=200):
    this = planned_or_404(code, address, timezone.now())
    page = Paginator(this.recipients, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "this": this,
        "address": address,
        "form": form,
        "may_stop": access.may_follow_up(request.user),
        "page": page,
        "rows": [(row, reminders.missing(row.duty), row.duty.day_of(this.kind)) for row in page.object_list],
    }
    return render(request, "kpi/reminder.html", context, status=status)


def planned_or_404(code, address, now):
    """The reminder of an address with who would get it."""
    moment, kind = _asked(code, address)
    (this,) = [one for one in reminders.planned([moment], now) if one.kind == kind]
    return this


def _asked(code, address):
    moment = moment_or_404(code)
    if address not in KINDS or moment.deadline is None:
        raise Http404
    return moment, KINDS[address]


@require_POST
@for_following_up
def reminder_stop(request, moment, kind):
    """Hold a reminder back."""
    of, reminder = _asked(moment, kind)
    form = StopForm(request.POST)
    if not form.is_valid():
        return _page(request, moment, kind, form, status=422)
    try:
        reminders.stop(moment=of, kind=reminder, reason=form.cleaned_data["reason"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Deze herinnering vertrekt niet. U kunt ze weer laten vertrekken."))
    return redirect("kpi:reminder", moment, kind)


@require_POST
@for_following_up
def reminder_resume(request, moment, kind):
    """Let a reminder go again."""
    of, reminder = _asked(moment, kind)
    try:
        reminders.resume(moment=of, kind=reminder, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Deze herinnering vertrekt weer zoals gepland."))
    return redirect("kpi:reminder", moment, kind)


@require_safe
@for_ministry
def reminders_sent(request):
    """Who was reminded of what, and when: kept for ever."""
    form, found = read_sent(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    for topic in page.object_list:
        topic.mail = mail_in_words(topic)
    context = {"form": form, "page": page, "query": sent_address(request).query}
    return render_page(request, "kpi/reminders_sent.html", context)


def read_sent(request):
    """The filter of an address, and what was sent of what it asks: everything where it cannot be read."""
    of_moment = ReminderTopic.objects.filter(moment=OuterRef("pk"))
    moments = ReportingMoment.objects.filter(Exists(of_moment)).select_related("round").order_by("-deadline", "pk")
    form = SentFilter(request.GET, moments=moments)
    found = ReminderTopic.objects.visible_to(request.user).select_related("to", "moment__round", "reminder__notice")
    if form.is_valid() and form.cleaned_data["moment"]:
        round_code, _dash, kind = form.cleaned_data["moment"].rpartition("-")
        found = found.filter(moment__round__code=round_code, moment__kind=kind)
    return form, found.order_by("-reminder__reminded_at", "-pk")


def sent_address(request):
    """The list of what was sent, with its filters."""
    return Address(reverse("kpi:reminders-sent"), only(request.GET, "moment"))
