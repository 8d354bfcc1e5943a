"""Home for each visitor, and the three pages at the foot of every page."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kpi.access import may_follow_up
from municipalities.access import local_governments_of


@require_GET
@login_not_required
def home(request):
    """Each visitor begins at the own work; who is not signed in sees what the plan is.

    Case handlers and administrators see who must still report, analysts and finance the figures.
    """
    if not request.user.is_authenticated:
        return redirect("grants:plan")
    if may_follow_up(request.user):
        return redirect("kpi:follow-up")
    if request.user.is_ministry:
        return redirect("kpi:dashboard")
    if local_governments_of(request.user):
        return redirect("kpi:registration-list")
    return redirect("grants:plan")


@require_GET
@login_not_required
def page(request, name):
    """A page of plain text that everybody may read."""
    return render(request, f"pages/{name}.html")
