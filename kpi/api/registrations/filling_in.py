"""Reading one registration and filling it in."""

from django.utils.translation import gettext as _

from kpi.api.registrations import examples
from kpi.api.registrations.filled import BODY, Filled, read_filled
from kpi.api.registrations.issues import about_commitment, locked, of_fault
from kpi.api.registrations.one import OneRegistration, acting, seen_by, version_of
from kpi.services import registrations
from kpi.services.registrations.faults import Clash, describe
from municipalities.client_api import Operation
from samenleven.core.problems import InvalidInput, Issue, Outdated, Refused


class RegistrationDocument(OneRegistration):
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
        sheet = filled.sheet
        entries = [entry for _place, _part, _one, entry in filled.changes]
        motivations = [
            (action.line, text, action.draft_motivation.revision if action.draft_motivation else 0)
            for _place, action, text in filled.new_motivations
        ]
        if not (entries or motivations):
            return
        try:
            with acting(request, sheet):
                registrations.save_page(
                    moment=sheet.moment,
                    local_government=sheet.local_government,
                    entries=entries,
                    motivations=motivations,
                    by=request.user,
                )
        except Refused as error:
            if isinstance(error.__cause__, registrations.FieldConflict):
                raise Outdated(_not_saved(), [_clash(filled, one) for one in error.__cause__.clashes]) from error
            if isinstance(error.__cause__, registrations.Faulty):
                raise InvalidInput([_fault(filled, one) for one in error.__cause__.faults]) from error
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


def _fault(filled: Filled, fault) -> Issue:
    return of_fault(filled.sheet, fault, "invalidInput", f"{filled.place_of(fault.commitment)}.count")


def _clashes(filled: Filled) -> list[Issue]:
    """Both values of each field that would be overwritten (R18)."""
    return [
        _clash(filled, Clash(one.commitment, one.draft, one.answer, entry.answer))
        for _place, _part, one, entry in filled.changes
        if entry.answer != one.answer and one.draft
    ]


def _clash(filled: Filled, clash: Clash) -> Issue:
    about = about_commitment(clash.commitment)
    return Issue("changedMeanwhile", filled.place_of(clash.commitment), describe(clash), where="body", about=about)
