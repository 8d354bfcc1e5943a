"""Open data for people: which files there are, what stands in them, what may be done with them."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from kpi.figures.results import public_rounds
from samenleven.open_data.licence import LICENCE, LICENCE_NAME, PUBLISHER_NAME
from samenleven.open_data.tables import FILES, HIDDEN


@require_safe
@login_not_required
def open_data(request):
    """The files, the snapshots that have files of their own, the licence and the catalogue."""
    context = {
        "files": FILES.values(),
        "aggregates": reverse(FILES["aggregates"].route),
        "participations": reverse(FILES["participations"].route),
        "breakdowns": reverse(FILES["breakdowns"].route),
        "hidden": HIDDEN,
        "rounds": [one for one in public_rounds()[::-1] if one.snapshot],
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
        "publisher": PUBLISHER_NAME,
    }
    return render(request, "pages/open_data.html", context)


@require_safe
@login_not_required
def open_data_file(request, name):
    """The dictionary of one file: what each column means."""
    if name not in FILES:
        raise Http404
    return render(request, "pages/open_data_file.html", {"file": FILES[name]})


urlpatterns = [
    path("open-data/", open_data, name="open-data"),
    path("open-data/<str:name>/", open_data_file, name="open-data-file"),
]
