"""The doors through which the clock reaches the services; each task may run twice."""

from celery import shared_task

from municipalities.services import api_clients


@shared_task
def forget_expired_tokens():
    """Every night: tokens of the API whose time is over are thrown away."""
    api_clients.forget_expired_tokens()
