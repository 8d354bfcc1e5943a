"""The web server (asynchronous)'s door."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")
os.environ.setdefault("LOCK_TIMEOUT", "8s")
application = get_asgi_application()
