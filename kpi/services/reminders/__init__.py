"""Reminding who still must act, before and after the own date (R32)."""

from kpi.services.reminders.duties import (
    CATCH_UP_DAYS,
    DAYS_BEFORE,
    Duty,
    Task,
    duties,
    moments_to_remind_of,
    sending_at,
)
from kpi.services.reminders.mails import Day, Mail, Recipient, Topic, recipients, reminders_of
from kpi.services.reminders.planned import Planned, planned
from kpi.services.reminders.sending import is_still_needed, send_due
from kpi.services.reminders.stopping import resume, stop
from kpi.services.reminders.words import first_sentence, missing, subject, when

__all__ = [
    "CATCH_UP_DAYS",
    "DAYS_BEFORE",
    "Day",
    "Duty",
    "Mail",
    "Planned",
    "Recipient",
    "Task",
    "Topic",
    "duties",
    "first_sentence",
    "is_still_needed",
    "missing",
    "moments_to_remind_of",
    "planned",
    "recipients",
    "reminders_of",
    "resume",
    "send_due",
    "sending_at",
    "stop",
    "subject",
    "when",
]
