"""The dashboards that somebody kept under a name, those that colleagues share, and the mail of the week."""

from operator import attrgetter

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi.forms.saved_views import ChangeViewForm, SaveViewForm
from kpi.models import DigestSubscription, SavedView
from kpi.services import digests
from kpi.services import saved_views as services
from kpi.services.registrations import name_of
from kpi.views.boards import name_of_dashboard
from kpi.views.doors import for_ministry
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.kept import Address
from samenleven.core.tables import Column, Download, Format, Table

PAGE_SIZE = 40
COLUMNS = [
    Column(gettext_lazy("Weergave"), attrgetter("name")),
    Column(gettext_lazy("Dashboard"), lambda view: name_of_dashboard(view.path)),
    Column(gettext_lazy("Van"), lambda view: name_of(view.owner)),
    Column(gettext_lazy("Gedeeld"), attrgetter("is_shared")),
    Column(gettext_lazy("Bewaard op"), attrgetter("saved_at"), Format.STAMP),
    Column(gettext_lazy("Adres"), lambda view: f"{settings.SITE_URL.rstrip('/')}{view.path}"),
]


@require_safe
@for_ministry
def saved_views(request):
    """One's own views and the shared ones by name, and whether the mail of the week comes."""
    views = _listed(request.user)
    return render(
        request,
        "kpi/saved_view_list.html",
        {
            "page": Paginator(views, PAGE_SIZE).get_page(request.GET.get("page")),
            "address": Address(request.path, QueryDict()),
            "gets_digest": DigestSubscription.objects.visible_to(request.user).exists(),
        },
    )


@require_safe
@for_ministry
def saved_view_file(request, write):
    """The same list as a file, with the address of each in full."""
    now = timezone.now()
    return write(
        Download(
            name="plan-samenleven_weergaven",
            title=_("Bewaarde weergaven"),
            tables=[Table(_("Weergaven"), COLUMNS, _listed(request.user).iterator())],
            page=reverse("kpi:saved-views"),
            about=[(_("Zoals gekend op"), wording.stamp(now))],
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_ministry
def saved_view_new(request):
    """Ask for a name, and keep the dashboard from which somebody came."""
    if request.method == "POST":
        form = SaveViewForm(request.POST)
        if form.is_valid():
            try:
                view = services.save(**form.cleaned_data, by=request.user)
            except DomainError as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("De weergave “%s” is bewaard.") % view.name)
                return redirect("kpi:saved-views")
    else:
        form = SaveViewForm(initial={"path": request.GET.get("van", "")})
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_ministry
def saved_view_change(request, pk):
    """Another name for one's own view, or shared or not."""
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    if request.method == "POST":
        form = ChangeViewForm(request.POST)
        if form.is_valid():
            try:
                services.change(view=view, **form.cleaned_data, by=request.user)
            except DomainError as error:
                form.add_error("name", str(error))
            else:
                messages.success(request, _("De weergave is gewijzigd."))
                return redirect("kpi:saved-views")
    else:
        form = ChangeViewForm(initial={"name": view.name, "is_shared": view.is_shared})
    return _form_page(request, form, view)


@require_POST
@for_ministry
def saved_view_delete(request, pk):
    """Let one's own view go."""
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    services.delete(view=view, by=request.user)
    messages.success(request, _("De weergave “%s” is verwijderd.") % view.name)
    return redirect("kpi:saved-views")


@require_POST
@for_ministry
def digest_ask(request):
    """The mail of the week comes from next Monday on."""
    digests.ask(by=request.user)
    messages.success(request, _("U krijgt de weekmail vanaf volgende maandag."))
    return redirect("kpi:saved-views")


@require_POST
@for_ministry
def digest_stop(request):
    """No mail of the week any more."""
    digests.stop(by=request.user)
    messages.success(request, _("U krijgt geen weekmail meer."))
    return redirect("kpi:saved-views")


def _listed(user):
    return SavedView.objects.visible_to(user).select_related("owner").order_by("name", "pk")


def _form_page(request, form, view=None):
    context = {"form": form, "view": view, "path": view.path if view else form.path_to_show}
    return render(request, "kpi/saved_view.html", context, status=422 if form.is_bound else 200)
