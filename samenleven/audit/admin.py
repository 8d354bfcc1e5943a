"""Who did what, to read."""

from django.contrib import admin

from samenleven.audit.models import Event
from samenleven.core.administration import Register


@admin.register(Event)
class EventAdmin(Register):
    """The log of what people did: ids only."""

    list_display = ["at", "by_id", "verb", "model", "object_id", "data"]
    list_filter = ["verb", "model"]
    search_fields = ["object_id"]
    ordering = ["-at", "-pk"]

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("model__exact", "object_id__exact", "verb__exact") or super().lookup_allowed(
            lookup, value, request
        )
