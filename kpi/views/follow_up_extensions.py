"""More time that was given, running and ended: for the whole programme, and taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.models import Extension
from kpi import access
from kpi.filters import only
from kpi.filters.follow_up import ExtensionFilter, promised_moments
from kpi.services import registrations
from kpi.views.doors import for_following_up, for_ministry
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page
from samenleven.core.kept import Address
from samenleven.core.tables import Column, Download, Format, Table, chosen

PAGE_SIZE = 25
_WITH = (
    "moment__round",
    "application__lead",
    "application__partnership",
    "application__imported_for",
    "granted_by",
    "withdrawn_by",
)


@require_safe
@for_ministry
def extension_list(request):
    """Every extension and reopening, the newest first."""
    now = timezone.now()
    form, rows = _read(request, now)
    context = {
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": _address(request).query,
        "now": now,
        "may_follow_up": access.may_follow_up(request.user),
    }
    return render_page(request, "kpi/follow_up_extensions.html", context)


@require_safe
@for_ministry
def extension_list_file(request, write):
    """The same list without its pages; a filter that cannot be read gives the page, which says why."""
    now = timezone.now()
    form, rows = _read(request, now)
    page = _address(request)
    if not form.is_valid():
        return redirect(page.path + page.query)
    return write(
        Download(
            name="plan-samenleven_verlengingen-en-heropeningen",
            title=_("Verlengingen en heropeningen"),
            tables=[Table(_("Meer tijd"), _columns(now), rows.iterator(1000))],
            page=page.path + page.query,
            about=[
                *chosen(form),
                (_("Zoals gekend op"), wording.stamp(now)),
                (_("Reden"), _("De reden is alleen voor het ministerie.")),
                (_("Namen"), _("Wie besliste, staat op de bladzijde, niet in dit bestand.")),
            ],
        )
    )


def _address(request):
    return Address(reverse("kpi:extensions"), only(request.GET, "moment", "soort", "stand", "naam"))


def _read(request, now):
    """The filters of an address, and what they ask: nothing where they cannot be read."""
    granted = Extension.objects.visible_to(request.user).select_related(*_WITH).order_by("-granted_at", "-pk")
    found = ExtensionFilter(request.GET, queryset=granted, moments=promised_moments(), now=now)
    return found.form, found.qs if found.form.is_valid() else granted.none()


def _columns(now):
    """A row is an Extension; whether it runs is as of now."""
    return [
        Column(_("Projectronde"), lambda one: one.moment.round.title),
        Column(_("Rapportering"), lambda one: one.moment.get_kind_display()),
        Column(_("Code aanvrager"), lambda one: one.application.lead and one.application.lead.code),
        Column(_("Aanvrager (trekker)"), lambda one: str(one.application.lead or one.application)),
        Column(_("Samenwerkingsverband"), lambda one: str(one.application.partnership or "")),
        Column(_("Soort"), lambda one: one.get_kind_display()),
        Column(_("Tot en met"), lambda one: one.until, Format.MOMENT),
        Column(_("Stand"), lambda one: _standing(one, now)),
        Column(_("Ingetrokken op"), lambda one: one.withdrawn_at, Format.STAMP),
        Column(_("Reden"), lambda one: one.reason),
        Column(_("Toegestaan op"), lambda one: one.granted_at, Format.STAMP),
    ]


def _standing(one, now):
    if one.withdrawn_at:
        return ExtensionFilter.STATES[ExtensionFilter.WITHDRAWN]
    return ExtensionFilter.STATES[ExtensionFilter.ENDED if one.until < now else ExtensionFilter.RUNNING]


@require_POST
@for_following_up
def extension_withdraw(request, pk):
    """End an extension before its time."""
    granted = get_object_or_404(Extension.objects.visible_to(request.user).select_related(*_WITH), pk=pk)
    try:
        registrations.withdraw_more_time(extension=granted, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ingetrokken. Wat intussen ingediend is, blijft gelden."))
    lead, moment = granted.application.lead, granted.moment
    if request.POST.get("back") == "applicant" and lead:
        return redirect("kpi:follow-up-applicant", moment.round.code, moment.kind, lead.code)
    return redirect("kpi:extensions")
