"""The worker's heartbeat, and a way to wake a worker that may be away."""

import structlog
from celery import shared_task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)
HEARTBEAT_KEY = "heartbeat"


@shared_task
def heartbeat():
    """Every minute: the clock and a worker are alive."""
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp(), timeout=600)


def wake(task, *args) -> bool:
    """Send a task now; False when the broker is away. The clock knocks again by itself, so nothing is lost."""
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, OSError):
        log.warning("broker_unreachable", task=task.name)
        return False
    return True
