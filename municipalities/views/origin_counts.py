"""How many inhabitants of non-EU-14 origin local governments have: an administrator imports a list (R10)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from municipalities.access import may_import_origin_counts
from municipalities.forms import OriginCountsForm
from municipalities.models import OriginCount
from municipalities.services import origin_counts
from samenleven.core import wording
from samenleven.core.errors import DomainError

PAGE = "municipalities/origin_counts.html"


@require_http_methods(["GET", "HEAD", "POST"])
def origin_count_import(request):
    """Paste or choose a list, look at what it changes, then keep it."""
    if not may_import_origin_counts(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _show(request, OriginCountsForm())
    form = OriginCountsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=422)
    if "accept" not in request.POST:
        return _show(request, form, reading=form.reading)
    try:
        changed = origin_counts.accept(text=form.list, year=form.cleaned_data["year"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = {"number": wording.count(changed), "year": form.cleaned_data["year"]}
        told = ngettext(
            "%(number)s cijfer van %(year)s is bewaard.", "%(number)s cijfers van %(year)s zijn bewaard.", changed
        )
        messages.success(request, told % said)
    return redirect("municipalities:origin-counts")


def _show(request, form, *, reading=None, status=200):
    years = OriginCount.objects.visible_to(request.user).order_by("-year").values("year")
    context = {
        "form": form,
        "reading": reading,
        "list": form.list if reading else "",
        "years": years.annotate(bodies=Count("pk"), inhabitants=Sum("inhabitants")),
        "title": _("Inwoners van niet-EU-14-herkomst"),
    }
    return render(request, PAGE, context, status=status)
