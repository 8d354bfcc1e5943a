"""Registering what was reached: saving field by field, sending, taking back, correcting."""

from kpi.services.registrations.after_saving import standing_after_saving
from kpi.services.registrations.answers import BLANK, Answer, read_answer
from kpi.services.registrations.doubts import Doubt, doubts
from kpi.services.registrations.drafts import Entry, save_field, save_fields
from kpi.services.registrations.faults import Fault, Faulty, FieldConflict, Locked, name_of
from kpi.services.registrations.history import History, read_history
from kpi.services.registrations.sending import (
    Sending,
    discard_correction,
    start_correction,
    submit,
    take_back,
)
from kpi.services.registrations.sheets import Sheet, SheetAction, SheetField, read_sheet
from kpi.services.registrations.standings import (
    LATER,
    NOW,
    PAST,
    SENT,
    Standing,
    as_standings,
    standings_of,
)

__all__ = [
    "BLANK",
    "LATER",
    "NOW",
    "PAST",
    "SENT",
    "Answer",
    "Doubt",
    "Entry",
    "Fault",
    "Faulty",
    "FieldConflict",
    "History",
    "Locked",
    "Sending",
    "Sheet",
    "SheetAction",
    "SheetField",
    "Standing",
    "as_standings",
    "discard_correction",
    "doubts",
    "name_of",
    "read_answer",
    "read_history",
    "read_sheet",
    "save_field",
    "save_fields",
    "standing_after_saving",
    "standings_of",
    "start_correction",
    "submit",
    "take_back",
]
