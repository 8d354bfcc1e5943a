"""The cache may be away; the portal then works a little slower, and says nothing wrong."""

import time

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoReply

log = structlog.get_logger(__name__)

# One that takes connections and then says nothing costs a second each time: for so long nobody asks it again.
LOOK_AGAIN_AFTER = 5.0
_silent_until = 0.0


def _or(fallback):
    def wrap(name):
        def method(self, *args, **kwargs):
            global _silent_until
            if time.monotonic() < _silent_until:
                return fallback(args, kwargs)
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                if isinstance(error, NoReply):
                    _silent_until = time.monotonic() + LOOK_AGAIN_AFTER
                log.warning("cache_unreachable", operation=name)
                return fallback(args, kwargs)

        method.__name__ = name
        return method

    return wrap


def _not_there(args, kwargs):
    """What Django says of a counter that is not there."""
    raise ValueError("The cache is away.")


class ForgivingRedisCache(RedisCache):
    """Redis as a cache that answers "not there" while Redis is down."""

    get = _or(lambda args, kwargs: kwargs.get("default", args[1] if len(args) > 1 else None))("get")
    get_many = _or(lambda args, kwargs: {})("get_many")
    set = _or(lambda args, kwargs: None)("set")
    set_many = _or(lambda args, kwargs: [])("set_many")
    add = _or(lambda args, kwargs: False)("add")
    touch = _or(lambda args, kwargs: False)("touch")
    incr = _or(_not_there)("incr")
    delete = _or(lambda args, kwargs: False)("delete")
    delete_many = _or(lambda args, kwargs: None)("delete_many")
    has_key = _or(lambda args, kwargs: False)("has_key")
    clear = _or(lambda args, kwargs: False)("clear")
