"""Which actions an application is for, and what the round before offers as a start."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from grants.models import ApplicationLine, Commitment, Estimate, Offer
from grants.services.applications.locking import open_to_changes
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def choose_actions(*, application, numbers, by) -> None:
    """The application is for these actions (numbers) and no others; new ones come last, what stays keeps its order."""
    row = open_to_changes(application)
    wanted = set(numbers)
    offers = {
        offer.action.number: offer
        for offer in Offer.objects.filter(round=row.round_id, financed=True)
        .select_related("action")
        .prefetch_related("indicators")
    }
    if unknown := wanted - offers.keys():
        raise DomainError(
            _("Actie %(number)s wordt in deze ronde niet betaald.") % {"number": ", ".join(map(str, sorted(unknown)))}
        )
    lines = list(row.lines.select_related("offer__action").order_by(F("priority").asc(nulls_last=True), "pk"))
    kept = [one for one in lines if one.offer.action.number in wanted]
    for line in lines:
        if line not in kept:
            line.delete()
    present = {one.offer.action.number for one in kept}
    for number in sorted(wanted - present):
        kept.append(_add(row, offers[number]))
    _rank(kept)
    if wanted != {one.offer.action.number for one in lines}:
        record(by, "application.actions_chosen", row, actions=sorted(wanted))


def _add(application, offer) -> ApplicationLine:
    line = ApplicationLine.objects.create(application=application, offer=offer)
    known = _first_reach(application, offer)
    Estimate.objects.bulk_create(
        Estimate(
            line=line,
            participant=participant,
            indicator=indicator,
            current_reach=known.get((participant.local_government_id, indicator.pk)),
        )
        for participant in application.participants.all()
        for indicator in offer.indicators.all()
    )
    return line


def _rank(lines):
    """Priorities 1..n in this order; they are checked when the transaction ends."""
    for place, line in enumerate(lines, start=1):
        if line.priority != place:
            line.priority = place
            line.save(update_fields=["priority"])


def fixed_reach(application) -> dict[tuple[int, int], int]:
    """Current reach that an earlier round fixed (R2), by local government and KPI (ids): the applicant does not change it."""
    found: dict[tuple[int, int], int] = {}
    for line in application.lines.select_related("offer").prefetch_related("offer__indicators__continues"):
        found |= _first_reach(application, line.offer)
    return found


def _first_reach(application, offer):
    """The current reach of the KPI's that these continue: of one of the same unit their sum, else it is asked anew."""
    before = {
        one.pk: [old.pk for old in one.continues.all() if old.unit_family == one.unit_family]
        for one in offer.indicators.all()
    }
    old = [pk for several in before.values() for pk in several]
    if not old:
        return {}
    bodies = [one.local_government_id for one in application.participants.all()]
    told: dict[tuple[int, int], int] = {}
    rows = Commitment.objects.filter(
        indicator__in=old, participation__local_government__in=bodies, current_reach__isnull=False
    )
    for body, indicator, reach in rows.values_list(
        "participation__local_government_id", "indicator_id", "current_reach"
    ):
        told[body, indicator] = told.get((body, indicator), 0) + reach
    return {
        (body, new): sum(told[body, one] for one in olds if (body, one) in told)
        for new, olds in before.items()
        for body in bodies
        if any((body, one) in told for one in olds)
    }


@transaction.atomic
def offer_last_year(*, application, by) -> int:
    """Choose the actions that the lead was awarded in the round before, with what was planned then; how many (R20)."""
    row = open_to_changes(application)
    before = Commitment.objects.filter(
        participation__line__application__round=row.round.previous_id,
        participation__line__application__lead=row.lead_id,
        indicator__continued_by__offer__round=row.round_id,
    ).select_related("participation__line__offer__action")
    found = list(before.values_list("participation__line__offer__action__number", "participation__local_government_id",
                                    "indicator__continued_by", "units"))  # fmt: skip
    numbers = {number for number, _body, _indicator, _units in found}
    payable = set(Offer.objects.filter(round=row.round_id, financed=True).values_list("action__number", flat=True))
    standing = set(row.lines.values_list("offer__action__number", flat=True))
    choose_actions(application=row, numbers=standing | (numbers & payable), by=by)
    planned: dict[tuple[int, int], int] = {}
    for _number, body, indicator, units in found:
        planned[body, indicator] = planned.get((body, indicator), 0) + int(units or 0)
    estimates = Estimate.objects.filter(line__application=row, planned_reach__isnull=True).select_related("participant")
    for estimate in estimates:
        known = planned.get((estimate.participant.local_government_id, estimate.indicator_id))
        if known:
            estimate.planned_reach = known
            estimate.save(update_fields=["planned_reach"])
    return len((numbers & payable) - standing)
