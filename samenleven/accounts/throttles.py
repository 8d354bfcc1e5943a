"""How often somebody may ask the API something: known by its client, or else by its address."""

from django.conf import settings
from rest_framework.throttling import SimpleRateThrottle

from samenleven.accounts.addresses import client_network


class _Rate(SimpleRateThrottle):
    """What was asked lately is remembered in the cache; while that is away, everybody is let through."""

    def get_rate(self):
        return settings.API_RATES[self.scope] if settings.API_THROTTLED else None

    def get_cache_key(self, request, view):
        who = self.who(request)
        return f"rate:{self.scope}:{who}" if who else None


class ByClient(_Rate):
    """Who shows a token."""

    scope = "client"

    def who(self, request):
        return request.user.pk if request.auth else None


class ByAddress(_Rate):
    """Who asks open data."""

    scope = "address"

    def who(self, request):
        return None if request.auth else client_network(request)


class OfTokens(_Rate):
    """Who asks a token, or guesses at one."""

    scope = "token"

    def who(self, request):
        return client_network(request)


class WithoutToken(_Rate):
    """Who asks what needs a token, and shows none or one that nobody gave."""

    scope = "refused"

    def who(self, request):
        return client_network(request)
