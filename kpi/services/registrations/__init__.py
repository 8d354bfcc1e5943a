"""Registering what was reached: saving field by field, releasing, sending, taking back, correcting, sending back."""

from kpi.services.registrations.after_saving import standing_after_saving
from kpi.services.registrations.answers import BLANK, Answer, read_answer
from kpi.services.registrations.burden import Burden, burden_of
from kpi.services.registrations.checking import Check, check, faults_of
from kpi.services.registrations.default_limits import ensure_limits
from kpi.services.registrations.drafts import LONGEST_REASON, Entry, Saved, save_field, save_fields
from kpi.services.registrations.extending import give_more_time, withdraw_more_time
from kpi.services.registrations.faults import Fault, Faulty, FieldConflict, Locked, name_of
from kpi.services.registrations.history import History, read_history
from kpi.services.registrations.limits import Doubt, Limits, Refusal, Verdict, judge, judge_all, judge_answer, limits_of
from kpi.services.registrations.motivations import (
    LONGEST_MOTIVATION,
    MissingMotivation,
    MotivationConflict,
    missing_motivations,
    save_motivation,
    save_motivations,
)
from kpi.services.registrations.parts import SheetField, SheetPart
from kpi.services.registrations.presence import also_here
from kpi.services.registrations.reading import on_page_of, open_returns, read_sheet
from kpi.services.registrations.readings import Reading, readings_of
from kpi.services.registrations.releasing import release, reopen
from kpi.services.registrations.returning import send_back, withdraw_return
from kpi.services.registrations.sending import (
    Sending,
    discard_correction,
    start_correction,
    submit,
    take_back,
)
from kpi.services.registrations.sheets import Sheet, SheetAction
from kpi.services.registrations.splits import add_sent_splits, add_splits, said_splits, split_faults
from kpi.services.registrations.standing_lists import standings_of
from kpi.services.registrations.standings import LATER, NOW, PAST, SENT, Standing
from kpi.services.registrations.whole_pages import save_page

__all__ = [
    "BLANK",
    "LATER",
    "LONGEST_MOTIVATION",
    "LONGEST_REASON",
    "NOW",
    "PAST",
    "SENT",
    "Answer",
    "Burden",
    "Check",
    "Doubt",
    "Entry",
    "Fault",
    "Faulty",
    "FieldConflict",
    "History",
    "Limits",
    "Locked",
    "MissingMotivation",
    "MotivationConflict",
    "Reading",
    "Refusal",
    "Saved",
    "Sending",
    "Sheet",
    "SheetAction",
    "SheetField",
    "SheetPart",
    "Standing",
    "Verdict",
    "add_sent_splits",
    "add_splits",
    "also_here",
    "burden_of",
    "check",
    "discard_correction",
    "ensure_limits",
    "faults_of",
    "give_more_time",
    "judge",
    "judge_all",
    "judge_answer",
    "limits_of",
    "missing_motivations",
    "name_of",
    "on_page_of",
    "open_returns",
    "read_answer",
    "read_history",
    "read_sheet",
    "readings_of",
    "release",
    "reopen",
    "said_splits",
    "save_field",
    "save_fields",
    "save_motivation",
    "save_motivations",
    "save_page",
    "send_back",
    "split_faults",
    "standing_after_saving",
    "standings_of",
    "start_correction",
    "submit",
    "take_back",
    "withdraw_more_time",
    "withdraw_return",
]
