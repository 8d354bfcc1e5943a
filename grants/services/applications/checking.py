"""What still has to happen before an application can be submitted: a list, each point with its place on the page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from grants.services.applications.sheets import Sheet
from grants.services.eligibility import NotEligible
from grants.states import ParticipantStatus


@dataclass(frozen=True)
class OpenPoint:
    """A sentence, and the value (its name) or part of the page it is about."""

    text: str
    at: str


def open_points(sheet: Sheet) -> list[OpenPoint]:
    """Everything that is still open, in the order of the page; empty when the application can be submitted (R11, R15)."""
    return [
        *_of_the_partners(sheet),
        *_of_the_actions(sheet),
        *_of_the_incentives(sheet),
        *_of_the_applicant(sheet),
    ]


def _of_the_partners(sheet):
    if isinstance(sheet.eligibility, NotEligible):
        yield OpenPoint(str(sheet.eligibility), "partners")
    for one in sheet.awaited:
        said = {"name": one.local_government.name}
        if one.status == ParticipantStatus.DECLINED:
            yield OpenPoint(_("%(name)s doet niet mee. Haal dit bestuur uit de aanvraag.") % said, "partners")
        else:
            yield OpenPoint(_("%(name)s bevestigde nog niet.") % said, "partners")


def _of_the_actions(sheet):
    if not sheet.lines:
        yield OpenPoint(_("Kies minstens één actie."), "actions")
        return
    ranks = [one.line.priority for one in sheet.lines]
    if sorted(rank or 0 for rank in ranks) != list(range(1, len(ranks) + 1)):
        yield OpenPoint(
            _("De prioriteiten zijn niet 1 tot en met %(count)s, elk één keer.") % {"count": len(ranks)},
            f"priority {_first_wrong(sheet)}",
        )
    for one in sheet.lines:
        if not one.line.offer.financed:
            said = {"number": one.action.number}
            yield OpenPoint(_("Actie %(number)s wordt in deze ronde niet meer betaald.") % said, "actions")
        yield from _of_an_action(one)


def _first_wrong(sheet):
    """The action whose priority is missing, double or out of order."""
    seen: set[int] = set()
    for one in sheet.lines:
        rank = one.line.priority
        if rank is None or rank in seen or rank > len(sheet.lines):
            return one.action.number
        seen.add(rank)
    return sheet.lines[0].action.number


def _of_an_action(line):
    said = {"number": line.action.number}
    if not any(kpi.planned for kpi in line.kpis):
        first = line.kpis[0]
        at = first.estimates[0].participant.local_government.code
        yield OpenPoint(
            _("Actie %(number)s: plan minstens één bijkomende eenheid, of schrap de actie.") % said,
            f"planned {first.indicator.code} {at}",
        )
    for kpi in line.kpis:
        for estimate in kpi.estimates:
            if estimate.planned_reach and estimate.current_reach is None:
                at = f"{kpi.indicator.code} {estimate.participant.local_government.code}"
                who = {"name": estimate.participant.local_government.name, "code": kpi.indicator.code}
                yield OpenPoint(
                    _("KPI %(code)s: vul het huidig bereik van %(name)s in (0 mag).") % who, f"current {at}"
                )
        if kpi.problem:
            at = kpi.estimates[0].participant.local_government.code
            yield OpenPoint(
                _("KPI %(code)s: %(problem)s") % {"code": kpi.indicator.code, "problem": kpi.problem},
                f"planned {kpi.indicator.code} {at}",
            )


def _of_the_incentives(sheet):
    for one in sheet.requests:
        name = {"name": one.get_kind_display()}
        if one.kind == "cooperation":
            if not sheet.members:
                yield OpenPoint(
                    _("De stimulans %(name)s is voor wie met andere besturen aanvraagt.") % name,
                    f"incentive {one.kind}",
                )
            continue
        if one.kind == "mentorship" and one.line is None:
            yield OpenPoint(_("Kies de actie van het %(name)s.") % name, "mentored")
        if not one.motivation:
            yield OpenPoint(_("Motiveer waarom u %(name)s vraagt.") % name, f"motivation {one.kind}")


def _of_the_applicant(sheet):
    application = sheet.application
    missing = [
        (field, label)
        for field, label in (
            ("contact_first_name", _("voornaam")),
            ("contact_last_name", _("familienaam")),
            ("contact_email", _("e-mailadres")),
        )
        if not getattr(application, field)
    ]
    if missing:
        names = ", ".join(label for _field, label in missing)
        yield OpenPoint(_("Contactpersoon: vul %(names)s in.") % {"names": names}, missing[0][0])
    if not application.iban:
        yield OpenPoint(_("Vul het rekeningnummer (IBAN) in."), "iban")
