"""How one count is split: a page of its own, and what the form unfolds of it (R26)."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kpi import access
from kpi.models import Category
from kpi.services import breakdowns, registrations
from kpi.services.breakdowns import PartEntry
from kpi.services.registrations.answers import read_answer
from kpi.services.registrations.faults import describe
from kpi.states import RegistrationStatus
from kpi.views.registration_parts import asked, asked_commitment, asked_moment, list_title
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.htmx import render_page

PREFIX, REVISION = "deel-", "-versie"
_FIELD = re.compile(rf"{PREFIX}[0-9]{{1,18}}")


@require_http_methods(["GET", "HEAD", "POST"])
def registration_breakdown(request, round_code, kind, code, participation, indicator):
    """How one count of a member is split: to fill in, or to read when it is locked; what htmx posts is one field of it."""
    if request.method == "POST" and request.htmx and "rest" not in request.POST:
        moment = asked_moment(request, round_code, kind)
        saved = _save_field(request, moment, *asked_commitment(request, moment, code, participation, indicator))
        if saved is not None:
            return saved
    moment, local_government = asked(request, round_code, kind, code)
    if not access.may_see_breakdowns(request.user, local_government):
        raise PermissionDenied
    page = _Page(request, moment, local_government, (participation, indicator))
    if request.method != "POST":
        return page.answer()
    if not access.may_register(request.user, local_government):
        raise PermissionDenied
    return _save(page)


def _save_field(request, moment, local_government, commitment):
    """What nearly always happens: the field is right, so only it and the totals are answered; None when it is not."""
    if not access.may_register(request.user, local_government):
        raise PermissionDenied
    try:
        entries = [
            PartEntry(Category(pk=int(name.removeprefix(PREFIX))), read_answer(text).count, _revision(request, name))
            for name, text in request.POST.items()
            if _FIELD.fullmatch(name)
        ]
        saved = breakdowns.save_breakdowns(moment=moment, commitment=commitment, entries=entries, by=request.user)
    except DomainError:
        return None
    part = saved.parts[entries[0].category.pk] if entries else None
    key = _key(commitment)
    context = {
        "row": part and _drawn(part, key, part.revision),
        "key": key,
        "splits": [(split, []) for split in saved.splits],
        "breakdown": saved,
        "address": request.path,
    }
    return render(request, "kpi/_registration_breakdown_saved.html", context)


def _key(commitment):
    """What tells this count from every other on the same form: the same split unfolds under several KPIs and members."""
    return f"{commitment.participation_id}-{commitment.indicator_id}"


def _drawn(part, key, revision, text="", error=""):
    """One category as the templates draw it."""
    pk = part.category.pk
    name, id = f"{PREFIX}{pk}", f"id_{PREFIX}{key}-{pk}"
    return {"part": part, "name": name, "id": id, "text": text, "revision": revision, "error": error}


def _revision(request, name):
    """On top of what was typed. A revision that nobody was given can only repeat what stands."""
    posted = request.POST.get(name + REVISION, "")
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else -1


class _Page:
    """The page about one count, as it is now; and what is wrong with what was typed in it."""

    def __init__(self, request, moment, local_government, only):
        self.request, self.moment, self.local_government, self.only = request, moment, local_government, only
        self.typed: dict[int, str] = {}
        self.revisions: dict[int, int] = {}
        self.errors: dict[int, str] = {}  # by category
        self.refusal = ""  # why nothing at all was saved
        self.read()

    def read(self):
        """The count as it is now; 404 where nothing can be split."""
        sheet = registrations.read_sheet(self.moment, self.local_government, timezone.now(), only=self.only)
        found = list(breakdowns.read_breakdowns(sheet.parts).values())
        if not found:
            raise Http404
        self.breakdown = found[0]

    @property
    def address(self):
        """Where it stands."""
        place = [self.moment.round.code, self.moment.kind, self.local_government.code]
        return reverse("kpi:registration-breakdown", args=[*place, *self.only])

    def context(self):
        """What the page shows."""
        part, user = self.breakdown.part, self.request.user
        together = part.participation.line.application.partnership
        is_draft = access.may_see_drafts(user, self.local_government) and part.status != RegistrationStatus.SUBMITTED
        may_register = access.may_register(user, self.local_government)
        form = reverse(
            "kpi:registration-form", args=[self.moment.round.code, self.moment.kind, self.local_government.code]
        )
        return {
            "moment": self.moment,
            "local_government": self.local_government,
            "breakdown": self.breakdown,
            "key": self.key,
            "part": part,
            "whose": f"{part.member}, {together}" if together else str(part.member),
            "indicator": self.breakdown.one.indicator,
            "is_editable": may_register and part.lock is None,
            "is_draft": is_draft,
            "lock": part.lock if may_register else None,
            "list_title": list_title(user),
            "is_empty": not (self.breakdown.filled if is_draft else self.breakdown.sent),
            "splits": [(split, [self._row(one) for one in split.parts]) for split in self.breakdown.splits],
            "errors": [(f"id_{PREFIX}{self.key}-{pk}", self._said(pk, text)) for pk, text in self.errors.items()],
            "refusal": self.refusal,
            "address": self.address,
            "form_address": form,
        }

    @property
    def key(self):
        """In every id of this count."""
        return _key(self.breakdown.one.commitment)

    def _said(self, category_id, text):
        category = self.breakdown.parts[category_id].category
        return f"{category.dimension}, {category}: {text}"

    def _row(self, one):
        pk = one.category.pk
        count = "" if one.count is None else str(one.count)
        text, revision = self.typed.get(pk, count), self.revisions.get(pk, one.revision)
        return _drawn(one, self.key, revision, text, self.errors.get(pk, ""))

    def answer(self, *, status=200):
        """The page, or for htmx what the form unfolds."""
        return render_page(self.request, "kpi/registration_breakdowns.html", self.context(), status=status)

    def answer_to_field(self, status=200):
        """For htmx, which saved one field: its state, and every total."""
        pk = next(iter(self.revisions), None)
        context = self.context()
        rows = [row for _split, rows in context["splits"] for row in rows]
        context["row"] = next((row for row in rows if row["part"].category.pk == pk), None)
        return render(self.request, "kpi/_registration_breakdown_saved.html", context, status=status)

    def entries(self):
        """What was typed, as entries; what cannot be read becomes an error at its field."""
        data, found = self.request.POST, []
        for pk, one in self.breakdown.parts.items():
            name = f"{PREFIX}{pk}"
            if name not in data:
                continue
            self.revisions[pk] = _revision(self.request, name)
            self.typed[pk] = data[name]
            try:
                found.append(PartEntry(one.category, read_answer(data[name]).count, self.revisions[pk]))
            except DomainError as error:
                self.errors[pk] = str(error)
        return found


def _save(page):
    is_field = bool(page.request.htmx) and "rest" not in page.request.POST
    status = _try_to_save(page)
    if status != 200:
        page.read()
        return page.answer_to_field(status) if is_field else page.answer(status=status)
    if page.request.htmx:
        page.typed.clear()
        page.read()
        page.revisions = {pk: page.breakdown.parts[pk].revision for pk in page.revisions}
        return page.answer_to_field() if is_field else page.answer()
    messages.success(page.request, _("Bewaard om %s.") % wording.clock_time(timezone.now()))
    return redirect(page.address)


def _try_to_save(page) -> int:
    """Save what was posted; what is wrong is kept with the page, and its status is the answer."""
    commitment, by = page.breakdown.one.commitment, page.request.user
    entries = page.entries()
    if page.errors:
        return 422
    try:
        if entries:
            breakdowns.save_breakdowns(moment=page.moment, commitment=commitment, entries=entries, by=by)
        if rest := page.request.POST.get("rest"):
            page.read()
            _put_rest(page, rest, by)
    except breakdowns.PartConflict as conflict:
        for clash in conflict.clashes:
            page.errors[clash.category.pk] = describe(clash)
            page.revisions[clash.category.pk] = clash.revision
        return 409
    except breakdowns.TooMuch as refusal:
        page.errors[refusal.category.pk] = refusal.text
        return 422
    except DomainError as error:
        page.refusal = _("Niets bewaard. %s") % error
        return 409
    return 200


def _put_rest(page, code, by):
    split = next((one for one in page.breakdown.splits if one.dimension.code == code), None)
    if split is None:
        raise Http404
    breakdowns.rest_as_unknown(moment=page.moment, commitment=page.breakdown.one.commitment, split=split, by=by)
