"""Why a registration is locked, since when, and who can open it: one function, the same text everywhere (R31)."""

import datetime as dt

import pytest

from grants.models import ReportingMoment
from grants.states import Precision
from grants.terms import Term
from kpi.access import lock, until
from kpi.models import Registration
from kpi.states import RegistrationStatus
from samenleven.core.clock import BRUSSELS, end_of_day
from tests.kpi.corridor import (
    BEFORE,
    CHANGES,
    CORRECTABLE,
    DEADLINE,
    ENTRIES,
    LATE,
    OPEN,
    OPENS,
    OVER,
)

MINISTRY = "Vraag het Agentschap Binnenlands Bestuur om de registratie te heropenen."
SENT = "Deze registratie is ingediend op 1 oktober 2026 om 12.00 uur."
MISSED = f"Registreren kon tot en met 25 oktober 2026. Er is niets ingediend. {MINISTRY}"
UNFINISHED = f"Verbeteren kon tot en met 15 november 2026. Wat u eerder indiende, blijft gelden. {MINISTRY}"
TAKE_BACK = f"{SENT} U kunt ze zelf terugnemen tot en met 15 oktober 2026."
CORRECT = f"{SENT} U kunt ze zelf verbeteren tot en met 15 november 2026."
FINAL = f"{SENT} Verbeteren kon tot en met 15 november 2026. {MINISTRY}"
NOT_OPEN = "Registreren kan vanaf 1 september 2026. Het formulier gaat dan vanzelf open."

# None: nothing keeps it from being changed. A status of None: nobody began.
LOCKS = {
    (None, BEFORE): NOT_OPEN,
    (None, OPENS): None,
    (None, OPEN): None,
    (None, LATE): None,
    (None, OVER): MISSED,
    (RegistrationStatus.DRAFT, BEFORE): NOT_OPEN,
    (RegistrationStatus.DRAFT, OPEN): None,
    (RegistrationStatus.DRAFT, DEADLINE): None,
    (RegistrationStatus.DRAFT, ENTRIES): None,
    (RegistrationStatus.DRAFT, CORRECTABLE): MISSED,
    (RegistrationStatus.NOT_REPORTED, LATE): None,
    (RegistrationStatus.NOT_REPORTED, CORRECTABLE): MISSED,
    (RegistrationStatus.SUBMITTED, OPEN): TAKE_BACK,
    (RegistrationStatus.SUBMITTED, DEADLINE): TAKE_BACK,
    (RegistrationStatus.SUBMITTED, LATE): CORRECT,
    (RegistrationStatus.SUBMITTED, CHANGES): CORRECT,
    (RegistrationStatus.SUBMITTED, OVER): FINAL,
    (RegistrationStatus.CORRECTING, CORRECTABLE): None,
    (RegistrationStatus.CORRECTING, CHANGES): None,
    (RegistrationStatus.CORRECTING, OVER): UNFINISHED,
}


def moment(**dates):
    usual = {"opens_at": OPENS, "deadline": DEADLINE, "entries_until": ENTRIES, "changes_until": CHANGES}
    return ReportingMoment(**(usual | dates))


def registration(status):
    return Registration(status=status, status_at=OPEN) if status else None


@pytest.mark.parametrize(("status", "now", "text"), [(*key, text) for key, text in LOCKS.items()])
def test_every_status_at_every_date(status, now, text):
    found = lock(Term(moment()), registration(status), now)
    assert (str(found) if found else None) == text


def test_it_says_whether_somebody_has_to_ask_the_ministry():
    for (status, now), text in LOCKS.items():
        found = lock(Term(moment()), registration(status), now)
        assert bool(found and found.is_asked) is (text is not None and MINISTRY in text)


def test_it_says_since_when():
    assert lock(Term(moment()), None, OVER).since == ENTRIES
    assert lock(Term(moment()), registration(RegistrationStatus.CORRECTING), OVER).since == CHANGES
    assert lock(Term(moment()), registration(RegistrationStatus.SUBMITTED), OPEN).since == OPEN
    assert lock(Term(moment()), None, BEFORE).since is None


def test_without_second_and_third_date_the_deadline_ends_everything():
    alone = moment(entries_until=None, changes_until=None)
    assert lock(Term(alone), None, DEADLINE) is None
    assert lock(Term(alone), None, LATE).why == "Registreren kon tot en met 15 oktober 2026. Er is niets ingediend."
    assert lock(Term(alone), registration(RegistrationStatus.SUBMITTED), LATE).opens == MINISTRY


def test_a_moment_that_is_not_announced_is_locked():
    found = lock(Term(moment(opens_at=None)), None, OPEN)
    assert found.code == "not_announced"
    assert "Nog niet bekend is vanaf wanneer u kunt registreren." in str(found)


def test_a_moment_without_an_end_stays_open():
    endless = moment(deadline=None, entries_until=None, changes_until=None)
    assert lock(Term(endless), None, OVER) is None
    assert lock(Term(endless), registration(RegistrationStatus.SUBMITTED), OVER).opens == "U kunt ze zelf terugnemen."


@pytest.mark.parametrize(
    ("at", "precision", "words"),
    [
        (end_of_day(dt.date(2026, 10, 15)), Precision.DAY, "tot en met 15 oktober 2026"),
        (end_of_day(dt.date(2025, 10, 31)), Precision.MONTH, "tot en met oktober 2025"),
        (dt.datetime(2024, 5, 6, 12, tzinfo=BRUSSELS), Precision.MOMENT, "tot 6 mei 2024 om 12.00 uur"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(at, precision, words):
    assert until(moment(deadline=at, deadline_precision=precision), at) == words
