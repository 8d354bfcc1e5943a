"""Production behind a proxy, as for the benchmarks; the browser of the trial also wants the style sheets and scripts."""

from benchmarks.settings import *  # noqa: F403

ROOT_URLCONF = "samenleven.urls"
WHITENOISE_USE_FINDERS = True
