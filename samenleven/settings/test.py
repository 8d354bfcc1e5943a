"""The tests: the real PostgreSQL and Valkey of tests.pg_plugin, quick passwords, mail in memory."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-tests")

from samenleven.settings.base import *  # noqa: F403
from samenleven.settings.base import DATABASES, STORAGES, env

DEMO = False
API_THROTTLED = False
# The database that tests.pg_plugin has migrated already; absent where the environment names its own server.
DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("TEST_TEMPLATE", None)}
# A download that a test does not read to its end closes its cursor whenever the memory is swept: in the transaction of
# another test, which that breaks. Tests of what streams ask for the cursors of the server (`server_side_cursors`).
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
# Static files without a manifest: tests do not collect them.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
