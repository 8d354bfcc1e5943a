"""The cache may be away; the portal then works a little slower, and says nothing wrong."""

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _or(fallback):
    def wrap(name):
        def method(self, *args, **kwargs):
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError):
                log.warning("cache_unreachable", operation=name)
                return fallback(args, kwargs)

        method.__name__ = name
        return method

    return wrap


class ForgivingRedisCache(RedisCache):
    """Redis as a cache that answers "not there" while Redis is down."""

    get = _or(lambda args, kwargs: kwargs.get("default", args[1] if len(args) > 1 else None))("get")
    get_many = _or(lambda args, kwargs: {})("get_many")
    set = _or(lambda args, kwargs: None)("set")
    set_many = _or(lambda args, kwargs: [])("set_many")
    add = _or(lambda args, kwargs: False)("add")
    touch = _or(lambda args, kwargs: False)("touch")
    delete = _or(lambda args, kwargs: False)("delete")
    has_key = _or(lambda args, kwargs: False)("has_key")
