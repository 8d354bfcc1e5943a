"""Applicants of one moment, each with its actions and members; for the tests of following up."""

import datetime as dt

from kpi.models import DraftValue, Registration
from kpi.services import registrations
from kpi.services.registrations import Answer
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
            make.commitment(make.participation(line, body), target=110, current_reach=100)
    return lead


def editor_of(lead):
    return make.editor(lead)


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
