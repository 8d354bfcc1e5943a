"""Who else has a page open: kept for a minute in the cache, because nobody needs to know it later."""

import time

from django.core.cache import cache

from kpi.services.registrations.faults import name_of

SECONDS = 90  # a page says once a minute that it is still open


def also_here(moment, local_government, user) -> list[str]:
    """The names of those who opened a page within the last minute, without the one who asks, who is written down too.

    Two who write at the very same moment may miss each other until the next minute: it is a courtesy, not a lock (R18).
    """
    key, now = f"presence:{moment.pk}:{local_government.pk}", time.time()
    seen = {pk: one for pk, one in (cache.get(key) or {}).items() if one[1] > now - SECONDS}
    seen[user.pk] = (name_of(user), now)
    cache.set(key, seen, SECONDS)
    return sorted(name for pk, (name, _at) in seen.items() if pk != user.pk)
