"""Applicants of one moment, each with its actions and members; for the tests of following up."""

import datetime as dt

from django.db import connection

from grants.models import Application, ApplicationLine, Commitment, Participation
from kpi.models import DraftValue, Registration
from kpi.services import registrations
from kpi.services.registrations import Answer
from kpi.states import RegistrationStatus
from municipalities.models import LocalGovernment
from samenleven.core.clock import start_of_day
from tests import make
from tests.kpi.corridor import CHANGES, DEADLINE, ENTRIES, OPENS


def moment_of(code="5", **dates):
    """A final reporting moment whose deadline is 15 October 2026."""
    project_round = make.round(
        code, starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2026, 9, 30), decided_on=dt.date(2025, 9, 19)
    )
    told = {"opens_at": OPENS, "deadline": DEADLINE, "entries_until": ENTRIES, "changes_until": CHANGES} | dates
    return make.moment(project_round, **told)


def applicant(moment, name="Lokeren", *, actions=(101,), members=(), partnership=None, **fields):
    """A lead with its actions and the other members by name; it gives the lead."""
    lead = make.local_government(name=name, **fields)
    together = make.partnership(partnership or f"Verband {name}") if members else None
    application = make.application(moment.round, lead, partnership=together)
    bodies = [lead, *(make.local_government(name=member) for member in members)]
    for number in actions:
        action = make.action(number)
        offer = moment.round.offers.filter(action=action).first() or make.offer(moment.round, action)
        line = make.line(application, offer)
        make.award(line)
        for body in bodies:
            make.commitment(make.participation(line, body), target=100, current_reach=90)
    return lead


def crowd(moment, number, actions, *, members=0, first=0):
    """Many applicants that do the same actions, written in a few statements; every second one has members."""
    offers = [
        moment.round.offers.filter(action__number=one).first() or make.offer(moment.round, make.action(one))
        for one in actions
    ]
    indicators = {offer.pk: offer.indicators.get() for offer in offers}
    known = start_of_day(moment.round.decided_on)
    bodies = [
        LocalGovernment(code=f"{at:03}-{of}", name=f"Gemeente {at:03}-{of}", sort_name=f"gemeente {at:03}{of}")
        for at in range(first, first + number)
        for of in range(1 + (members if at % 2 else 0))
    ]
    by_applicant: dict[str, list[LocalGovernment]] = {}
    for body in LocalGovernment.objects.bulk_create(bodies):
        by_applicant.setdefault(body.code.partition("-")[0], []).append(body)
    names = {code: make.partnership(f"Samenwerkingsverband {code}") for code, of in by_applicant.items() if len(of) > 1}
    applications = Application.objects.bulk_create(
        Application(round=moment.round, lead=of[0], partnership=names.get(code)) for code, of in by_applicant.items()
    )
    lines = ApplicationLine.objects.bulk_create(
        ApplicationLine(application=application, offer=offer) for application in applications for offer in offers
    )
    parts = Participation.objects.bulk_create(
        Participation(line=line, local_government=body, known_at=known)
        for line in lines
        for body in by_applicant[line.application.lead.code.partition("-")[0]]
    )
    # The triggers of what follows look these up row by row, and think the tables are still as empty as the last test left them.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE grants_application, grants_applicationline, grants_participation")
    Commitment.objects.bulk_create(
        Commitment(participation=part, indicator=indicators[part.line.offer_id], target=110, known_at=known)
        for part in parts
    )
    return parts


def crowd_sends(moment, parts):
    """Each of these parts was sent."""
    Registration.objects.bulk_create(
        Registration(moment=moment, participation=part, status=RegistrationStatus.SUBMITTED) for part in parts
    )


def fill(moment, lead, count=105, *, member=None):
    """Somebody fills in everything of one member (the lead, unless told otherwise)."""
    by = make.editor(lead)
    for one in registrations.read_sheet(moment, lead, OPENS).fields:
        if one.commitment.participation.local_government == (member or lead):
            registrations.save_field(
                moment=moment, commitment=one.commitment, answer=Answer(count), revision=one.revision, by=by
            )
    return by


def release(moment, lead, member, count=105):
    by = fill(moment, lead, count, member=member)
    registrations.release(moment=moment, local_government=lead, member=member, by=by)


def send(moment, lead, count=105):
    """The lead fills in its own counts and sends what can be sent."""
    by = fill(moment, lead, count)
    registrations.submit(moment=moment, local_government=lead, by=by)
    return by


def send_back(moment, lead, *, until, by, lines=None, remark="Kijk dit cijfer na."):
    """Everything of an applicant, or some of its lines."""
    sheet = registrations.read_sheet(moment, lead, OPENS)
    return registrations.send_back(
        moment=moment,
        local_government=lead,
        lines=lines or [action.line.pk for action in sheet.actions],
        remark=remark,
        until=until,
        by=by,
    )


def application_of(moment, lead):
    return moment.round.applications.get(lead=lead)


def what_stands():
    """Everything that a refused step must leave as it is."""
    return (
        list(Registration.objects.order_by("pk").values()),
        list(DraftValue.objects.order_by("pk").values()),
    )
