"""The limits a programme begins with: wide enough for an ordinary year, narrow enough to see a slip of a digit (R27)."""

from kpi.models import Limit
from kpi.states import Comparison
from samenleven.audit.services import record

# A final count includes the first half year, so it is never less than the interim one.
_DEFAULTS = (
    {"compared_with": Comparison.TARGET, "at_most": 300, "least_difference": 10},
    {"compared_with": Comparison.INTERIM, "at_least": 100, "at_most": 400, "least_difference": 1},
    {"compared_with": Comparison.LAST_YEAR, "at_least": 50, "at_most": 200, "least_difference": 10},
    {"compared_with": Comparison.NUMBER, "at_most": 1_000_000, "is_hard": True},
)


def ensure_limits(programme) -> list[Limit]:
    """Give a programme without any limit the defaults; one that has limits keeps them. Inside a transaction.

    Two loads at once are kept apart by the lock that loading a plan takes.
    """
    if programme.limits.exists():
        return []
    made = Limit.objects.bulk_create(Limit(programme=programme, **facts) for facts in _DEFAULTS)
    record(None, "limits.defaults_made", programme)
    return made
