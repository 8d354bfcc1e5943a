"""Submitting an application, its receipts, and taking it back."""

from decimal import Decimal

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants import access
from grants.services import applications
from grants.services.applications.locking import last_return
from grants.services.applications.names import differences, name_of, value_of
from grants.services.applications.submitting import fingerprint
from grants.states import ApplicationStatus
from grants.views.applications import asked_application, must_edit
from municipalities.models import LocalGovernment
from samenleven.core.errors import Conflict, DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def application_submit(request, pk):
    """Everything once more, what is still open, and the button."""
    this = asked_application(request, pk)
    must_edit(request, this)
    said, status = "", 200
    if request.method == "POST":
        try:
            made = applications.submit(application=this, seen=request.POST.get("seen", ""), by=request.user)
        except Conflict as error:
            said, status = str(error), 409
        except DomainError as error:
            said, status = str(error), 422
        else:
            messages.success(request, _("De aanvraag is ingediend."))
            return redirect("grants:application-version", pk=this.pk, number=made.number)
        this.refresh_from_db()
    sheet = applications.read_sheet(this)
    lock = access.lock(this, timezone.now(), last_return(this))
    if not lock and this.status not in access.OPEN_TO_CHANGES:
        return redirect(this)
    context = {
        "application": this,
        "sheet": sheet,
        "points": applications.open_points(sheet),
        "seen": fingerprint(sheet),
        "lock": lock,
        "said": said,
    }
    return render(request, "grants/application_submit.html", context, status=status)


@require_POST
def application_take_back(request, pk):
    """Make a draft again of what was submitted."""
    this = asked_application(request, pk)
    must_edit(request, this)
    try:
        applications.take_back(application=this, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("U kunt de aanvraag weer wijzigen. Vergeet niet opnieuw in te dienen."))
    return redirect(this)


@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request, pk):
    """Give the application up, after a page that says what that means."""
    this = asked_application(request, pk)
    must_edit(request, this)
    if request.method == "POST":
        try:
            applications.withdraw(application=this, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("De aanvraag is ingetrokken."))
        return redirect(this)
    if not access.may_withdraw(this, timezone.now(), last_return(this)):
        return redirect(this)
    context = {"application": this, "was_submitted": this.status == ApplicationStatus.SUBMITTED}
    return render(request, "grants/application_withdraw.html", context)


@require_safe
def application_version(request, pk, number):
    """What was submitted, as it stands for ever, and what changed since the version before it: the receipt."""
    version = asked_version(request, pk, number)
    this, content = version.application, version.content
    before = this.versions.filter(number__lt=number).order_by("-number").first()
    bodies, values = told_values(version)
    context = {
        "application": this,
        "version": version,
        "newest": this.versions.order_by("-number").first(),
        "participants": [bodies.get(code, code) for code in content["participants"]],
        "values": values,
        "requested": Decimal(content["requested"]),
        "contributions": [
            (f"{code} {one['title']}", one["units"], Decimal(one["amountPerUnit"]), Decimal(one["contribution"]))
            for code, one in content["contributions"].items()
        ],
        "before": before,
        "differences": differences(before.content["values"], content["values"], bodies) if before else [],
    }
    return render(request, "grants/application_version.html", context)


def asked_version(request, pk, number):
    """The submitted version of an address."""
    this = asked_application(request, pk)
    version = get_object_or_404(this.versions.select_related("sent_by"), number=number)
    version.application = this
    return version


def told_values(version) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The names of its participants by their code, and what was filled in, in words: what nobody filled in says nothing."""
    bodies = dict(LocalGovernment.objects.filter(code__in=version.content["participants"]).values_list("code", "name"))
    told = [(name, value) for name, value in version.content["values"].items() if value not in (None, "", [], False)]
    return bodies, [(name_of(name, bodies), value_of(value)) for name, value in told]
