from kpi.models.breakdowns import Category, Dimension, IndicatorDimension
from kpi.models.drafts import DraftBreakdown, DraftMotivation, DraftValue
from kpi.models.limits import Limit
from kpi.models.messages import Message
from kpi.models.motivations import Motivation
from kpi.models.publications import Publication, PublishedCell
from kpi.models.registrations import BreakdownValue, Registration, RegistrationValue, RegistrationVersion
from kpi.models.reminders import Reminder, ReminderStop, ReminderTopic
from kpi.models.returns import Return
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
from kpi.models.uploads import Upload

__all__ = [
    "ActionFigure",
    "AwardFigure",
    "BreakdownFigure",
    "BreakdownValue",
    "Category",
    "Dimension",
    "DraftBreakdown",
    "DraftMotivation",
    "DraftValue",
    "IndicatorDimension",
    "IndicatorFigure",
    "Limit",
    "Message",
    "Motivation",
    "OfferFigure",
    "Publication",
    "PublishedCell",
    "Registration",
    "RegistrationValue",
    "RegistrationVersion",
    "Reminder",
    "ReminderStop",
    "ReminderTopic",
    "Return",
    "Snapshot",
    "SnapshotCheck",
    "SnapshotRun",
    "TotalFigure",
    "Upload",
]
