"""The applications of a round, for the ministry: which came in, what is wrong with them, and what is done with them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants import access
from grants.figures import applications_overview
from grants.filters import ApplicationFilter
from grants.forms.choosing import NoteForm, RejectForm, SendBackForm
from grants.forms.fields import MomentField
from grants.models import Application
from grants.services import applications
from grants.views.applications import asked_application
from samenleven.core.errors import DomainError

PAGE_SIZE = 50


@require_safe
def application_overview(request):
    """Every application of a round, with filters in the address."""
    if not request.user.is_ministry:
        raise PermissionDenied
    found = Application.objects.visible_to(request.user).made_here()
    filters = ApplicationFilter(request.GET, found)
    page = Paginator(applications_overview(filters.qs), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "grants/application_overview.html", {"filters": filters, "page": page})


def _must_handle(request):
    if not access.may_handle(request.user):
        raise PermissionDenied


@require_POST
def application_take_up(request, pk):
    """Begin to handle an application."""
    this = asked_application(request, pk)
    _must_handle(request)
    return _done(request, this, _("De aanvraag is in behandeling."), applications.take_up)


@require_POST
def application_send_back(request, pk):
    """Send it back with what has to be put right, and until when."""
    this = asked_application(request, pk)
    _must_handle(request)
    form = SendBackForm(request.POST)
    form.fields["until"] = MomentField(closes=True, label=_("Verbeteren tot"))
    if not form.is_valid():
        return _refused(request, this, form)
    return _done(request, this, _("De aanvraag is teruggestuurd."), applications.send_back, **form.cleaned_data)


@require_POST
def application_reject(request, pk):
    """Refuse it as a whole, with the reason."""
    this = asked_application(request, pk)
    _must_handle(request)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _refused(request, this, form)
    return _done(request, this, _("De aanvraag is niet toegekend."), applications.reject, **form.cleaned_data)


@require_POST
def application_note(request, pk):
    """Write something for the colleagues."""
    this = asked_application(request, pk)
    _must_handle(request)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, this, form)
    return _done(request, this, _("De nota is bewaard."), applications.add_note, **form.cleaned_data)


def _done(request, application, said, service, **asked):
    try:
        service(application=application, by=request.user, **asked)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(application)


def _refused(request, application, form):
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
    return redirect(application)
