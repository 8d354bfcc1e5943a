"""The catalogue of the plan, to manage; rounds and everything that was decided, to read.

A round is opened and changed on its own page: there every change is told with its reason (R13).
"""

from django.contrib import admin

from grants import changes
from grants.models import (
    Action,
    Application,
    Award,
    Commitment,
    Extension,
    Goal,
    Indicator,
    Offer,
    Participation,
    Programme,
    ProjectRound,
    PublishedFigure,
    Remark,
    ReportingMoment,
    RoundChange,
    Support,
)
from samenleven.core.administration import PortalAdmin, Register


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


@admin.register(ProjectRound)
class ProjectRoundAdmin(Register):
    list_display = ["title", "code", "opens_at", "closes_at", "starts_on", "ends_on", "budget"]
    ordering = ["programme", "is_practice", "number"]


@admin.register(Offer)
class OfferAdmin(Register):
    list_display = ["round", "action", "financed", "content_judged"]
    list_filter = ["round", "financed"]
    list_select_related = ["round", "action"]
    ordering = ["round", "action"]


@admin.register(ReportingMoment)
class ReportingMomentAdmin(Register):
    list_display = ["round", "kind", "opens_at", "deadline", "deadline_precision", "entries_until", "changes_until"]
    list_select_related = ["round"]
    ordering = ["round", "covers_until"]


@admin.register(Indicator)
class IndicatorAdmin(Register):
    list_display = ["code", "title", "round", "unit", "unit_family", "amount_per_unit", "max_units", "max_amount"]
    list_filter = ["offer__round"]
    list_select_related = ["offer__round"]
    search_fields = ["title", "code"]
    ordering = ["offer__round", "offer__action", "position"]

    @admin.display(description="projectronde")
    def round(self, row):
        return row.offer.round


@admin.register(RoundChange)
class RoundChangeAdmin(Register):
    """Told as on the page of the round; the codes that the log keeps are for programs (R13)."""

    list_display = ["round", "changed_what", "was", "became", "changed_at", "by_role", "reason"]
    list_filter = ["round"]
    list_select_related = ["round"]
    fields = ["round", "changed_what", "was", "became", "changed_at", "by_role", "reason", "source_url"]
    ordering = ["-changed_at", "-pk"]

    @admin.display(description="wat", ordering="what")
    def changed_what(self, row):
        return changes.name_of(row.what)

    @admin.display(description="oude waarde")
    def was(self, row):
        return changes.value_of(row.what, row.old)

    @admin.display(description="nieuwe waarde")
    def became(self, row):
        return changes.value_of(row.what, row.new)


@admin.register(Application)
class ApplicationAdmin(Register):
    list_display = ["key", "round", "lead", "partnership", "imported_for", "is_imported"]
    list_filter = ["round", "is_imported"]
    list_select_related = ["round", "lead", "partnership", "imported_for"]
    ordering = ["-pk"]


@admin.register(Participation)
class ParticipationAdmin(Register):
    list_display = ["local_government", "action", "round", "certainty", "known_at"]
    list_filter = ["certainty", "line__offer__round"]
    list_select_related = ["local_government", "line__offer__action", "line__offer__round"]
    search_fields = ["local_government__name", "local_government__sort_name"]
    ordering = ["local_government__sort_name", "pk"]

    @admin.display(description="actie")
    def action(self, row):
        return row.line.offer.action

    @admin.display(description="projectronde")
    def round(self, row):
        return row.line.offer.round


@admin.register(Extension)
class ExtensionAdmin(Register):
    list_display = ["application", "moment", "kind", "until", "granted_at", "granted_by", "withdrawn_at"]
    list_filter = ["kind", "moment__round"]
    list_select_related = [
        "application__lead",
        "application__partnership",
        "application__imported_for",
        "moment__round",
        "granted_by",
    ]
    ordering = ["-granted_at", "-pk"]


@admin.register(Award)
class AwardAdmin(Register):
    list_display = ["key", "action", "round", "kind", "amount", "units", "known_at"]
    list_filter = ["kind", "line__offer__round"]
    list_select_related = ["line__offer__action", "line__offer__round"]
    ordering = ["-pk"]

    @admin.display(description="actie")
    def action(self, row):
        return row.line.offer.action

    @admin.display(description="projectronde")
    def round(self, row):
        return row.line.offer.round


@admin.register(Commitment)
class CommitmentAdmin(Register):
    list_display = ["local_government", "indicator", "current_reach", "target", "units", "amount", "known_at"]
    list_select_related = ["participation__local_government", "indicator"]
    search_fields = ["participation__local_government__name"]
    ordering = ["-pk"]

    @admin.display(description="lokaal bestuur")
    def local_government(self, row):
        return row.participation.local_government


@admin.register(PublishedFigure)
class PublishedFigureAdmin(Register):
    list_display = ["round", "action", "measure", "value", "known_at", "recorded_at", "source"]
    list_filter = ["round", "measure"]
    list_select_related = ["round", "action"]
    ordering = ["round", "action", "measure", "-known_at"]


@admin.register(Remark)
class RemarkAdmin(Register):
    list_display = ["local_government", "action", "round", "role", "certainty"]
    list_filter = ["role"]
    list_select_related = ["local_government", "action", "round"]
    ordering = ["action", "local_government__sort_name"]
