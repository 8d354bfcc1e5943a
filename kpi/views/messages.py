"""Writing to each other about a registration: the conversation beside the form, and the list for the ministry."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi import access
from kpi.filters import only
from kpi.filters.messages import ConversationFilter
from kpi.forms.messages import MessageForm
from kpi.models import Message
from kpi.services import messages as conversation
from kpi.views.doors import for_ministry
from kpi.views.registration_parts import asked, list_title
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page
from samenleven.core.kept import Address

PAGE_SIZE = 50
REOPENING = "heropenen"  # ?vraag=heropenen, from a form that is locked


@require_safe
def registration_messages(request, round_code, kind, code):
    """What was written about a registration, the newest on top, and a field to write more."""
    moment, local_government = asked(request, round_code, kind, code)
    applications = applications_of(moment, local_government)
    asks = request.GET.get("vraag") == REOPENING and access.may_register(request.user, local_government)
    form = MessageForm(applications=applications, text=_asking_to_reopen(moment, local_government) if asks else "")
    return _page(request, moment, local_government, applications, form)


def _asking_to_reopen(moment, local_government):
    """How a question to open a locked form begins; why, is for who asks."""
    said = {"name": local_government, "kind": moment.get_kind_display(), "round": moment.round}
    return _("Wij vragen om de registratie van %(name)s te heropenen (%(kind)s, %(round)s), omdat ") % said


@require_POST
def registration_message_write(request, round_code, kind, code):
    """Write to the other side."""
    moment, local_government = asked(request, round_code, kind, code)
    if not access.may_write(request.user, local_government):
        raise PermissionDenied
    applications = applications_of(moment, local_government)
    form = MessageForm(request.POST, applications=applications)
    if form.is_valid():
        # Who follows up speaks for the ministry, who fills in for the local government of the page.
        namens = local_government if access.may_register(request.user, local_government) else None
        try:
            conversation.write(
                moment=moment,
                application=form.application,
                text=form.cleaned_data["text"],
                by=request.user,
                local_government=namens,
            )
        except DomainError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Uw bericht is verstuurd."))
            return redirect("kpi:registration-messages", round_code, kind, code)
    return _page(request, moment, local_government, applications, form, status=422)


def applications_of(moment, local_government):
    """What can be written about from the page of a local government; 404 where there is nothing."""
    found = list(conversation.applications_on_page(moment, local_government, timezone.now()))
    if not found:
        raise Http404
    return found


def _senders(applications, local_government):
    """Who sends for each application: to them more time is given; where nobody knows the lead, each sends its own."""
    return list(dict.fromkeys(one.lead or local_government for one in applications))


def written(user, moment, applications):
    """What somebody may read of what was written about these applications at a moment, the newest first."""
    found = Message.objects.visible_to(user).filter(moment=moment, application__in=applications)
    found = found.select_related("written_by", "local_government", "application__lead", "application__partnership")
    return found.select_related("application__imported_for").order_by("-written_at", "-pk")


def _page(request, moment, local_government, applications, form, *, status=200):
    context = {
        "moment": moment,
        "local_government": local_government,
        "list_title": list_title(request.user),
        "form": form if access.may_write(request.user, local_government) else None,
        "several": len(applications) > 1,
        "senders": _senders(applications, local_government) if access.may_follow_up(request.user) else [],
        "page": Paginator(written(request.user, moment, applications), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "kpi/registration_messages.html", context, status=status)


@require_safe
@for_ministry
def message_list(request):
    """Every conversation by its last word: who waits longest for an answer on top."""
    form, found = read_conversations(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": list_address(request).query}
    return render_page(request, "kpi/message_list.html", context)


def read_conversations(request):
    """The filter of an address, and the conversations it asks for: all of them where it cannot be read."""
    form = ConversationFilter(request.GET)
    found = conversation.conversations(request.user)
    stand = form.cleaned_data["stand"] if form.is_valid() else ""
    return form, found.filter(from_ministry=stand == ConversationFilter.ANSWERED) if stand else found


def list_address(request):
    """The list of conversations with its filters."""
    return Address(reverse("kpi:message-list"), only(request.GET, "stand"))
