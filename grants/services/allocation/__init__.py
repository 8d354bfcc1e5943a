"""Dividing the budget of a round: scenarios, comparing them, and confirming one (R20, R21)."""

from grants.services.allocation.awarding import confirm, consequences, objections, total_of
from grants.services.allocation.comparing import Comparison, compare
from grants.services.allocation.demands import demand_of
from grants.services.allocation.explaining import name_of, stages_of, why
from grants.services.allocation.reading import lines_of, per_action, per_applicant, totals_of
from grants.services.allocation.replaying import Replay, replay
from grants.services.allocation.scenarios import adjust, annotate, discard, propose
from grants.services.allocation.targets import set_target

__all__ = [
    "Comparison",
    "Replay",
    "adjust",
    "annotate",
    "compare",
    "confirm",
    "consequences",
    "demand_of",
    "discard",
    "lines_of",
    "name_of",
    "objections",
    "per_action",
    "per_applicant",
    "propose",
    "replay",
    "set_target",
    "stages_of",
    "total_of",
    "totals_of",
    "why",
]
