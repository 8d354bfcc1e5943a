"""Everything the portal said to somebody: what also went by mail, and for who has no address the only copy."""

from operator import attrgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from samenleven.core import wording
from samenleven.core.htmx import render_page
from samenleven.core.tables import Column, Download, Format, Table
from samenleven.notices import services
from samenleven.notices.models import Notice

PAGE_SIZE = 50
NOTICES = [
    Column(gettext_lazy("Onderwerp"), attrgetter("subject")),
    Column(gettext_lazy("Soort"), lambda one: one.get_kind_display()),
    Column(gettext_lazy("Gemaakt op"), attrgetter("created_at"), Format.STAMP),
    Column(gettext_lazy("Gelezen op"), lambda one: one.read_at or _("ongelezen"), Format.STAMP),
]


@require_safe
def notice_list(request):
    """One's own messages, the newest on top."""
    page = Paginator(_mine(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(request, "notices/notice_list.html", {"page": page, "unread": services.unread(request.user)})


@require_safe
def notice_list_file(request, write):
    """The same list without its pages: what it was about and when, as on the page; the messages themselves stay there."""
    return write(
        Download(
            name="plan-samenleven_berichten",
            title=_("Berichten"),
            tables=[Table(_("Berichten"), NOTICES, _mine(request.user).iterator(1000))],
            page=reverse("notices:list"),
            about=[(_("Zoals gekend op"), wording.stamp(timezone.now()))],
        )
    )


def _mine(user):
    return Notice.objects.visible_to(user).order_by("-created_at", "-pk").defer("text", "html")


@require_safe
def notice_page(request, pk):
    """One message, as it was mailed; who opens it has read it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        services.read(notice=notice, by=request.user)
    return render(request, "notices/notice.html", {"notice": notice})


@require_POST
def notice_read_all(request):
    """Nothing has to be opened any more."""
    number = services.read_all(by=request.user)
    said = ngettext("%(number)s bericht staat nu als gelezen.", "%(number)s berichten staan nu als gelezen.", number)
    messages.success(request, said % {"number": number} if number else _("Er was niets ongelezen."))
    return redirect("notices:list")
