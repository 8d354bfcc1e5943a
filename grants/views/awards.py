"""What was decided about an application, for who takes part in it."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grants.models import Application, Award, Commitment, IncentiveAward
from grants.states import ApplicationStatus

DECIDED = (ApplicationStatus.AWARDED, ApplicationStatus.REJECTED)


@require_safe
def award(request, pk):
    """The amounts of an application and what is to be reached for them; 404 where nothing was decided in the portal."""
    return render(request, "grants/award.html", award_of(request.user, pk))


def award_of(user, pk):
    """What a page or letter says of one application."""
    application = get_object_or_404(
        Application.objects.visible_to(user).made_here().select_related("round", "lead", "partnership"), pk=pk
    )
    if application.status not in DECIDED:
        raise Http404
    commitments = Commitment.objects.visible_to(user).select_related("indicator", "participation__local_government")
    awards = (
        Award.objects.visible_to(user)
        .filter(line__application=application)
        .select_related("line__offer__action")
        .prefetch_related(Prefetch("line__participations__commitments", commitments))
        .order_by("line__offer__action__number")
    )
    incentives = IncentiveAward.objects.visible_to(user).filter(request__application=application)
    incentives = incentives.select_related("request").order_by("request__kind", "pk")
    rows = [(one, [c for part in one.line.participations.all() for c in part.commitments.all()]) for one in awards]
    return {
        "application": application,
        "round": application.round,
        "rows": rows,
        "incentives": incentives,
        "total": sum(one.amount for one in [*(row[0] for row in rows), *incentives]),
    }
