"""What changed in a round, in words: the log keeps codes and exact values, pages tell them in Dutch (R13)."""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.states import AllocationRule
from samenleven.core import wording
from samenleven.core.clock import in_brussels

# The part before the first space names what changed, the part behind it of which action or KPI.
NAMES = {
    "number": gettext_lazy("Nummer"),
    "title": gettext_lazy("Titel"),
    "call_opens": gettext_lazy("De oproep opent"),
    "call_closes": gettext_lazy("De oproep sluit"),
    "call_entries_until": gettext_lazy("Nieuwe aanvragen tot"),
    "call_changes_until": gettext_lazy("Verbeteringen van aanvragen tot"),
    "project_year_start": gettext_lazy("Het projectjaar begint"),
    "project_year_end": gettext_lazy("Het projectjaar eindigt"),
    "budget": gettext_lazy("Budget over alle acties samen"),
    "decided_on": gettext_lazy("Beslissing van de Vlaamse Regering"),
    "origin_threshold": gettext_lazy("Drempel: inwoners van niet-EU-14-herkomst"),
    "origin_year": gettext_lazy("Referentiejaar van die inwoners"),
    "allocation_rule": gettext_lazy("Hoe een te klein budget verdeeld wordt"),
    "states_are_whole": gettext_lazy("Een toestand wordt geheel of niet toegekend"),
    "advance_percentage": gettext_lazy("Voorschot"),
    "interim_percentage": gettext_lazy("Tussentijds te bereiken"),
    "review_days": gettext_lazy("Dagen waarin het ministerie beslist"),
    "appeal_clause": gettext_lazy("Beroepsclausule"),
    "incentive_cooperation": gettext_lazy("Stimulans voor samenwerking"),
    "incentive_mentorship": gettext_lazy("Stimulans voor mentorschap"),
    "incentive_impact_bond": gettext_lazy("Stimulans voor een sociale impact obligatie"),
    "interim_report_covers_from": gettext_lazy("Tussentijdse rapportering: periode van"),
    "interim_report_covers_until": gettext_lazy("Tussentijdse rapportering: periode tot en met"),
    "interim_report_opens": gettext_lazy("Tussentijdse rapportering: registreren kan vanaf"),
    "interim_report_deadline": gettext_lazy("Tussentijdse rapportering: deadline"),
    "interim_report_entries_until": gettext_lazy("Tussentijdse rapportering: nieuwe registraties tot"),
    "interim_report_changes_until": gettext_lazy("Tussentijdse rapportering: verbeteringen tot"),
    "final_report_covers_from": gettext_lazy("Eindrapport: periode van"),
    "final_report_covers_until": gettext_lazy("Eindrapport: periode tot en met"),
    "final_report_opens": gettext_lazy("Eindrapport: registreren kan vanaf"),
    "final_report_deadline": gettext_lazy("Eindrapport: deadline"),
    "final_report_entries_until": gettext_lazy("Eindrapport: nieuwe registraties tot"),
    "final_report_changes_until": gettext_lazy("Eindrapport: verbeteringen tot"),
    "financed": gettext_lazy("Wordt betaald in deze ronde"),
    "content_judged": gettext_lazy("Wordt ook inhoudelijk beoordeeld"),
    "unit": gettext_lazy("Eenheid"),
    "kind": gettext_lazy("Soort eenheid"),
    "unit_family": gettext_lazy("Familie van eenheden"),
    "amount_per_unit": gettext_lazy("Bedrag per eenheid"),
    "max_units": gettext_lazy("Maximum aantal eenheden"),
    "max_amount": gettext_lazy("Maximumbedrag"),
}
AMOUNTS = {
    "budget",
    "amount_per_unit",
    "max_amount",
    "incentive_cooperation",
    "incentive_mentorship",
    "incentive_impact_bond",
}
PERCENTAGES = {"advance_percentage", "interim_percentage"}
# What an empty value means, where it is not that nobody decided yet.
NOTHINGS = {
    "call_entries_until": gettext_lazy("de sluiting van de oproep"),
    "call_changes_until": gettext_lazy("de sluiting van de oproep"),
    "incentive_cooperation": gettext_lazy("niet aangeboden"),
    "incentive_mentorship": gettext_lazy("niet aangeboden"),
    "incentive_impact_bond": gettext_lazy("niet aangeboden"),
}
LONGEST = 80
_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_ISO_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T")
_ISO_MONTH = re.compile(r"^\d{4}-\d{2}$")


def code_of(value) -> str:
    """A value as the log keeps it: exact, in one spelling, no longer than the log allows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return in_brussels(value).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def name_of(what) -> str:
    """What changed, in Dutch: `amount_per_unit action 2` is "Bedrag per eenheid, actie 2"."""
    code, _space, of = what.partition(" ")
    name = NAMES.get(code)
    if name is None:
        return what
    if not of:
        return str(name)
    return f"{name}, {of.replace('action', _('actie')).replace('indicator', _('KPI'))}"


def value_of(what, code) -> str:
    """An old or new value, in Dutch."""
    kind = what.partition(" ")[0]
    if code == "":
        return str(NOTHINGS.get(kind) or _("nog niet bepaald"))
    if code in ("yes", "no"):
        return _("ja") if code == "yes" else _("nee")
    if kind == "allocation_rule" and code in AllocationRule.values:
        return str(AllocationRule(code).label)
    try:
        if _ISO_DAY.match(code):
            return wording.day(dt.date.fromisoformat(code))
        if _ISO_MONTH.match(code):
            return wording.moment(dt.datetime.fromisoformat(f"{code}-15T12:00:00+00:00"), "month")
        if _ISO_MOMENT.match(code):
            return wording.moment(dt.datetime.fromisoformat(code))
        if kind in AMOUNTS:
            return wording.euro(Decimal(code))
        if kind in PERCENTAGES:
            return wording.percent(Decimal(code) / 100)
        if kind in ("max_units", "origin_threshold"):
            return wording.units(Decimal(code))
    except (ValueError, InvalidOperation):
        return code
    return code
