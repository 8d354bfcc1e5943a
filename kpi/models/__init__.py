from kpi.models.borders import Borders
from kpi.models.breakdowns import Category, Dimension, IndicatorDimension
from kpi.models.drafts import DraftBreakdown, DraftMotivation, DraftValue
from kpi.models.limits import Limit
from kpi.models.messages import Message
from kpi.models.motivations import Motivation
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
from kpi.models.views import Digest, DigestSubscription, SavedView

__all__ = [
    "ActionFigure",
    "AwardFigure",
    "Borders",
    "BreakdownFigure",
    "BreakdownValue",
    "Category",
    "Digest",
    "DigestSubscription",
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
    "Registration",
    "RegistrationValue",
    "RegistrationVersion",
    "Reminder",
    "ReminderStop",
    "ReminderTopic",
    "Return",
    "SavedView",
    "Snapshot",
    "SnapshotCheck",
    "SnapshotRun",
    "TotalFigure",
    "Upload",
]
