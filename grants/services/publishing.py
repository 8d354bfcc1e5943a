"""Publishing a round: everything that is missing or out of order at once, then it is there for everybody (R13)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import ProjectRound
from grants.services.round_plan import MomentPlan, OfferPlan, RoundPlan, as_it_stands
from grants.states import MomentKind
from samenleven.audit.services import record
from samenleven.core.clock import day_in_brussels, start_of_day
from samenleven.core.errors import DomainError


@dataclass(frozen=True)
class Fault:
    """What keeps a round from being published: a sentence, and the code of the fact it is about (grants.changes)."""

    what: str
    text: str


class NotReady(DomainError):
    """A round cannot be published yet; `faults` says all that is wrong."""

    def __init__(self, faults):
        super().__init__(_("Deze ronde kan nog niet bekendgemaakt worden."))
        self.faults = faults


@transaction.atomic
def publish(*, project_round, by) -> ProjectRound:
    """Let everybody see a round that was being prepared; NotReady with all that is wrong, DomainError when it was published."""
    row = ProjectRound.objects.select_for_update(of=["self"]).get(pk=project_round.pk)
    if row.published_at is not None:
        raise DomainError(_("Deze ronde is al bekendgemaakt."))
    found = faults(as_it_stands(row), timezone.now())
    if found:
        raise NotReady(found)
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    record(by, "round.published", row)
    return row


def faults(plan: RoundPlan, now: dt.datetime) -> list[Fault]:
    """All that keeps a plan from being published, in the order of the form."""
    return [*_call(plan, now), *_year(plan), *_moments(plan, now), *_money(plan), *_offers(plan.offers)]


def _call(plan, now) -> Iterator[Fault]:
    if plan.opens_at is None:
        yield Fault("call_opens", _("Zeg wanneer de oproep opent."))
    if plan.closes_at is None:
        yield Fault("call_closes", _("Zeg wanneer de oproep sluit."))
    elif plan.closes_at <= now:
        yield Fault("call_closes", _("De oproep zou al gesloten zijn. Kies een moment dat nog moet komen."))
    if plan.opens_at and plan.closes_at and plan.opens_at >= plan.closes_at:
        yield Fault("call_closes", _("De oproep sluit pas nadat ze opengaat."))
    entries = plan.entries_until or plan.closes_at
    if entries and plan.closes_at and entries < plan.closes_at:
        yield Fault("call_entries_until", _("De laatste nieuwe aanvraag komt niet voor de oproep sluit."))
    if plan.changes_until and entries and plan.changes_until < entries:
        yield Fault("call_changes_until", _("De laatste verbetering komt niet voor de laatste nieuwe aanvraag."))


def _year(plan) -> Iterator[Fault]:
    if plan.closes_at and start_of_day(plan.starts_on) <= plan.closes_at:
        yield Fault("project_year_start", _("Het projectjaar begint pas nadat de oproep sluit."))
    if plan.ends_on <= plan.starts_on:
        yield Fault("project_year_end", _("Het projectjaar eindigt pas nadat het begint."))


def _moments(plan, now) -> Iterator[Fault]:
    if not any(moment.kind == MomentKind.FINAL for moment in plan.moments):
        yield Fault("final_report_deadline", _("Er is nog geen eindrapport."))
    for moment in plan.moments:
        yield from _moment(plan, moment, now)


def _moment(plan: RoundPlan, moment: MomentPlan, now) -> Iterator[Fault]:
    of = f"{moment.kind}_report_"
    said = {"report": _("Eindrapport") if moment.kind == MomentKind.FINAL else _("Tussentijdse rapportering")}
    if moment.covers_from < plan.starts_on:
        yield Fault(f"{of}covers_from", _("%(report)s: de periode begint voor het projectjaar.") % said)
    if moment.covers_until > plan.ends_on:
        yield Fault(f"{of}covers_until", _("%(report)s: de periode eindigt na het projectjaar.") % said)
    if moment.covers_until <= moment.covers_from:
        yield Fault(f"{of}covers_until", _("%(report)s: de periode eindigt pas nadat ze begint.") % said)
    if moment.opens_at is None:
        yield Fault(f"{of}opens", _("%(report)s: zeg vanaf wanneer registreren kan.") % said)
    elif day_in_brussels(moment.opens_at) < moment.covers_from:
        yield Fault(f"{of}opens", _("%(report)s: registreren kan pas in of na de periode.") % said)
    if moment.deadline is None:
        yield Fault(f"{of}deadline", _("%(report)s: vul de deadline in.") % said)
        return
    if moment.deadline <= now:
        yield Fault(f"{of}deadline", _("%(report)s: de deadline is al voorbij.") % said)
    elif day_in_brussels(moment.deadline) < moment.covers_until:
        yield Fault(f"{of}deadline", _("%(report)s: de deadline komt na de periode.") % said)
    if moment.opens_at and moment.opens_at >= moment.deadline:
        yield Fault(f"{of}deadline", _("%(report)s: de deadline komt na de opening.") % said)


def _money(plan) -> Iterator[Fault]:
    if not plan.budget:
        yield Fault("budget", _("Vul het budget in."))
    if not plan.appeal_clause.strip():
        yield Fault("appeal_clause", _("Vul de beroepsclausule in: ze staat in elke beslissingsbrief."))


def _offers(offers) -> Iterator[Fault]:
    """At least one paid action, and of each that is paid what counts, its tariff and how much at most (R13)."""
    financed = [offer for offer in offers if offer.financed]
    if not financed:
        first = offers[0].action.number if offers else ""
        yield Fault(f"financed action {first}", _("Nog geen enkele actie wordt betaald."))
    for offer in financed:
        yield from _offer(offer)


def _offer(offer: OfferPlan) -> Iterator[Fault]:
    number = offer.action.number
    if not offer.indicators:
        yield Fault(f"financed action {number}", _("Actie %(number)s: zeg wat telt.") % {"number": number})
    for position, one in enumerate(offer.indicators, start=1):
        said = {"number": number, "kpi": one.title}
        if not one.amount_per_unit:
            text = _("Actie %(number)s, %(kpi)s: vul het bedrag per eenheid in.")
            yield Fault(f"amount_per_unit indicator {number}.{position}", text % said)
        if one.max_units is None and one.max_amount is None:
            text = _("Actie %(number)s, %(kpi)s: vul een maximum in, in eenheden of in euro.")
            yield Fault(f"max_units indicator {number}.{position}", text % said)
