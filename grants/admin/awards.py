"""Who takes part, what was granted and promised, and what was published, to read."""

from django.contrib import admin

from grants.models import Award, Commitment, Extension, Participation, PublishedFigure, Remark
from samenleven.core.administration import Register


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
