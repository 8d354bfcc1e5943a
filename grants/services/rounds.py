"""Rounds: prepare the next one, move a date or a price (R13)."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants import changes, figures
from grants.models import Award, Incentive, Indicator, Offer, Programme, ProjectRound, ReportingMoment, RoundChange
from grants.services import round_effects
from grants.services.round_plan import RoundPlan, as_it_stands
from grants.states import MomentKind, Precision
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.clock import end_of_day, is_end_of_day
from samenleven.core.errors import Conflict, DomainError

PRACTICE_CODE = "oefening"
DEADLINES = {
    MomentKind.INTERIM: gettext_lazy("Deadline van de tussentijdse rapportering"),
    MomentKind.FINAL: gettext_lazy("Deadline van het eindrapport"),
}


@transaction.atomic
def open_round(*, programme, previous, plan, by, is_practice=False) -> ProjectRound:
    """Make the next round of a programme, with its reporting moments, incentives and offers; all of it or nothing.

    It is being prepared until somebody publishes it (services.publishing). A practice round has no number, and nothing
    ties it or its KPI's to the real round it was made from (R33).
    """
    # One at a time: two administrators who open the same round get one round and one refusal.
    programme = Programme.objects.select_for_update(of=["self"]).get(pk=programme.pk)
    if is_practice:
        plan = replace(plan, number=None)
    elif programme.rounds.filter(number=plan.number).exists():
        raise DomainError(_("Ronde %(number)s bestaat al in dit programma.") % {"number": plan.number})
    _refuse_opening_the_past(plan)
    made = ProjectRound(
        programme=programme,
        previous=None if is_practice else previous,
        code=_practice_code() if is_practice else f"{programme.round_prefix}-{plan.number}".lstrip("-"),
        is_practice=is_practice,
        published_at=None,
        **plan.values(),
    )
    _keep(made)
    _set_incentives(made, plan)
    for moment in plan.moments:
        _keep(ReportingMoment(round=made, kind=moment.kind, deadline_precision=_precision(moment), **moment.values()))
    before = _indicators_of(made.previous)
    for offer in plan.offers:
        row = _keep(
            Offer(round=made, action=offer.action, financed=offer.financed, content_judged=offer.content_judged)
        )
        _add_indicators(row, offer, before.get(offer.action.pk, []))
    record(by, "round.prepared", made, previous=previous.code if previous else None)
    return made


@transaction.atomic
def change_round(*, project_round, plan, seen, reason, by) -> list[RoundChange]:
    """Move dates, the budget or prices of a round; once it is published each change is told to everybody (R13).

    Who has an application that a change touches hears it, with what it asks before and after (services.round_effects).

    `seen` is the digest of the round as it stood on the screen: who was overtaken gets a Conflict (R18).
    """
    row = ProjectRound.objects.select_for_update(of=["self"]).get(pk=project_round.pk)
    current = as_it_stands(row)
    if seen != current.digest():
        raise Conflict(_("Iemand anders wijzigde deze ronde intussen. Er is niets bewaard."), theirs=current)
    plan = replace(plan, number=current.number)
    changed = differences(current, plan)
    if not changed:
        raise DomainError(_("U hebt niets gewijzigd."))
    is_public = row.published_at is not None
    if is_public and not reason.strip():
        raise DomainError(_("Zeg waarom: de ronde is bekend, dus iedereen ziet deze wijziging."))
    _refuse_moving_the_past(current, plan, was_told=is_public)
    _refuse_budget_below_the_awards(row, plan)
    _apply(row, current, plan, may_remove=not has_opened(row))
    record(by, "round.changed", row, changes=[list(one) for one in changed])
    if not is_public:
        return []
    now = timezone.now()
    told = RoundChange.objects.bulk_create(
        RoundChange(
            round=row,
            what=what,
            old=old,
            new=new,
            changed_at=now,
            reason=reason.strip(),
            by_role=by.get_ministry_role_display(),
        )
        for what, old, new in changed
    )
    round_effects.tell_applicants(project_round=row, before=current, changes=told)
    return told


def has_opened(project_round) -> bool:
    """Whether the call has opened or something was granted: from then on nothing of the round is struck."""
    if project_round.published_at is None:
        return False
    if project_round.opens_at is not None and project_round.opens_at <= timezone.now():
        return True
    return Award.objects.filter(line__application__round=project_round).exists()


def differences(current: RoundPlan, wanted: RoundPlan) -> list[tuple[str, str, str]]:
    """What differs between two plans: code, value here, value there."""
    here, there = current.facts(), wanted.facts()
    codes = [*here, *(code for code in there if code not in here)]
    return [
        (code, changes.code_of(here.get(code)), changes.code_of(there.get(code)))
        for code in codes
        if here.get(code) != there.get(code)
    ]


def _refuse_opening_the_past(plan):
    """A deadline that has passed would freeze at once what nobody could fill in; a round of the past is loaded as data."""
    now = timezone.now()
    told = [(DEADLINES[moment.kind], moment.deadline) for moment in plan.moments]
    for name, last in [*told, (_("Het projectjaar eindigt"), end_of_day(plan.ends_on))]:
        if last is not None and last < now:
            raise DomainError(
                _(
                    "%(name)s: %(day)s is al voorbij. Kies een dag die nog moet komen. "
                    "Een ronde van vroeger opent u niet hier: die wordt geladen met het plan (load_plan)."
                )
                % {"name": name, "day": wording.moment(last)}
            )


def _refuse_moving_the_past(current, plan, *, was_told):
    """A told deadline that has passed froze the figures (R33): it stays; and none is moved into the past."""
    now = timezone.now()
    wanted = {moment.kind: moment for moment in plan.moments}
    for moment in current.moments:
        new = wanted[moment.kind].deadline if moment.kind in wanted else None
        if new == moment.deadline:
            continue
        if was_told and moment.deadline is not None and moment.deadline < now:
            raise DomainError(
                _(
                    "Een deadline die voorbij is, verandert niet meer. Verzet de laatste nieuwe registratie of verbetering."
                )
            )
        if new is not None and new < now:
            raise DomainError(_("De nieuwe deadline is al voorbij. Kies een dag die nog moet komen."))


def _refuse_budget_below_the_awards(row, plan):
    """What was granted is granted (R21); the database refuses it too."""
    granted = figures.granted_in(row)
    if plan.budget is not None and plan.budget < granted:
        raise DomainError(
            _("In deze ronde is al %(granted)s toegekend: het budget kan niet lager zijn.")
            % {"granted": wording.euro(granted)}
        )


def _apply(row, current, plan, *, may_remove):
    _update(row, plan.values())
    _set_incentives(row, plan)
    moments = {moment.kind: moment for moment in row.moments.all()}
    for moment in plan.moments:
        if moment.kind in moments:
            stored = moments[moment.kind]
            moved = stored.deadline != moment.deadline
            values = moment.values() | ({"deadline_precision": _precision(moment)} if moved else {})
            _update(stored, values)
        else:
            _keep(
                ReportingMoment(round=row, kind=moment.kind, deadline_precision=_precision(moment), **moment.values())
            )
    before = _indicators_of(row.previous)
    offers = {offer.action_id: offer for offer in row.offers.all()}
    as_they_were = {offer.action.pk: offer for offer in current.offers}
    for offer in plan.offers:
        if offer == as_they_were.get(offer.action.pk):
            continue
        stored = offers.get(offer.action.pk) or Offer(round=row, action=offer.action)
        _update(stored, {"financed": offer.financed, "content_judged": offer.content_judged})
        _change_indicators(stored, offer, before.get(offer.action.pk, []), may_remove=may_remove)


def _set_incentives(row, plan):
    """One row for each incentive that is offered (R16)."""
    stored = {one.kind: one for one in row.incentives.all()}
    wanted = {one.kind: one.amount for one in plan.incentives}
    for kind, amount in wanted.items():
        _update(stored.get(kind) or Incentive(round=row, kind=kind), {"amount": amount})
    for kind in stored.keys() - wanted.keys():
        stored[kind].delete()


def _practice_code() -> str:
    """The first code that is free: `oefening`, `oefening-2` ..."""
    taken = set(ProjectRound.objects.filter(code__startswith=PRACTICE_CODE).values_list("code", flat=True))
    return next(
        code
        for code in (PRACTICE_CODE, *(f"{PRACTICE_CODE}-{n}" for n in range(2, len(taken) + 3)))
        if code not in taken
    )


def _change_indicators(row, offer, before, *, may_remove):
    stored = {one.pk: one for one in row.indicators.all()}
    kept = {one.key for one in offer.indicators if one.key}
    gone = [one for key, one in stored.items() if key not in kept]
    if gone and not may_remove:
        raise DomainError(_("Een KPI van een ronde die al open is, kunt u niet meer schrappen."))
    for one in gone:
        try:
            one.delete()
        except ProtectedError as error:
            raise DomainError(
                _("KPI %(code)s kunt u niet schrappen: er zijn al aantallen voor toegezegd of ingevuld.")
                % {"code": one.code}
            ) from error
    for one in offer.indicators:
        if one.key:
            if one.key not in stored:
                raise DomainError(_("Deze KPI hoort niet bij deze ronde."))
            _update(stored[one.key], one.values())
    fresh = replace(offer, indicators=tuple(one for one in offer.indicators if not one.key))
    _add_indicators(row, fresh, before, after=max((one.position for one in stored.values()), default=0))


def _add_indicators(row, offer, before, after=0):
    """New KPI's of an offer, each tied to those of the round before that it goes on counting."""
    for position, one in enumerate(offer.indicators, start=after + 1):
        made = _keep(Indicator(offer=row, code=f"{offer.action.number}.{position}", position=position, **one.values()))
        same = [old for old in before if old.unit_family == one.unit_family]
        alone = sum(other.unit_family == one.unit_family for other in offer.indicators) == 1 and not after
        made.continues.set(same if alone else [old for old in same if old.pk == one.key])


def _indicators_of(project_round) -> dict[int, list[Indicator]]:
    found: dict[int, list[Indicator]] = {}
    if project_round is not None:
        for indicator in Indicator.objects.filter(offer__round=project_round).select_related("offer"):
            found.setdefault(indicator.offer.action_id, []).append(indicator)
    return found


def _precision(moment) -> str:
    """How exactly a deadline is told: a deadline without an hour closes with its day (R7)."""
    return Precision.DAY if moment.deadline is None or is_end_of_day(moment.deadline) else Precision.MOMENT


def _update(row, values):
    """Set what differs and write only that, so that the row history shows nothing else."""
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, values[name])
    if row.pk is None:
        _keep(row)
    elif differing:
        _check(row)
        row.save(update_fields=differing)


def _keep(row):
    _check(row)
    row.save()
    return row


def _check(row):
    """The constraints of the model, in their own Dutch words."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
