"""The workbooks that were refused, for the help desk: by their number, with the sentence and the file (R28)."""

from pathlib import PurePath

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from kpi.models import Upload
from kpi.services.workbooks import KEPT_DAYS
from kpi.views.doors import for_help_desk
from samenleven.core.htmx import render_page

PAGE_SIZE = 50
_HARMLESS_SUFFIXES = (".xlsx", ".csv", ".ods", ".xls")


@require_GET
@for_help_desk
def upload_list(request):
    """Every file that was refused, the newest first."""
    uploads = (
        Upload.objects.visible_to(request.user)
        .without_content()
        .select_related("moment__round", "local_government", "uploaded_by")
    )
    number = request.GET.get("nummer", "").strip()
    if number:
        uploads = uploads.filter(pk=int(number)) if _is_number(number) else uploads.none()
    page = Paginator(uploads, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "number": number, "kept_days": KEPT_DAYS}
    return render_page(request, "kpi/upload_list.html", context)


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
