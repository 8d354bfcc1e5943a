"""How far long work is: in the cache, because its own transaction shows nothing before it ends (R36)."""

from django.core.cache import cache

KEPT_SECONDS = 3600


def tell(run, done: int, of: int) -> None:
    """Say how far a run is."""
    cache.set(f"progress:{run.pk}", round(100 * done / of), KEPT_SECONDS)


def read(run) -> int | None:
    """How far a run is, in percent; None when nobody said so."""
    return cache.get(f"progress:{run.pk}")
