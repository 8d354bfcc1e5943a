"""Dividing money: what each gets, exact to the cent, and why (R2, R20). Pure: nothing here knows a database."""

from grants.allotment.demand import Claim, Demand, Incentive, digest_of
from grants.allotment.rules import allot
from grants.allotment.sharing import share_out
from grants.allotment.stages import Granted, Outcome, Part, Stage, StageKind

__all__ = [
    "Claim",
    "Demand",
    "Granted",
    "Incentive",
    "Outcome",
    "Part",
    "Stage",
    "StageKind",
    "allot",
    "digest_of",
    "share_out",
]
