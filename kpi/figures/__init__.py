"""What was awarded, promised and reached, as one SQL statement for any grouping (R1-R7)."""

from kpi.figures.aggregates import Figure, aggregates
from kpi.figures.basis import Basis, frozen, live
from kpi.figures.participants import Participant, participations
from kpi.figures.selection import CountWithoutList, Selection

__all__ = [
    "Basis",
    "CountWithoutList",
    "Figure",
    "Participant",
    "Selection",
    "aggregates",
    "frozen",
    "live",
    "participations",
]
