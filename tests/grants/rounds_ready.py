"""A round with all that a publication asks: one action that is paid, both reporting moments, a budget, an appeal clause."""

import datetime as dt
from decimal import Decimal

from grants.models import Incentive
from grants.states import IncentiveKind, MomentKind
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from tests import make

BEFORE_THE_CALL = dt.datetime(2022, 3, 1, 12, tzinfo=BRUSSELS)
DURING_THE_CALL = dt.datetime(2022, 5, 1, 12, tzinfo=BRUSSELS)


def ready(code="1", **fields):
    """A round that is being prepared and could be published: action 2 pays 12 500 euro for a plan, one at most."""
    fields.setdefault("published_at", None)
    made = make.round(
        code, budget=Decimal("14136359.00"), appeal_clause="U kunt beroep aantekenen bij de Raad van State.", **fields
    )
    offer = make.offer(made, make.action(2), indicators=0)
    make.indicator(
        offer,
        title="actieplannen",
        unit="actieplan",
        unit_family="plan",
        kind="state",
        amount_per_unit=Decimal("12500.00"),
        max_units=Decimal(1),
        max_amount=Decimal("25000.00"),
    )
    make.offer(made, make.action(1), indicators=0, financed=False)
    make.moment(made)
    make.moment(
        made,
        MomentKind.INTERIM,
        covers_until=dt.date(2023, 3, 31),
        opens_at=start_of_day(dt.date(2023, 4, 1)),
        deadline=end_of_day(dt.date(2023, 5, 5)),
    )
    Incentive.objects.create(round=made, kind=IncentiveKind.COOPERATION, amount=Decimal("10000.00"))
    return made
