"""The workbooks that were refused, for the help desk: by their number, with the sentence and the file (R28)."""

from operator import attrgetter
from pathlib import PurePath

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe

from kpi.filters import only
from kpi.models import Upload
from kpi.services.workbooks import KEPT_DAYS
from kpi.views.doors import for_help_desk
from samenleven.core import wording
from samenleven.core.htmx import render_page
from samenleven.core.kept import Address
from samenleven.core.tables import Column, Download, Format, Table

PAGE_SIZE = 50
_HARMLESS_SUFFIXES = (".xlsx", ".csv", ".ods", ".xls")
REFUSED = [
    Column(gettext_lazy("Nummer"), attrgetter("pk"), Format.COUNT),
    Column(gettext_lazy("Code"), attrgetter("local_government.code")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("local_government.name")),
    Column(gettext_lazy("Projectronde"), attrgetter("moment.round.title")),
    Column(gettext_lazy("Rapportering"), lambda one: one.moment.get_kind_display()),
    Column(gettext_lazy("Opgeladen op"), attrgetter("uploaded_at"), Format.STAMP),
    Column(gettext_lazy("Waarom geweigerd"), attrgetter("refusal")),
    Column(gettext_lazy("Naam van het bestand"), attrgetter("file_name")),
    Column(gettext_lazy("Grootte (bytes)"), attrgetter("size"), Format.COUNT),
    Column(gettext_lazy("Nog bewaard"), attrgetter("is_kept")),
]


@require_safe
@for_help_desk
def upload_list(request):
    """Every file that was refused, the newest first."""
    number, found = _read(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "number": number, "query": _address(request).query, "kept_days": KEPT_DAYS}
    return render_page(request, "kpi/upload_list.html", context)


@require_safe
@for_help_desk
def upload_list_file(request, write):
    """The same list without its pages; the files themselves stay in the portal."""
    number, found = _read(request)
    page = _address(request)
    searched = [(_("Nummer"), number)] if number else []
    return write(
        Download(
            name="plan-samenleven_geweigerde-bestanden",
            title=_("Geweigerde bestanden"),
            tables=[Table(_("Geweigerd"), REFUSED, found.iterator(1000))],
            page=page.path + page.query,
            about=[
                *searched,
                (_("Zoals gekend op"), wording.stamp(timezone.now())),
                (_("Namen"), _("Wie een bestand oplaadde, staat op de bladzijde, niet in dit bestand.")),
            ],
        )
    )


def _address(request):
    return Address(reverse("kpi:upload-list"), only(request.GET, "nummer"))


def _read(request):
    """The number that is searched, and the refused files it finds: all of them without one."""
    uploads = (
        Upload.objects.visible_to(request.user)
        .without_content()
        .select_related("moment__round", "local_government", "uploaded_by")
    )
    number = request.GET.get("nummer", "").strip()
    if not number:
        return number, uploads
    return number, uploads.filter(pk=int(number)) if _is_number(number) else uploads.none()


@require_GET
@for_help_desk
def upload_file(request, pk):
    """A refused file as it came in; it is sent as bytes to keep, so that no browser opens it by itself."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    if upload.content is None:
        raise Http404
    suffix = PurePath(upload.file_name).suffix.lower()
    name = f"geweigerd-{upload.pk}{suffix if suffix in _HARMLESS_SUFFIXES else '.bin'}"
    response = HttpResponse(bytes(upload.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _is_number(text):
    return text.isascii() and text.isdecimal() and len(text) < 19
