from kpi.models.answers import Answer, CitedFigure, Contradiction, QuestionReminder
from kpi.models.blocks import Block
from kpi.models.borders import Borders
from kpi.models.breakdowns import Category, Dimension, IndicatorDimension
from kpi.models.drafts import DraftBreakdown, DraftMotivation, DraftValue
from kpi.models.limits import Limit
from kpi.models.messages import Message
from kpi.models.motivations import Motivation
from kpi.models.publications import Publication, PublishedCell
from kpi.models.questions import Question, SubQuestion
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
    "Answer",
    "AwardFigure",
    "Block",
    "Borders",
    "BreakdownFigure",
    "BreakdownValue",
    "Category",
    "CitedFigure",
    "Contradiction",
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
    "Publication",
    "PublishedCell",
    "Question",
    "QuestionReminder",
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
    "SubQuestion",
    "TotalFigure",
    "Upload",
]
