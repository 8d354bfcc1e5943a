"""The catalogue of the plan, to manage."""

from django.contrib import admin

from grants.models import Action, Goal, Programme, Support
from samenleven.core.administration import PortalAdmin


class _Numbered(PortalAdmin):
    """A number is part of an address and of every answer that was ever given: it is chosen once."""

    fixed = ["programme", "number"]

    def get_readonly_fields(self, request, obj=None):
        return self.fixed if obj else []


@admin.register(Programme)
class ProgrammeAdmin(PortalAdmin):
    list_display = ["name", "code", "round_prefix", "is_current"]
    ordering = ["name"]

    def get_readonly_fields(self, request, obj=None):
        return ["code", "round_prefix"] if obj else []


@admin.register(Goal)
class GoalAdmin(_Numbered):
    list_display = ["number", "title", "programme"]
    list_select_related = ["programme"]
    ordering = ["programme", "number"]


@admin.register(Action)
class ActionAdmin(_Numbered):
    """An action lies in the programme of its goal."""

    fixed = ["number"]
    list_display = ["number", "title", "goal"]
    list_filter = ["goal"]
    list_select_related = ["goal"]
    search_fields = ["title"]
    ordering = ["programme", "number"]
    exclude = ["programme"]

    def save_model(self, request, obj, form, change):
        obj.programme = obj.goal.programme
        super().save_model(request, obj, form, change)


@admin.register(Support)
class SupportAdmin(PortalAdmin):
    may_delete = True
    list_display = ["name", "kind", "action", "valid_until"]
    list_filter = ["kind"]
    list_select_related = ["action"]
    ordering = ["action", "name"]
