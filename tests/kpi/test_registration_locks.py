"""Why a registration is locked, since when, and who can open it: one function, the same text everywhere (R31)."""

import datetime as dt

import pytest

from grants.models import Application, ApplicationLine, Participation, ReportingMoment
from grants.states import Precision
from grants.terms import Term
from kpi.access import lock, until
from kpi.models import Registration
from kpi.states import RegistrationStatus
from municipalities.models import LocalGovernment, Partnership
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

MINISTRY = "Alleen het Agentschap Binnenlands Bestuur kan de registratie heropenen."
NAMED = LocalGovernment(pk=1, name="Sint-Niklaas")
PART = Participation(line=ApplicationLine(application=Application(lead=NAMED)), local_government=NAMED)
SENT = "Deze registratie is ingediend op 1 oktober 2026 om 12.00 uur."
MISSED = f"Registreren kon tot en met 25 oktober 2026. Er is niets ingediend. {MINISTRY}"
UNFINISHED = f"Verbeteren kon tot en met 15 november 2026. Wat eerder ingediend is, blijft gelden. {MINISTRY}"
TAKE_BACK = f"{SENT} Sint-Niklaas kan ze zelf terugnemen tot en met 15 oktober 2026."
CORRECT = f"{SENT} Sint-Niklaas kan ze zelf verbeteren tot en met 15 november 2026."
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
    found = lock(Term(moment()), PART, registration(status), now)
    assert (str(found) if found else None) == text


def test_it_says_whether_somebody_has_to_ask_the_ministry():
    for (status, now), text in LOCKS.items():
        found = lock(Term(moment()), PART, registration(status), now)
        assert bool(found and found.is_asked) is (text is not None and MINISTRY in text)


@pytest.mark.parametrize("name", ["Sint-Niklaas", "Lokeren"])
def test_of_a_partnership_it_names_the_lead_whoever_counted(name):
    together = Application(lead=NAMED, partnership=Partnership(pk=1, name="Samen"))
    member = LocalGovernment(pk=2, name=name)
    part = Participation(line=ApplicationLine(application=together), local_government=member)
    found = lock(Term(moment()), part, registration(RegistrationStatus.SUBMITTED), OPEN)
    assert found.opens == "Sint-Niklaas is trekker en kan ze terugnemen tot en met 15 oktober 2026."


def test_where_nobody_knows_the_lead_each_opens_its_own():
    part = Participation(line=ApplicationLine(application=Application()), local_government=NAMED)
    found = lock(Term(moment()), part, registration(RegistrationStatus.SUBMITTED), LATE)
    assert found.opens == "Sint-Niklaas kan ze zelf verbeteren tot en met 15 november 2026."


def test_it_says_since_when():
    assert lock(Term(moment()), PART, None, OVER).since == ENTRIES
    assert lock(Term(moment()), PART, registration(RegistrationStatus.CORRECTING), OVER).since == CHANGES
    assert lock(Term(moment()), PART, registration(RegistrationStatus.SUBMITTED), OPEN).since == OPEN
    assert lock(Term(moment()), PART, None, BEFORE).since is None


def test_without_second_and_third_date_the_deadline_ends_everything():
    alone = moment(entries_until=None, changes_until=None)
    assert lock(Term(alone), PART, None, DEADLINE) is None
    assert (
        lock(Term(alone), PART, None, LATE).why == "Registreren kon tot en met 15 oktober 2026. Er is niets ingediend."
    )
    assert lock(Term(alone), PART, registration(RegistrationStatus.SUBMITTED), LATE).opens == MINISTRY


def test_a_moment_that_is_not_announced_is_locked():
    found = lock(Term(moment(opens_at=None)), PART, None, OPEN)
    assert found.code == "not_announced"
    assert "Vanaf wanneer registreren kan, is nog niet bekend." in str(found)


def test_a_moment_without_an_end_stays_open():
    endless = moment(deadline=None, entries_until=None, changes_until=None)
    assert lock(Term(endless), PART, None, OVER) is None
    assert (
        lock(Term(endless), PART, registration(RegistrationStatus.SUBMITTED), OVER).opens
        == "Sint-Niklaas kan ze zelf terugnemen."
    )


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
