"""Whether the portal works, and what of it is worse than it should be."""

import time

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from samenleven.core.tasks import HEARTBEAT_KEY

LATE_AFTER = GRACE = 120  # seconds; the heart beats every minute
LOOK_AGAIN_AFTER = 5
PATIENCE = 1

_started = time.monotonic()
_last_look: tuple[float, bool] | None = None


def database_answers() -> bool:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def degraded() -> list[str]:
    """What is away while the portal still works: the broker, or else the clock that beats through it."""
    if not broker_answers():
        return ["broker"]
    return [] if clock_beats() else ["beat"]


def broker_answers() -> bool:
    """Whether the broker took a connection, looked at once in a few seconds."""
    global _last_look
    now = time.monotonic()
    if _last_look is None or now - _last_look[0] > LOOK_AGAIN_AFTER:
        _last_look = (now, _connects())
    return _last_look[1]


def _connects():
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        return True  # tasks run in the process that asks: there is no broker to be away
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as broker:
            return bool(broker.ping())
    except (RedisError, OSError):
        return False


def clock_beats() -> bool:
    """Whether the last heartbeat is fresh; right after a start there may be none yet."""
    last = cache.get(HEARTBEAT_KEY)
    if last is not None and timezone.now().timestamp() - last <= LATE_AFTER:
        return True
    return time.monotonic() - _started <= GRACE
