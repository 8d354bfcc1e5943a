"""Between those who send and the job that freezes: nobody slips in behind a moment that was already closed.

Who sends passes through and gets the moment of sending; the job settles and gets a moment before which everything
that was ever sent is committed. Without this a version sent just before the freeze could be committed just after it.
"""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone


def pass_through(moment) -> dt.datetime:
    """The moment of sending, inside the transaction of the sender; many pass at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM grants_reportingmoment WHERE id = %s FOR KEY SHARE", [moment.pk])
    return timezone.now()


@transaction.atomic
def settle(moment) -> dt.datetime:
    """A moment before which all that was sent is committed; waits for those who are passing through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM grants_reportingmoment WHERE id = %s FOR UPDATE", [moment.pk])
    return timezone.now()
