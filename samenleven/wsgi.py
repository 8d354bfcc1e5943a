"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")
os.environ.setdefault("LOCK_TIMEOUT", "8s")
application = get_wsgi_application()
