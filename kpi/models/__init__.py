from kpi.models.breakdowns import Category, Dimension, IndicatorDimension
from kpi.models.registrations import (
    BreakdownValue,
    DraftValue,
    Registration,
    RegistrationValue,
    RegistrationVersion,
)
from kpi.models.snapshot_runs import SnapshotCheck, SnapshotRun
from kpi.models.snapshots import (
    ActionFigure,
    AwardFigure,
    BreakdownFigure,
    IndicatorFigure,
    OfferFigure,
    Snapshot,
    TotalFigure,
)

__all__ = [
    "ActionFigure",
    "AwardFigure",
    "BreakdownFigure",
    "BreakdownValue",
    "Category",
    "Dimension",
    "DraftValue",
    "IndicatorDimension",
    "IndicatorFigure",
    "OfferFigure",
    "Registration",
    "RegistrationValue",
    "RegistrationVersion",
    "Snapshot",
    "SnapshotCheck",
    "SnapshotRun",
    "TotalFigure",
]
