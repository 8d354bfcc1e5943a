"""The worker's heartbeat, and a way to wake a worker that may be away."""

import time

import structlog
from celery import shared_task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import TimeoutError as NoReply

log = structlog.get_logger(__name__)
HEARTBEAT_KEY = "heartbeat"
# A broker that takes connections and then says nothing costs whoever wakes a worker seconds: for so long nobody tries again.
LOOK_AGAIN_AFTER = 10.0
_silent_until = 0.0


@shared_task
def heartbeat():
    """Every minute: the clock and a worker are alive."""
    cache.set(HEARTBEAT_KEY, timezone.now().timestamp(), timeout=600)


def wake(task, *args) -> bool:
    """Send a task now; False when the broker is away. The clock knocks again by itself, so nothing is lost."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, OSError) as error:
        if isinstance(error.__cause__, NoReply):
            _silent_until = time.monotonic() + LOOK_AGAIN_AFTER
        log.warning("broker_unreachable", task=task.name)
        return False
    return True
