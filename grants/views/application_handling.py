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
from grants.forms.choosing import HANDLING_FORMS
from grants.models import Application
from grants.services import applications
from grants.views.applications import asked_application, show_application
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
    return _asked(request, this, "send_back", _("De aanvraag is teruggestuurd."), applications.send_back)


@require_POST
def application_reject(request, pk):
    """Refuse it as a whole, with the reason."""
    this = asked_application(request, pk)
    _must_handle(request)
    return _asked(request, this, "reject", _("De aanvraag is niet toegekend."), applications.reject)


@require_POST
def application_note(request, pk):
    """Write something for the colleagues."""
    this = asked_application(request, pk)
    _must_handle(request)
    return _asked(request, this, "note", _("De nota is bewaard."), applications.add_note)


def _done(request, application, said, service):
    try:
        service(application=application, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(application)


def _asked(request, application, name, said, service):
    """What a form asks, done; what is wrong stands at its field, with what was typed kept."""
    form = HANDLING_FORMS[name](request.POST, prefix=name)
    if form.is_valid():
        try:
            service(application=application, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect(application)
    return show_application(request, application, handling={name: form}, refused=form, status=422)
