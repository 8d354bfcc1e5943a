"""What is submitted is whole (R11, R15): the last word is the database's, for each way in which something can be missing."""

from decimal import Decimal

import pytest

from grants.models import Application, Estimate
from grants.states import ApplicationStatus, ParticipantStatus
from tests import make
from tests.grants.rows import refused, run, submit, take_part
from tests.house.breaks.applications import a_request

pytestmark = pytest.mark.django_db
WHOLE = "grants_application_is_whole_when_submitted"


def _no_action(application):
    Estimate.objects.all().delete()
    application.lines.all().delete()


def _a_gap(application):
    application.lines.update(priority=2)


def _no_priority(application):
    application.lines.update(priority=None)


def _not_paid(application):
    application.round.offers.update(financed=False)


def _nothing_planned(application):
    Estimate.objects.update(planned_reach=0)


def _left_open(application):
    Estimate.objects.update(planned_reach=None)


def _no_estimate(application):
    Estimate.objects.all().delete()


def _above_the_units(application):
    application.round.offers.get().indicators.update(max_units=Decimal("9.50"))


def _above_the_amount(application):
    application.round.offers.get().indicators.update(max_amount=Decimal("6499.99"))


def _above_together(application):
    """Each stays below the maximum, the applicant as a whole does not (R15)."""
    application.round.offers.get().indicators.update(max_units=Decimal("10.00"))
    estimate = Estimate.objects.get()
    member = take_part(application, make.local_government())
    Estimate.objects.create(
        line=estimate.line, participant=member, indicator=estimate.indicator, current_reach=0, planned_reach=1
    )


def _still_asked(application):
    take_part(application, make.local_government(), status=ParticipantStatus.INVITED)


def _declined(application):
    take_part(application, make.local_government(), status=ParticipantStatus.DECLINED)


def _without_its_lead(application):
    application.participants.update(local_government=make.local_government())


PRIORITIES = "De prioriteiten zijn niet 1 tot en met het aantal acties"
PLANNED = "Een actie heeft geen gepland bereik"
MAXIMUM = "Het gepland bereik gaat boven een maximum"
CONFIRMED = "Niet elk deelnemend bestuur heeft bevestigd"


class TestWholeWhenSubmitted:
    """R11, R15."""

    @pytest.fixture
    def draft(self):
        """One action of one KPI, of which ten more are asked at 650 euro."""
        return a_request(status=ApplicationStatus.DRAFT)

    def test_what_is_whole_is_submitted(self, draft):
        offer = draft.round.offers.get()
        offer.indicators.update(max_units=Decimal("10.00"), max_amount=Decimal("6500.00"))
        submit(draft)
        draft.refresh_from_db()
        assert draft.status == ApplicationStatus.SUBMITTED

    def test_nothing_else_is_compulsory(self, draft):
        """Initiatives, partners, shortage occupations and incentives stay empty (R19)."""
        line = draft.lines.get()
        assert (line.initiatives.count(), line.involved_parties.count(), line.shortage_occupation) == (0, 0, None)
        assert not draft.incentive_requests.exists()
        submit(draft)

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (_no_action, PRIORITIES),
            (_a_gap, PRIORITIES),
            (_no_priority, PRIORITIES),
            (_not_paid, "Een actie wordt in deze ronde niet betaald"),
            (_nothing_planned, PLANNED),
            (_left_open, PLANNED),
            (_no_estimate, PLANNED),
            (_above_the_units, MAXIMUM),
            (_above_the_amount, MAXIMUM),
            (_above_together, MAXIMUM),
            (_still_asked, CONFIRMED),
            (_declined, CONFIRMED),
            (_without_its_lead, CONFIRMED),
        ],
    )
    def test_what_is_not_whole_is_refused(self, draft, spoil, reason):
        spoil(draft)
        refused(f"{WHOLE}: {reason}", submit, draft)

    def test_what_was_sent_back_is_looked_at_again(self, draft):
        submit(draft)
        Application.objects.update(status=ApplicationStatus.RETURNED)
        _nothing_planned(draft)
        refused(PLANNED, submit, draft)

    def test_what_stays_submitted_is_not_looked_at_again(self, draft):
        submit(draft)
        _not_paid(draft)
        run("UPDATE grants_application SET iban = 'BE68539007547034', status = 'submitted'")
        assert Application.objects.get().iban == "BE68539007547034"

    def test_nothing_begins_submitted(self):
        project_round, town = make.round(), make.local_government()
        refused(
            f"{WHOLE}: {PRIORITIES}",
            lambda: make.application(project_round, town, status=ApplicationStatus.SUBMITTED),
        )
