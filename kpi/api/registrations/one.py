"""What all addresses of one registration begin and end with: which one it is, which version, what is refused."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pghistory
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, PermissionDenied

from grants.models import ReportingMoment
from grants.states import MomentKind
from kpi import access
from kpi.api.registrations import examples
from kpi.api.registrations.issues import locked, of_fault
from kpi.api.registrations.shown import RegistrationSerializer, name_of, shown
from kpi.services import registrations
from kpi.services.registrations import Sheet, SheetPart
from kpi.states import RegistrationStatus
from municipalities.client_api import ClientResource
from municipalities.models import LocalGovernment
from samenleven.core.api.answers import Version, fresh, unchanged, written
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.problems import NoPrecondition, Outdated, Refused

TAG = "Registraties"
_NAME = re.compile(rf"(?P<round>.+)-(?P<kind>{'|'.join(MomentKind.values)})-(?P<code>.+)")

_TAG = re.compile(r'"[0-9a-f]{32}-([0-9a-f]{16})-([0-9a-f]{16})"')


def address_of(request, name) -> str:
    """Where one registration stands."""
    return request.build_absolute_uri(reverse("api:registration", args=[name]))


class OneRegistration(ClientResource):
    """What all addresses of one registration begin and end with."""

    tag = TAG
    answer = RegistrationSerializer
    example = examples.WHOLE

    def asked(self, request, name) -> Sheet:
        """The registration as it stands; 404 where it is not, or is of somebody the client does not speak for."""
        self.question.read(request)
        found = _NAME.fullmatch(name)
        missing = NotFound(_("Registratie %s bestaat niet.") % name[:100])
        if found is None:
            raise missing
        moments = ReportingMoment.objects.visible_to(request.user).select_related("round")
        moment = moments.filter(round__code=found["round"], kind=found["kind"]).first()
        body = LocalGovernment.objects.visible_to(request.user).filter(code=found["code"]).first()
        if moment is None or body is None or not access.may_see_drafts(request.user, body):
            raise missing
        sheet = registrations.read_sheet(moment, body, timezone.now())
        if not sheet.parts:
            raise missing
        if request.method not in ("GET", "HEAD") and not access.may_register(request.user, body):
            raise PermissionDenied
        return sheet

    def told(self, request, sheet: Sheet):
        """A registration as it stands now; 304 for who has it already."""
        return unchanged(request, version_of(sheet)) or self.fresh(request, sheet)

    def fresh(self, request, sheet: Sheet):
        """The same, whatever somebody has already."""
        href = address_of(request, name_of(sheet.moment, sheet.local_government))
        return fresh(version_of(sheet), written(shown(sheet, href)))

    def anew(self, request, sheet: Sheet):
        """The same as it stands after a change."""
        return self.fresh(request, self.now(sheet))

    def now(self, sheet: Sheet) -> Sheet:
        """The same page as it stands now."""
        return registrations.read_sheet(sheet.moment, sheet.local_government, timezone.now())


def version_of(sheet: Sheet) -> Version:
    """The version of a registration: of what stands in it, under whatever name the portal was called.

    Its ETag also says what would be sent and what would be released, so that who asks it twice is known again (R18).
    """
    marks = _mark_of_sending(sheet), _mark_of_releasing(sheet)
    return Version.of_private(written(shown(sheet, "")), *marks, modified=_changed_last(sheet))


def has_sent(sheet: Sheet, tags: Sequence[str]) -> bool:
    """Whether what stands as sent is what stood in one of these versions."""
    return _mark_of_sending(sheet) in [mark for mark, _released in map(_marks_of, tags)]


def has_released(sheet: Sheet, tags: Sequence[str]) -> bool:
    """Whether what is released is what stood in one of these versions."""
    return _mark_of_releasing(sheet) in [mark for _sent, mark in map(_marks_of, tags)]


def _marks_of(tag):
    """What an ETag says would be sent and released; a weak one, or one of somebody else's making, says nothing."""
    found = _TAG.fullmatch(tag)
    return found.groups() if found else ("", "")


def _mark_of_sending(sheet):
    """What stands as sent once all that can be sent now is: the same before and after."""
    is_sent = RegistrationStatus.SUBMITTED
    parts = [part for part in sheet.led_parts if part.status == is_sent or part.can_be_sent(sheet.now)]
    lines = {part.participation.line_id for part in parts}
    return _mark(parts, [(one.line.pk, one.motivation_text) for one in sheet.actions if one.line.pk in lines])


def _mark_of_releasing(sheet):
    """The same of what a member releases."""
    own = [part for part in sheet.parts if part.is_own and not part.is_led]
    return _mark([part for part in own if part.is_waiting or part.awaits_release])


def _mark(parts: Sequence[SheetPart], more: Sequence[tuple] = ()) -> str:
    """Each answer with its reason, as it was saved last, in short."""
    fields = [(one.commitment.pk, one.revision) for part in parts for one in part.fields]
    return hashlib.sha256(repr((fields, list(more))).encode()).hexdigest()[:16]


def _changed_last(sheet: Sheet) -> dt.datetime | None:
    """When somebody last saved, released or sent something of it; None where nobody began. The calendar moves it not."""
    found = [part.registration.status_at for part in sheet.parts if part.registration]
    found += [one.draft.saved_at for one in sheet.fields if one.draft]
    found += [version.sent_at for version in sheet.versions]
    found += [one.draft_motivation.saved_at for one in sheet.actions if one.draft_motivation]
    return max((moment for moment in found if moment), default=None)


def seen_by(request) -> list[str]:
    """The versions in If-Match. A star would overwrite whatever stands, so it says nothing here (R18)."""
    tags = [tag for tag in parse_etags(request.META.get("HTTP_IF_MATCH", "")) if tag != "*"]
    if not tags:
        raise NoPrecondition(_("Geef in If-Match de ETag van de registratie zoals u ze las."))
    return tags


@contextmanager
def acting(request, sheet: Sheet) -> Iterator[None]:
    """What a service refuses, as a problem; the row history knows which client did it (R41)."""
    try:
        with pghistory.context(user=request.user.pk), transaction.atomic():
            yield
    except registrations.Locked as error:
        raise locked(error.lock) from error
    except Conflict as error:
        raise Outdated(str(error)) from error
    except registrations.Faulty as error:
        issues = [of_fault(sheet, fault, "notReady") for fault in error.faults]
        raise Refused(str(error), issues) from error
    except DomainError as error:
        raise Refused(str(error)) from error
