"""The try-out on one machine: no HTTPS, mail in files, the code as it is."""

from samenleven.settings.base import *  # noqa: F403
from samenleven.settings.base import env

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", True)
