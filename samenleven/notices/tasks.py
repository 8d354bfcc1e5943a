"""The postman."""

from celery import shared_task

from samenleven.notices import services


@shared_task
def deliver_notices():
    """Every minute, and after each commit that posted something."""
    services.deliver_waiting()
