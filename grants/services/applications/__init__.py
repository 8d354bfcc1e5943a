"""Asking for money in a round: start, find partners, fill in, submit, and what the ministry does with it."""

from grants.services.applications.checking import OpenPoint, open_points
from grants.services.applications.choosing import choose_actions, offer_last_year
from grants.services.applications.handling import add_note, reject, send_back, take_up
from grants.services.applications.partners import answer, invite, uninvite
from grants.services.applications.revising import Revision, revise
from grants.services.applications.sheets import Sheet, read_sheet
from grants.services.applications.starting import start
from grants.services.applications.submitting import submit, take_back, withdraw

__all__ = [
    "OpenPoint",
    "Revision",
    "Sheet",
    "add_note",
    "answer",
    "choose_actions",
    "invite",
    "offer_last_year",
    "open_points",
    "read_sheet",
    "reject",
    "revise",
    "send_back",
    "start",
    "submit",
    "take_back",
    "take_up",
    "uninvite",
    "withdraw",
]
