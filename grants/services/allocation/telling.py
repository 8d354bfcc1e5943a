"""Telling applicants what was decided about their application."""

from collections import defaultdict

from django.urls import reverse

from grants.models import Participant
from grants.states import ParticipantStatus
from municipalities.access import people_of
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon


def tell_what_was_granted(project_round, applications) -> int:
    """Post a message to everybody who fills in or signs for the lead or a member, each person once an application; returns to how many."""
    bodies = defaultdict(set)
    for one in applications:
        bodies[one.pk].add(one.lead_id)
    confirmed = Participant.objects.filter(application__in=bodies, status=ParticipantStatus.CONFIRMED)
    for application, body in confirmed.values_list("application_id", "local_government_id"):
        bodies[application].add(body)
    people = people_of(set().union(*bodies.values()))
    told = 0
    for application in applications:
        those = {person.pk: person for body in sorted(bodies[application.pk]) for person, _role in people[body]}
        for person in those.values():
            post(
                to=person,
                template="application_decided",
                path=reverse("grants:award", args=[application.pk]),
                round=project_round,
                application=application,
            )
        told += len(those)
    if told:
        deliver_soon()
    return told
