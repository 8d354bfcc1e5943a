"""More time that was given, running and ended: for the whole programme, and taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.models import Extension
from kpi import access
from kpi.filters.follow_up import ExtensionFilter, promised_moments
from kpi.services import registrations
from kpi.views.doors import for_following_up, for_ministry
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page

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
    granted = Extension.objects.visible_to(request.user).select_related(*_WITH).order_by("-granted_at", "-pk")
    found = ExtensionFilter(request.GET, queryset=granted, moments=promised_moments(), now=now)
    rows = found.qs if found.form.is_valid() else granted.none()
    context = {
        "form": found.form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "now": now,
        "may_follow_up": access.may_follow_up(request.user),
    }
    return render_page(request, "kpi/follow_up_extensions.html", context)


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
