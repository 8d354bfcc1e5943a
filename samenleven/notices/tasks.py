"""The postman."""

from functools import partial

from celery import shared_task
from django.db import transaction

from samenleven.core.tasks import wake
from samenleven.notices import services


@shared_task
def deliver_notices():
    """Every minute, and after each commit that posted something."""
    if services.deliver_waiting() == services.BATCH:
        wake(deliver_notices)  # there is more, and the server takes it


def deliver_soon():
    """A knock for the postman once this transaction is done; while the broker is away the clock knocks later."""
    transaction.on_commit(partial(wake, deliver_notices))
