"""Who did what, to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from samenleven.audit import words
from samenleven.audit.models import Event
from samenleven.core.administration import Register


class _InWords(admin.AllValuesFieldListFilter):
    """A filter on a column of codes that shows each code in words."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            code = str(choice["display"])
            yield choice | {"display": words.VERBS.get(code) or words.thing_name(code)}


@admin.register(Event)
class EventAdmin(Register):
    """The log of what people did: it keeps ids only, and names are looked up when it is read."""

    list_display = ["at", "who", "what", "about", "details"]
    list_filter = [("verb", _InWords), ("model", _InWords)]
    list_select_related = ["by"]
    search_fields = ["object_id"]
    ordering = ["-at", "-pk"]
    fieldsets = [
        (None, {"fields": ["at", "who", "what", "about", "details"]}),
        (_("Zoals het bewaard is"), {"fields": ["verb", "model", "object_id", "data"]}),
    ]

    def lookup_allowed(self, lookup, value, request=None):
        return lookup in ("model__exact", "object_id__exact", "verb__exact") or super().lookup_allowed(
            lookup, value, request
        )

    def get_changelist_instance(self, request):
        """The names of a whole page are found at once."""
        changelist = super().get_changelist_instance(request)
        names = words.names_in(changelist.result_list)
        for event in changelist.result_list:
            event.names = names
        return changelist

    @admin.display(description=_("wie"), ordering="by__username")
    def who(self, event):
        return event.by or _("het portaal zelf")

    @admin.display(description=_("wat"), ordering="verb")
    def what(self, event):
        return words.what(event)

    @admin.display(description=_("waarover"), ordering="model")
    def about(self, event):
        return words.about(event)

    @admin.display(description=_("bijzonderheden"))
    def details(self, event):
        names = event.names if hasattr(event, "names") else words.names_in([event])
        return words.details(event, names)
