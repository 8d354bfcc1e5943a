"""The building blocks of an answer: each a function over `kpi.figures` that writes a paragraph and its table (R39)."""

from kpi.services.answers.blocks.costing import cost
from kpi.services.answers.blocks.money import budget, pending
from kpi.services.answers.blocks.outcomes import initiatives, outcomes
from kpi.services.answers.blocks.people import participants, place, support
from kpi.services.answers.blocks.reach import results, targets, trend
from kpi.states import BlockKind

BUILDERS = {
    BlockKind.PARTICIPANTS: participants,
    BlockKind.TARGETS: targets,
    BlockKind.RESULTS: results,
    BlockKind.BUDGET: budget,
    BlockKind.PENDING: pending,
    BlockKind.SUPPORT: support,
    BlockKind.TREND: trend,
    BlockKind.OUTCOMES: outcomes,
    BlockKind.INITIATIVES: initiatives,
    BlockKind.PLACE: place,
    BlockKind.COST: cost,
}


def build(kind, asked):
    """What a block writes (`Built`) for what is asked."""
    return BUILDERS[kind](asked)


__all__ = ["BUILDERS", "build"]
