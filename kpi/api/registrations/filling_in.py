"""The addresses of registrations: read, fill in, release, send."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, PermissionDenied

from grants.api.parameters import rounds
from grants.models import ReportingMoment
from grants.states import MomentKind
from kpi import access
from kpi.api.registrations import examples
from kpi.api.registrations.filled import BODY, Filled, read_filled
from kpi.api.registrations.issues import about_commitment, locked, of_fault
from kpi.api.registrations.shown import (
    RegistrationInListSerializer,
    RegistrationSerializer,
    in_list,
    name_of,
    shown,
)
from kpi.services import registrations
from kpi.services.registrations import Sheet
from kpi.services.registrations.faults import Clash, describe
from municipalities.api import known_codes
from municipalities.client_api import ClientResource, Operation
from municipalities.models import LocalGovernment
from samenleven.core.api.answers import Version, fresh, unchanged, whole, written
from samenleven.core.api.questions import Known, OneOf, PagedQuestion, Several, Text
from samenleven.core.api.resources import envelope, start_of
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.problems import InvalidInput, Issue, NoPrecondition, Outdated, Refused

TAG = "Registraties"
_NAME = re.compile(rf"(?P<round>.+)-(?P<kind>{'|'.join(MomentKind.values)})-(?P<code>.+)")


class RegistrationQuestion(PagedQuestion):
    project_round = rounds(help_text="Een oefenronde verschijnt alleen als ze hier genoemd wordt.")
    reporting_moment = Several(child=OneOf(choices=MomentKind.values), required=False)
    local_government = Known(
        among=known_codes, child=Text(max_length=20), required=False, help_text="NIS-code, vgc of de-rand."
    )


class Registrations(ClientResource):
    tag = TAG
    is_collection = True
    document = "api:registration"
    question = RegistrationQuestion
    answer = RegistrationInListSerializer
    example = examples.IN_LIST
    operations = {
        "GET": Operation(
            "registrations",
            "Wat de lokale besturen waarvoor u spreekt, moeten registreren en hoe ver ze zijn",
            "Eén registratie is alles wat een lokaal bestuur op één rapporteringsmoment invult: zijn eigen acties, en "
            "die van de samenwerkingsverbanden waarvan het trekker is.",
        )
    }

    def get(self, request):
        asked = self.question.read(request)
        found = {
            name_of(one.moment, one.local_government): one
            for one in registrations.standings_of(request.user, timezone.now())
            if _is_asked(one, asked)
        }
        names = sorted(found)
        first = start_of(asked, lambda: names)
        page = names[first : first + asked["page_size"]]
        items = [in_list(found[name], address_of(request, name)) for name in page]
        onwards = {"after": page[-1]} if page else {}
        body = written(envelope(request, items, len(names), asked, first=first, onwards=onwards))
        return whole(request, Version.of_private(body), body)


def _is_asked(standing, asked):
    round_, moment = standing.moment.round, standing.moment
    if round_.code not in asked.get("project_round", [round_.code]):
        return False
    if round_.is_practice and "project_round" not in asked:
        return False
    is_of_body = standing.local_government.code in asked.get("local_government", [standing.local_government.code])
    return is_of_body and moment.kind in asked.get("reporting_moment", [moment.kind])


def address_of(request, name) -> str:
    """Where one registration stands."""
    return request.build_absolute_uri(reverse("api:registration", args=[name]))


class _OneRegistration(ClientResource):
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
        return self.fresh(request, registrations.read_sheet(sheet.moment, sheet.local_government, timezone.now()))


def version_of(sheet: Sheet) -> Version:
    """The version of a registration: of what stands in it, under whatever name the portal was called."""
    return Version.of_private(written(shown(sheet, "")))


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


class RegistrationDocument(_OneRegistration):
    operations = {
        "GET": Operation("registration", "Eén registratie, met alles wat erin staat"),
        "PUT": Operation(
            "fillInRegistration",
            "Een registratie invullen",
            "U bewaart een ontwerp; indienen doet u daarna. Alles wat u stuurt wordt bewaard, of niets: bij een fout "
            "krijgt u alle fouten tegelijk, elk met zijn plaats. De regels en de zinnen zijn die van het formulier en "
            "het werkboek. Wat u niet noemt, blijft zoals het was. Een ongewoon aantal wordt bewaard en vraagt een reden.",
            body={"application/json": BODY},
            body_example=examples.SENT,
            needs_precondition=True,
            can_be_refused=True,
        ),
    }

    def get(self, request, id):
        return self.told(request, self.asked(request, id))

    def put(self, request, id):
        sheet = self.asked(request, id)
        tags = seen_by(request)
        filled = read_filled(request.data, sheet)
        _refuse_locked(filled)
        if version_of(sheet).etag not in tags:
            raise Outdated(_not_saved(), _clashes(filled))
        if filled.issues:
            raise InvalidInput([*filled.issues, *filled.refusals()])
        self.save(request, filled)
        return self.anew(request, sheet)

    def save(self, request, filled: Filled):
        """Everything, or nothing of it."""
        sheet, by = filled.sheet, request.user
        try:
            with acting(request, sheet):
                entries = [entry for _place, _part, _one, entry in filled.changes]
                if entries:
                    registrations.save_fields(moment=sheet.moment, entries=entries, by=by)
                motivations = [
                    (action.line, text, action.draft_motivation.revision if action.draft_motivation else 0)
                    for _place, action, text in filled.new_motivations
                ]
                if motivations:
                    registrations.save_motivations(
                        moment=sheet.moment, local_government=sheet.local_government, entries=motivations, by=by
                    )
        except Refused as error:
            if isinstance(error.__cause__, registrations.Faulty):
                faults = error.__cause__.faults
                places = [filled.place_of(fault.commitment) for fault in faults]
                issues = [
                    of_fault(sheet, fault, "invalidInput", f"{place}.count")
                    for fault, place in zip(faults, places, strict=True)
                ]
                raise InvalidInput(issues) from error
            raise


def _not_saved() -> str:
    return _(
        "Er is niets bewaard: intussen wijzigde iemand deze registratie. Lees ze opnieuw en kijk alles nog eens na."
    )


def _refuse_locked(filled: Filled):
    """What would change and cannot: the first lock in full, each with its place."""
    found = [
        (part.lock, Issue("locked", place, str(part.lock), where="body", about=about_commitment(one.commitment)))
        for place, part, one, _entry in filled.changes
        if part.lock
    ]
    for place, action, _text in filled.new_motivations:
        if not action.may_motivate:
            lock = next(part.lock for part in action.parts if part.lock)
            about = {"line": action.line.pk, "action": action.action.number}
            found.append((lock, Issue("locked", place, str(lock), where="body", about=about)))
    if found:
        raise locked(found[0][0], [issue for _lock, issue in found])


def _clashes(filled: Filled) -> list[Issue]:
    """Both values of each field that would be overwritten (R18)."""
    return [
        Issue(
            "changedMeanwhile",
            place,
            describe(Clash(one.commitment, one.draft, one.answer, entry.answer)),
            where="body",
            about=about_commitment(one.commitment),
        )
        for place, _part, one, entry in filled.changes
        if entry.answer != one.answer and one.draft
    ]


class RegistrationSubmit(_OneRegistration):
    operations = {
        "POST": Operation(
            "submitRegistration",
            "Een registratie indienen",
            "U dient alles in wat er klaar is om in te dienen, van alle acties samen, zoals met de knop op het scherm. "
            "Wie het twee keer vraagt, dient één keer in. Als lid van een samenwerkingsverband geeft u vrij.",
            needs_precondition=True,
            can_be_refused=True,
        )
    }

    def post(self, request, id):
        sheet = self.asked(request, id)
        tags = seen_by(request)
        # Where nothing can be sent, the service says why; or it was sent before, and then it is the same sending.
        if sheet.sendable and version_of(sheet).etag not in tags:
            raise Outdated(_("Er is niets ingediend: intussen wijzigde iemand een cijfer. Kijk alles nog eens na."))
        with acting(request, sheet):
            registrations.submit(
                moment=sheet.moment,
                local_government=sheet.local_government,
                by=request.user,
                seen=sheet.fingerprint if sheet.sendable else None,
            )
        return self.anew(request, sheet)


class RegistrationRelease(_OneRegistration):
    operations = {
        "POST": Operation(
            "releaseRegistration",
            "Als lid van een samenwerkingsverband cijfers vrijgeven",
            "Uw eigen cijfers gaan naar uw trekker, die indient. Wie het twee keer vraagt, geeft één keer vrij.",
            needs_precondition=True,
            can_be_refused=True,
        )
    }

    def post(self, request, id):
        sheet = self.asked(request, id)
        tags = seen_by(request)
        if sheet.releasable and version_of(sheet).etag not in tags:
            raise Outdated(_("Er is niets vrijgegeven: intussen wijzigde iemand een cijfer. Kijk alles nog eens na."))
        with acting(request, sheet):
            registrations.release(moment=sheet.moment, local_government=sheet.local_government, by=request.user)
        return self.anew(request, sheet)
