"""A round whose call is open, and people who apply in it."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from grants.models import Incentive
from grants.services import applications
from grants.services.applications.submitting import fingerprint
from samenleven.core.clock import BRUSSELS
from tests import make

OPENS = dt.datetime(2026, 4, 1, 9, 0, tzinfo=BRUSSELS)
CLOSES = dt.datetime(2026, 6, 1, 12, 0, tzinfo=BRUSSELS)
NOW = dt.datetime(2026, 5, 4, 10, 0, tzinfo=BRUSSELS)
IBAN = "BE68539007547034"


def call(code="5", **fields):
    """An open call with two actions: 6 (persons at 600 euro, at most 150) and 7 (persons at 650 euro, at most 100)."""
    fields.setdefault("opens_at", OPENS)
    fields.setdefault("closes_at", CLOSES)
    fields.setdefault("starts_on", dt.date(2026, 10, 1))
    fields.setdefault("ends_on", dt.date(2027, 9, 30))
    fields.setdefault("decided_on", None)
    of = make.round(code, budget=Decimal("100000.00"), **fields)
    six, seven = (make.offer(of, make.action(number), indicators=0) for number in (6, 7))
    return SimpleNamespace(
        round=of,
        six=make.indicator(six, amount_per_unit=Decimal("600.00"), max_units=150, max_amount=Decimal("90000.00")),
        seven=make.indicator(seven, amount_per_unit=Decimal("650.00"), max_units=100, max_amount=Decimal("65000.00")),
        cooperation=Incentive.objects.create(round=of, kind="cooperation", amount=Decimal("10000.00")),
    )


def fill_in(application, by, *, six=10, seven=20):
    """Everything that has to be filled in, for the lead alone: so many persons in actions 6 and 7."""
    applications.choose_actions(application=application, numbers=[6, 7], by=by)
    code = application.lead.code
    wanted = {
        f"current 6.1 {code}": 3,
        f"planned 6.1 {code}": six,
        f"current 7.1 {code}": 0,
        f"planned 7.1 {code}": seven,
        "contact_first_name": "An",
        "contact_last_name": "Peeters",
        "contact_email": "an@example.org",
        "iban": IBAN,
    }
    seen = applications.read_sheet(application).values()
    applications.revise(application=application, wanted=wanted, seen=seen, by=by)


def submit(application, by):
    """Submit it as it stands."""
    application.refresh_from_db()
    return applications.submit(application=application, seen=fingerprint(applications.read_sheet(application)), by=by)
