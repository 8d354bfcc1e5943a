"""The try-out on one machine: no HTTPS, mail in files, the code as it is."""

from samenleven.settings.base import *  # noqa: F403
from samenleven.settings.base import CACHES, REDIS_URL, STORAGES, env

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", True)
# Straight from the source folders: collecting and compressing would cost the first start half a minute.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
# A machine without any Redis: tasks run in the process that asks, and each process has a cache of its own.
if REDIS_URL == "memory://":
    CACHES = CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"  # who signs out in one process is out in all
    CELERY_TASK_ALWAYS_EAGER = True
# Over plain http a browser ignores this header, and says so in its console.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
