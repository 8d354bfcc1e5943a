"""Writing the rows of an application past every service, as a program that knows none of them would."""

import pytest
from django.db import DatabaseError, connection, transaction

from grants.models import Application, Participant
from grants.states import ParticipantStatus


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def take_part(application, local_government, **fields):
    fields.setdefault("status", ParticipantStatus.CONFIRMED)
    return Participant.objects.create(
        application=application, round=application.round, local_government=local_government, **fields
    )


def submit(application):
    run("UPDATE grants_application SET status = 'submitted' WHERE id = %s", application.pk)


def refused(match, act, *given):
    """The act is refused for this reason, and leaves nothing behind."""
    before = list(Participant.objects.values()), list(Application.objects.values())
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act(*given)
    assert (list(Participant.objects.values()), list(Application.objects.values())) == before
