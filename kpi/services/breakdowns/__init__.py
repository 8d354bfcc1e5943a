"""How counts are split (R26): nobody has to, the parts never exceed the whole, and "unknown" is a part too."""

from kpi.services.breakdowns.copying import carry_over, copy_by_code
from kpi.services.breakdowns.loading import load_plan
from kpi.services.breakdowns.publishing import digest_of, is_intact, is_publishable, publish, waiting
from kpi.services.breakdowns.reading import Breakdown, Part, Split, read_breakdowns, splittable
from kpi.services.breakdowns.saving import (
    PartConflict,
    PartEntry,
    TooMuch,
    rest_as_unknown,
    save_breakdown,
    save_breakdowns,
)

__all__ = [
    "Breakdown",
    "Part",
    "PartConflict",
    "PartEntry",
    "Split",
    "TooMuch",
    "carry_over",
    "copy_by_code",
    "digest_of",
    "is_intact",
    "is_publishable",
    "load_plan",
    "publish",
    "read_breakdowns",
    "rest_as_unknown",
    "save_breakdown",
    "save_breakdowns",
    "splittable",
    "waiting",
]
