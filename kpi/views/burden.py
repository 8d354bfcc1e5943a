"""How much is asked of local governments, for themselves and for the ministry."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grants.models import ProjectRound
from kpi.figures.burden import burdens
from municipalities.access import local_governments_of
from samenleven.core.htmx import render_page

PAGE_SIZE = 50


@require_GET
def burden(request):
    """Per local government of a round: the counts and motivations asked, and the minutes these are assumed to take."""
    rounds = ProjectRound.objects.visible_to(request.user).order_by("is_practice", "-number", "-pk")
    code = request.GET.get("ronde")
    chosen = get_object_or_404(rounds, code=code) if code else rounds.first()
    bodies = None if request.user.is_ministry else local_governments_of(request.user)
    rows = burdens(chosen, bodies) if chosen else []
    context = {
        "title": _("Planlast"),
        "rounds": rounds,
        "chosen": chosen,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": sum(row.counts for row in rows),
        "motivations": sum(row.motivations for row in rows),
        "minutes": sum(row.minutes for row in rows),
        "per_count": settings.MINUTES_PER_COUNT,
        "per_motivation": settings.MINUTES_PER_MOTIVATION,
    }
    return render_page(request, "kpi/burden.html", context)
