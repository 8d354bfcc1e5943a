"""Rules about the plan, its rounds, and what was promised."""

import datetime as dt
from decimal import Decimal

from grants.models import (
    Action,
    Application,
    ApplicationLine,
    Extension,
    Goal,
    Offer,
    Programme,
    Remark,
    RoundChange,
    Support,
)
from grants.states import AwardKind, Measure
from samenleven.core.clock import end_of_day, start_of_day
from tests import make
from tests.house.breaks import breaks

DAY = dt.date(2023, 10, 15)
BEFORE = DAY - dt.timedelta(days=1)
LESS = Decimal("-0.01")


@breaks("grants_programme_one_is_current")
def _():
    make.programme()
    Programme.objects.create(code="ander", name="Ander", round_prefix="a", is_current=True)


@breaks("grants_goal_number_is_unique")
def _():
    goal = make.goal(3)
    Goal.objects.create(programme=goal.programme, number=3, title="Nog eens")


@breaks("grants_action_number_is_unique")
def _():
    action = make.action(7)
    Action.objects.create(programme=action.programme, goal=action.goal, number=7, title="Nog eens")


@breaks("grants_support_named_once_per_action")
def _():
    action = make.action()
    for kind in ("goede praktijk", "project"):
        Support.objects.create(action=action, name="PEP!", kind=kind)


@breaks("grants_projectround_number_is_unique")
def _():
    make.round("1")
    make.round("een", number=1)


@breaks("grants_projectround_closes_after_it_opens")
def _():
    make.round(opens_at=start_of_day(DAY), closes_at=start_of_day(DAY))


@breaks("grants_projectround_year_ends_after_it_starts")
def _():
    make.round(starts_on=DAY, ends_on=BEFORE)


@breaks("grants_projectround_budget_is_not_negative")
def _():
    make.round(budget=LESS)


@breaks("grants_projectround_three_dates_in_order")
def _():
    make.round(closes_at=end_of_day(DAY), entries_until=end_of_day(BEFORE))


@breaks("grants_projectround_percentages_are_between_0_and_100")
def _():
    make.round(advance_percentage=Decimal("100.01"))


@breaks("grants_projectround_allocation_rule_is_known")
def _():
    make.round(allocation_rule="loting")


@breaks("grants_projectround_real_round_has_a_number")
def _():
    make.round("oefening", is_practice=True)
    make.round("echt", is_practice=False, number=None, programme=None)._meta.model.objects.update(
        number=None, is_practice=False
    )


@breaks("grants_reportingmoment_one_of_a_kind_per_round")
def _():
    moment = make.moment()
    make.moment(moment.round)


@breaks("grants_reportingmoment_kind_is_known")
def _():
    make.moment(kind="altijd")


@breaks("grants_reportingmoment_covers_a_period")
def _():
    make.moment(covers_from=DAY, covers_until=BEFORE)


@breaks("grants_reportingmoment_deadline_after_it_opens")
def _():
    make.moment(opens_at=end_of_day(DAY), deadline=end_of_day(BEFORE))


@breaks("grants_reportingmoment_three_dates_in_order")
def _():
    make.moment(deadline=end_of_day(DAY), entries_until=end_of_day(BEFORE))


@breaks("grants_roundchange_told_once")
def _():
    project_round = make.round()
    for reason in ("eerst", "nog eens"):
        RoundChange.objects.create(round=project_round, what="budget", old="1", new="2", reason=reason)


@breaks("grants_offer_once_per_round")
def _():
    offer = make.offer()
    Offer.objects.create(round=offer.round, action=offer.action)


@breaks("grants_indicator_code_is_unique")
def _():
    offer = make.offer()
    make.indicator(offer, position=2, code=f"{offer.action.number}.1")


@breaks("grants_indicator_kind_is_known")
def _():
    make.indicator(kind="gas")


@breaks("grants_indicator_amounts_are_not_negative")
def _():
    make.indicator(max_units=LESS)


@breaks("grants_application_imported_once")
def _():
    project_round, body = make.round(), make.local_government()
    for _each in range(2):
        Application.objects.create(round=project_round, imported_for=body, is_imported=True)


@breaks("grants_application_has_a_lead")
def _():
    Application.objects.create(round=make.round())


@breaks("grants_applicationline_action_once")
def _():
    line = make.line()
    ApplicationLine.objects.create(application=line.application, offer=line.offer)


@breaks("grants_applicationline_offer_of_its_round")
def _():
    ApplicationLine.objects.create(application=make.application(), offer=make.offer())


@breaks("grants_participation_once_per_line")
def _():
    part = make.participation()
    make.participation(part.line, part.local_government)


@breaks("grants_participation_certainty_is_known")
def _():
    make.participation(certainty="misschien")


@breaks("grants_extension_kind_is_known")
def _():
    make.extension(kind="uitstel")


@breaks("grants_extension_ends_after_it_begins")
def _():
    make.extension(granted_at=end_of_day(DAY), until=end_of_day(BEFORE))


@breaks("grants_extension_withdrawn_after_it_began")
def _():
    make.extension(granted_at=start_of_day(DAY), withdrawn_at=start_of_day(BEFORE), withdrawn_by=make.user())


@breaks("grants_extension_withdrawn_by_somebody")
def _():
    make.extension(withdrawn_at=end_of_day(DAY))


@breaks("grants_extension_has_a_reason")
def _():
    make.extension(reason="")


@breaks("grants_extension_is_never_deleted")
def _():
    make.extension().delete()


@breaks("grants_extension_only_withdrawn_once")
def _():
    make.extension()
    Extension.objects.update(until=end_of_day(DAY) + dt.timedelta(days=100))


@breaks("grants_extension_application_of_its_round")
def _():
    make.extension(make.application(), make.moment())


@breaks("grants_award_kind_is_known")
def _():
    make.award(kind="gift")


@breaks("grants_award_is_not_negative")
def _():
    make.award(amount=str(LESS))


@breaks("grants_award_of_the_past_has_no_amount_of_its_own")
def _():
    make.award(kind=AwardKind.IMPORTED, amount="1.00", units=None)


@breaks("grants_commitment_once_per_indicator_and_member")
def _():
    commitment = make.commitment()
    make.commitment(commitment.participation, commitment.indicator)


@breaks("grants_commitment_is_not_negative")
def _():
    make.commitment(units=str(LESS))


@breaks("grants_commitment_indicator_of_its_offer")
def _():
    make.commitment(make.participation(), make.indicator())


@breaks("grants_publishedfigure_one_value_at_a_moment")
def _():
    project_round = make.round()
    make.published(project_round, value="1")
    make.published(project_round, value="2")


@breaks("grants_publishedfigure_measure_is_known")
def _():
    make.published(make.round(), measure="geluk")


@breaks("grants_publishedfigure_is_not_negative")
def _():
    make.published(make.round(), measure=Measure.TARGET, value=str(LESS))


@breaks("grants_remark_told_once")
def _():
    action, body = make.action(), make.local_government()
    for source in ("krant", "site"):
        Remark.objects.create(action=action, local_government=body, role="mentor", source=source)


@breaks("grants_remark_certainty_is_known")
def _():
    Remark.objects.create(
        action=make.action(), local_government=make.local_government(), role="mentor", certainty="misschien"
    )
