"""Which code is running: what is kept outside the database is kept for this code alone."""

import hashlib
from functools import cache as once
from pathlib import Path

from django.conf import settings

# Everything that takes part in an answer.
CODE = tuple(f"{package}/**/*.py" for package in ("municipalities", "grants", "kpi", "samenleven"))
TEMPLATES = "templates/**/*.html"
CHARTS = tuple(f"{package}/**/*.json" for package in ("kpi", "samenleven"))


@once
def release() -> str:
    """A number that differs when any of the code, the templates or the charts differs: the same rows may then be told otherwise."""
    digest = hashlib.sha256()
    for pattern in (*CODE, TEMPLATES, *CHARTS):
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
