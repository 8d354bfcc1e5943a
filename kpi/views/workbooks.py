"""The registration as a workbook: down, filled in, up; what it would change, and then accept or discard (R28)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi.models import Upload
from kpi.services import registrations, workbooks
from kpi.services.workbooks import Correction
from kpi.states import UploadStatus
from kpi.views.registration_parts import address, asked, list_title, must_register, sheet_of
from samenleven.core import wording
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.excel_files import CONTENT_TYPE

MINE, THEIRS = "bestand", "bewaard"


@require_http_methods(["GET", "HEAD", "POST"])
def registration_workbook(request, round_code, kind, code):
    """Where the workbook is fetched and handed in; what is refused says so in one sentence, with a number."""
    sheet = sheet_of(*_asked_page(request, round_code, kind, code))
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            return _workbook_page(request, sheet, error=_("Kies eerst een bestand."), status=422)
        upload = workbooks.receive(sheet=sheet, file=file, by=request.user)
        if upload.status == UploadStatus.REFUSED:
            return _workbook_page(request, sheet, refused=upload, status=422)
        return redirect(_upload_address("upload", upload))
    return _workbook_page(request, sheet)


@require_GET
def registration_workbook_file(request, round_code, kind, code):
    """The workbook of a page, with what stands in it now."""
    sheet = sheet_of(*_asked_page(request, round_code, kind, code))
    response = HttpResponse(workbooks.write(sheet), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{workbooks.file_name(sheet)}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def registration_upload(request, round_code, kind, code, pk):
    """What an uploaded workbook would change, and what must be put right first; a POST puts it right in the browser."""
    upload = _asked_upload(request, round_code, kind, code, pk)
    sheet = sheet_of(upload.moment, upload.local_government)
    if upload.status != UploadStatus.SHOWN:
        messages.info(request, _how_it_ended(upload))
        return redirect(address("workbook", sheet))
    if request.method != "POST":
        return _preview_page(request, sheet, upload)
    asked_again = workbooks.preview(upload, sheet)
    try:
        upload = workbooks.correct(upload=upload, corrections=_corrections(request.POST, asked_again))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(address("workbook", sheet))
    found = workbooks.preview(upload, sheet)
    if found.faults or found.choices:
        return _preview_page(request, sheet, upload, status=422 if found.faults else 409)
    return redirect(_upload_address("upload", upload))


@require_POST
def registration_upload_accept(request, round_code, kind, code, pk):
    """Save every difference as a draft; who clicks twice accepts once."""
    upload = _asked_upload(request, round_code, kind, code, pk)
    try:
        saved = workbooks.accept(upload=upload, seen=request.POST.get("seen", ""), by=request.user)
    except DomainError as error:
        upload.refresh_from_db()
        messages.error(request, _said_once(error))
        if upload.status != UploadStatus.SHOWN:
            return redirect(_page_address("workbook", upload))
        sheet = sheet_of(upload.moment, upload.local_government)
        status = 409 if isinstance(error, Conflict | registrations.Locked) else 422
        return _preview_page(request, sheet, upload, status=status)
    if saved:
        text = ngettext(
            "%(count)s wijziging is overgenomen uit uw werkboek en bewaard als ontwerp. Kijk na en dien in.",
            "%(count)s wijzigingen zijn overgenomen uit uw werkboek en bewaard als ontwerp. Kijk na en dien in.",
            saved,
        )
        messages.success(request, text % {"count": wording.count(saved)})
    else:
        upload.refresh_from_db()
        messages.info(request, _how_it_ended(upload))
    return redirect(_page_address("form", upload))


@require_POST
def registration_upload_discard(request, round_code, kind, code, pk):
    """Leave everything as it was."""
    upload = _asked_upload(request, round_code, kind, code, pk)
    messages.info(request, _how_it_ended(workbooks.discard(upload=upload, by=request.user)))
    return redirect(_page_address("workbook", upload))


def _asked_page(request, round_code, kind, code):
    moment, local_government = asked(request, round_code, kind, code)
    must_register(request, local_government)
    return moment, local_government


def _asked_upload(request, round_code, kind, code, pk):
    """An upload of the page of an address; 404 for one of another page."""
    moment, local_government = _asked_page(request, round_code, kind, code)
    uploads = Upload.objects.visible_to(request.user).defer("content").select_related("ended_by")
    upload = get_object_or_404(uploads, moment=moment, local_government=local_government, pk=pk)
    upload.moment, upload.local_government = moment, local_government
    return upload


def _page_address(name, upload):
    """Where one of the pages about the same moment and local government stands."""
    return reverse(f"kpi:registration-{name}", args=_page_of(upload))


def _upload_address(name, upload):
    return reverse(f"kpi:registration-{name}", args=[*_page_of(upload), upload.pk])


def _page_of(upload):
    return [upload.moment.round.code, upload.moment.kind, upload.local_government.code]


def _said_once(error):
    """A conflict of many fields names each of them; the table below shows them all, so one sentence is enough."""
    if isinstance(error, registrations.FieldConflict):
        return _("Er is niets bewaard: intussen wijzigde iemand een cijfer. Kies hieronder welk cijfer klopt.")
    return str(error)


def _how_it_ended(upload) -> str:
    said = {"at": wording.stamp(upload.ended_at), "who": registrations.name_of(upload.ended_by)}
    if upload.status == UploadStatus.ACCEPTED:
        return _("Dit werkboek is al overgenomen op %(at)s door %(who)s.") % said
    if upload.status == UploadStatus.DISCARDED:
        return _("Het werkboek is weggegooid. Uw registratie is niet veranderd.")
    return upload.refusal


def _corrections(data, found):
    """What was decided about the rows that were asked again; what was not on the page is left as it is."""
    for fault in found.faults:
        field = fault.row.field
        if f"{field}-gevraagd" in data:
            yield Correction(
                field,
                count=data.get(f"{field}-aantal", "") if fault.one else None,
                not_applicable=f"{field}-nvt" in data,
                reason=data.get(f"{field}-reden") if fault.one else None,
                text=data.get(f"{field}-tekst", "") if fault.action else None,
                is_skipped=f"{field}-overslaan" in data,
            )
    for choice in found.choices:
        field = choice.row.field
        chosen, seen = data.get(f"{field}-keuze"), data.get(f"{field}-versie", "")
        if chosen == THEIRS:
            yield Correction(field, is_skipped=True)
        elif chosen == MINE and seen.isascii() and seen.isdecimal() and len(seen) < 10:
            yield Correction(field, revision=int(seen))


def _workbook_page(request, sheet, *, refused=None, error="", status=200):
    waiting = (
        Upload.objects.visible_to(request.user)
        .waiting()
        .without_content()
        .filter(moment=sheet.moment, local_government=sheet.local_government, uploaded_by=request.user)
    )
    context = _context(request, sheet) | {
        "refused": refused,
        "error": error,
        "waiting": [
            (upload, _upload_address("upload", upload))
            for upload in waiting.select_related("moment__round", "local_government")[:1]
        ],
        "kept_days": workbooks.KEPT_DAYS,
    }
    return render(request, "kpi/registration_workbook.html", context, status=status)


def _preview_page(request, sheet, upload, *, status=200):
    found = workbooks.preview(upload, sheet)
    context = _context(request, sheet) | {
        "upload": upload,
        "found": found,
        "accept_url": _upload_address("upload-accept", upload),
        "discard_url": _upload_address("upload-discard", upload),
    }
    return render(request, "kpi/registration_upload.html", context, status=status)


def _context(request, sheet):
    return {
        "sheet": sheet,
        "moment": sheet.moment,
        "local_government": sheet.local_government,
        "list_title": list_title(request.user),
        "form_url": address("form", sheet),
        "workbook_url": address("workbook", sheet),
        "file_url": address("workbook-file", sheet),
    }
