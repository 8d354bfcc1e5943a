"""Rules about what is asked in a round: who takes part, what each expects, what comes with it, and what was submitted."""

import datetime as dt
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from grants.models import (
    Application,
    ApplicationLine,
    ApplicationNote,
    ApplicationReturn,
    ApplicationVersion,
    Estimate,
    Exemption,
    Incentive,
    IncentiveRequest,
    InvolvedParty,
    Participant,
)
from grants.states import ApplicationStatus, IncentiveKind, ParticipantStatus
from tests import make
from tests.house.breaks import breaks

HOUR = dt.timedelta(hours=1)


def a_request(*members, **fields):
    """An application with one action of one KPI, of which ten more are asked."""
    offer = make.offer()
    return make.request(offer.round, *members, lines=[(offer, {offer.indicators.get(): 10})], **fields)


def an_exemption(project_round=None, local_government=None, **fields):
    now = timezone.now()
    fields = {"reason": "Fusie in de loop van de oproep.", "granted_at": now, "until": now} | fields
    return Exemption.objects.create(
        round=project_round or make.round(),
        local_government=local_government or make.local_government(),
        granted_by=make.user(),
        **fields,
    )


def a_version(application=None, **fields):
    fields = {"number": 1, "content": {"lines": []}, "digest": "0" * 64} | fields
    return ApplicationVersion.objects.create(
        application=application or a_request(), sent_at=timezone.now(), sent_by=make.user(), **fields
    )


def a_return_of_an_application(**fields):
    now = timezone.now()
    fields = {"remark": "Kijk de tweede actie na.", "until": now + HOUR} | fields
    return ApplicationReturn.objects.create(application=a_request(), sent_at=now, sent_by=make.user(), **fields)


def a_note(**fields):
    fields = {"text": "Gebeld op maandag."} | fields
    return ApplicationNote.objects.create(
        application=a_request(), written_at=timezone.now(), written_by=make.user(), **fields
    )


def an_incentive(project_round=None, **fields):
    fields = {"kind": IncentiveKind.COOPERATION, "amount": Decimal("10000.00")} | fields
    return Incentive.objects.create(round=project_round or make.round(), **fields)


@breaks("grants_application_status_is_known")
def _():
    make.application(status="zoek")


@breaks("grants_application_made_ready_by_somebody")
def _():
    make.application(ready_at=timezone.now())


@breaks("grants_application_is_whole_when_submitted")
def _():
    """An application without any action; what is not whole in other ways stands in test_application_whole."""
    make.request()
    Application.objects.update(status=ApplicationStatus.SUBMITTED)


@breaks("grants_applicationline_priority_once")
def _():
    """It is looked at when the transaction ends."""
    line = a_request().lines.get()
    ApplicationLine.objects.create(
        application=line.application, offer=make.offer(line.application.round), priority=line.priority
    )
    connection.check_constraints()


@breaks("grants_applicationline_priority_counts_from_one")
def _():
    a_request()
    ApplicationLine.objects.update(priority=0)


@breaks("grants_exemption_one_each")
def _():
    first = an_exemption()
    an_exemption(first.round, first.local_government)


@breaks("grants_exemption_has_a_reason")
def _():
    an_exemption(reason="")


@breaks("grants_participant_once_per_application")
def _():
    """Not even when it declined before."""
    one = a_request().participants.get()
    Participant.objects.create(
        application=one.application,
        round=one.round,
        local_government=one.local_government,
        status=ParticipantStatus.DECLINED,
    )


@breaks("grants_participant_in_one_application")
def _():
    first = a_request()
    make.request(first.round, first.lead)


@breaks("grants_participant_status_is_known")
def _():
    a_request()
    Participant.objects.update(status="misschien")


@breaks("grants_participant_round_of_its_application")
def _():
    a_request()
    Participant.objects.update(round=make.round())


@breaks("grants_estimate_once_per_indicator_and_participant")
def _():
    a_request()
    first = Estimate.objects.get()
    Estimate.objects.create(line=first.line, participant=first.participant, indicator=first.indicator)


@breaks("grants_estimate_of_its_application")
def _():
    first, second = a_request(), a_request()
    Estimate.objects.filter(line__application=first).update(participant=second.participants.get())


@breaks("grants_incentive_one_of_a_kind_per_round")
def _():
    an_incentive(an_incentive().round)


@breaks("grants_incentive_kind_is_known")
def _():
    an_incentive(kind="taart")


@breaks("grants_incentive_amount_is_not_negative")
def _():
    an_incentive(amount=Decimal("-0.01"))


@breaks("grants_incentiverequest_once")
def _():
    """Also where no action is named."""
    application = a_request()
    for motivation in ("Samen is goedkoper.", "Samen is beter."):
        IncentiveRequest.objects.create(application=application, kind=IncentiveKind.COOPERATION, motivation=motivation)


@breaks("grants_incentiverequest_only_a_mentor_names_an_action")
def _():
    line = a_request().lines.get()
    IncentiveRequest.objects.create(application=line.application, line=line, kind=IncentiveKind.IMPACT_BOND)


@breaks("grants_incentiverequest_kind_is_known")
def _():
    IncentiveRequest.objects.create(application=a_request(), kind="taart")


@breaks("grants_involvedparty_kind_is_known")
def _():
    InvolvedParty.objects.create(line=a_request().lines.get(), kind="circus")


@breaks("grants_applicationversion_number_is_unique")
def _():
    a_version(a_version().application)


@breaks("grants_applicationversion_is_never_changed")
def _():
    a_version()
    ApplicationVersion.objects.update(digest="1" * 64)


@breaks("grants_applicationreturn_has_a_remark")
def _():
    a_return_of_an_application(remark="")


@breaks("grants_applicationreturn_gives_time")
def _():
    a_return_of_an_application(until=timezone.now() - HOUR)


@breaks("grants_applicationnote_says_something")
def _():
    a_note(text="")
