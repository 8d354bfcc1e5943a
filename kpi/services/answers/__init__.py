"""Answering written questions of parliament: intake, composing from figures, approval, sending, comparing (R39)."""

from kpi.services.answers.asking import Library
from kpi.services.answers.comparing import alarms_of, compare, compare_all, see
from kpi.services.answers.composing import (
    Paper,
    as_sent,
    compose,
    missing_in,
    of_part,
    paper_of,
    standard_reason,
    title_of,
)
from kpi.services.answers.explaining import name_of, said
from kpi.services.answers.intake import change, follow_up, take_in, withdraw, workdays_after
from kpi.services.answers.parts import MOST_BLOCKS, add, correct, leave_out, merge, split
from kpi.services.answers.premises import ABSENT, OTHER, RIGHT, premises_of
from kpi.services.answers.reminding import remind_owners
from kpi.services.answers.sending import is_intact, send
from kpi.services.answers.splitting import split_question
from kpi.services.answers.writing import (
    answer,
    approve,
    ask_approval,
    unsaved_blocks,
    waits_for_approval,
    withdraw_approval,
)

__all__ = [
    "ABSENT",
    "MOST_BLOCKS",
    "OTHER",
    "RIGHT",
    "Library",
    "Paper",
    "add",
    "alarms_of",
    "answer",
    "approve",
    "as_sent",
    "ask_approval",
    "change",
    "compare",
    "compare_all",
    "compose",
    "correct",
    "follow_up",
    "is_intact",
    "leave_out",
    "merge",
    "missing_in",
    "name_of",
    "of_part",
    "paper_of",
    "premises_of",
    "remind_owners",
    "said",
    "see",
    "send",
    "split",
    "split_question",
    "standard_reason",
    "take_in",
    "title_of",
    "unsaved_blocks",
    "waits_for_approval",
    "withdraw",
    "withdraw_approval",
    "workdays_after",
]
