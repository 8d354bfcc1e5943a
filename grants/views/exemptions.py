"""The exemptions of a round: read by the ministry, granted by an administrator (R11)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants import access
from grants.forms.exemptions import ExemptionForm
from grants.models import Exemption, ProjectRound
from grants.services import exemptions
from samenleven.core.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def exemption_list(request, code):
    """Who may take part twice in a round, until when and why; and the form for one more."""
    may_grant = access.may_open_rounds(request.user)
    if not request.user.is_ministry or (request.method == "POST" and not may_grant):
        raise PermissionDenied
    this = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    form = ExemptionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = exemptions.grant_exemption(project_round=this, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s mag twee keer meedoen.") % {"name": made.local_government})
            return redirect("grants:round-exemptions", this.code)
    granted = Exemption.objects.visible_to(request.user).filter(round=this).select_related("local_government")
    context = {
        "round": this,
        "exemptions": granted.order_by("local_government__sort_name", "pk"),
        "form": form if may_grant else None,
        "now": timezone.now(),
    }
    return render(request, "grants/round_exemptions.html", context, status=422 if form.errors else 200)
