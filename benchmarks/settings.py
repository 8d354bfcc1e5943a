"""Production, on this machine for one run; the load generator says https as a proxy would."""

from samenleven.settings.production import *  # noqa: F403
from samenleven.settings.production import STORAGES

# Addresses of static files are looked up, not collected: collecting costs half a minute, and no request waits for it.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ROOT_URLCONF = "benchmarks.urls"
API_THROTTLED = False  # one address asks everything here
