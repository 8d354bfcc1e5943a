"""One page with every small part, for the browser tests of the look; it is no part of the portal."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from samenleven import urls
from samenleven.core.clock import BRUSSELS
from samenleven.core.forms import CountField
from samenleven.core.htmx import render_page
from samenleven.core.templatetags.ui import NOTHINGS

REGIONS = [("", "Alle regio’s"), ("w", "Waasland")]


class LookForm(forms.Form):
    """A field of each sort."""

    reached = CountField(label="Bereikt", help_text="Tel elke persoon één keer.")
    reached.unit = "personen"
    name = forms.CharField(label="Naam")
    region = forms.ChoiceField(label="Regio", choices=REGIONS, required=False)
    why = forms.CharField(label="Motivering", widget=forms.Textarea, help_text="Noem geen personen.")
    what = forms.ChoiceField(label="Wat", choices=[("a", "Bewaren"), ("b", "Indienen")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Ik heb de cijfers nagekeken")
    file = forms.FileField(label="Bestand", required=False)


class LookFilters(forms.Form):
    """Two filters."""

    goal = forms.ChoiceField(label="Doelstelling", choices=[("", "Alle"), ("3", "Competenties")], required=False)
    town = forms.CharField(label="Lokaal bestuur", required=False)


@login_not_required
@csrf_protect
def look(request):
    """The page; a post is checked and shown again."""
    form = LookForm(request.POST or None)
    if request.method == "POST":
        form.is_valid()
        messages.success(request, "Ontvangen.")
    context = {
        "form": form,
        "filters": LookFilters(request.GET or None),
        "rows": [
            {"name": "5. Taalstages", "target": 1134, "ratio": Decimal("0.88"), "state": ""},
            {"name": "8. Brugfiguren", "target": 12, "ratio": Decimal("2.0833"), "state": ""},
            *[{"name": state, "target": None, "ratio": None, "state": state} for state in NOTHINGS],
        ],
        "page": Paginator(range(1134), 25).get_page(request.GET.get("page")),
        "now": dt.datetime(2023, 3, 3, 14, 5, tzinfo=BRUSSELS),
        "amount": Decimal("14136359"),
        "steps": [{"title": state, "text": "5 mei", "state": state} for state in ("done", "current", "next")],
        "items": [("Tarief", "€ 650,00"), ("Maximum", None)],
    }
    return render_page(request, "look/page.html", context)


@login_not_required
@csrf_protect
def save(request):
    """What htmx posts to: needs the token of the page."""
    if request.GET.get("fail"):
        return HttpResponse(status=500)
    return HttpResponse("bewaard")


urlpatterns = [path("look/", look), path("look/save", save), *urls.urlpatterns]
