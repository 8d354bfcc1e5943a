"""What was awarded, promised and reached, as one SQL statement for any grouping (R1-R7)."""

from kpi.figures.aggregates import Figure, aggregates, each_aggregate
from kpi.figures.basis import Basis, frozen, frozen_together, live, promised, public_live
from kpi.figures.participants import Participant, each_participation, participations
from kpi.figures.selection import CountWithoutList, Selection

__all__ = [
    "Basis",
    "CountWithoutList",
    "Figure",
    "Participant",
    "Selection",
    "aggregates",
    "each_aggregate",
    "each_participation",
    "frozen",
    "frozen_together",
    "live",
    "participations",
    "promised",
    "public_live",
]
