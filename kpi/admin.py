"""By what counts are split, to manage; registrations and snapshots, to read."""

from django.contrib import admin

from kpi.models import (
    Category,
    Dimension,
    IndicatorDimension,
    Motivation,
    Registration,
    RegistrationValue,
    RegistrationVersion,
    Return,
    Snapshot,
    SnapshotCheck,
    SnapshotRun,
)
from samenleven.core.administration import PortalAdmin, PortalInline, Register


@admin.register(Dimension)
class DimensionAdmin(PortalAdmin):
    list_display = ["name", "code"]
    ordering = ["name"]


@admin.register(Category)
class CategoryAdmin(PortalAdmin):
    list_display = ["name", "code", "dimension", "position"]
    list_filter = ["dimension"]
    list_select_related = ["dimension"]
    ordering = ["dimension", "position", "name"]


@admin.register(IndicatorDimension)
class IndicatorDimensionAdmin(PortalAdmin):
    list_display = ["indicator", "dimension"]
    list_select_related = ["indicator", "dimension"]
    ordering = ["indicator", "dimension"]


@admin.register(Registration)
class RegistrationAdmin(Register):
    list_display = ["key", "local_government", "action", "moment", "status", "status_at"]
    list_filter = ["status", "moment__round"]
    list_select_related = ["participation__local_government", "participation__line__offer__action", "moment__round"]
    search_fields = ["participation__local_government__name"]
    ordering = ["-pk"]

    @admin.display(description="lokaal bestuur")
    def local_government(self, row):
        return row.participation.local_government

    @admin.display(description="actie")
    def action(self, row):
        return row.participation.line.offer.action


class RegistrationValueInline(PortalInline):
    model = RegistrationValue


@admin.register(RegistrationVersion)
class RegistrationVersionAdmin(Register):
    list_display = ["key", "registration", "number", "sent_at", "sent_by", "taken_back_at"]
    list_select_related = [
        "registration__participation__local_government",
        "registration__participation__line__offer__action",
        "registration__moment__round",
        "sent_by",
    ]
    inlines = [RegistrationValueInline]
    ordering = ["-pk"]


@admin.register(Return)
class ReturnAdmin(Register):
    list_display = ["key", "registration", "returned_at", "returned_by", "until", "settled_at", "settled_by"]
    list_select_related = [
        "registration__participation__local_government",
        "registration__participation__line__offer__action",
        "registration__moment__round",
        "returned_by",
        "settled_by",
    ]
    ordering = ["-returned_at", "-pk"]


@admin.register(Motivation)
class MotivationAdmin(Register):
    list_display = ["key", "action", "applicant", "moment", "number", "sent_at", "sent_by"]
    list_filter = ["moment__round"]
    list_select_related = ["line__offer__action", "line__application__lead", "moment__round", "sent_by"]
    ordering = ["-sent_at", "-pk"]

    @admin.display(description="actie")
    def action(self, row):
        return row.line.offer.action

    @admin.display(description="trekker")
    def applicant(self, row):
        return row.line.application.lead


@admin.register(Snapshot)
class SnapshotAdmin(Register):
    list_display = ["code", "cause", "as_of", "taken_at", "taken_by", "digest"]
    list_select_related = ["taken_by"]
    list_filter = ["cause"]
    ordering = ["-taken_at"]


@admin.register(SnapshotRun)
class SnapshotRunAdmin(Register):
    list_display = ["key", "moment", "status", "requested_at", "requested_by", "started_at", "ended_at", "outcome"]
    list_filter = ["status"]
    list_select_related = ["moment__round", "requested_by"]
    ordering = ["-requested_at", "-pk"]


@admin.register(SnapshotCheck)
class SnapshotCheckAdmin(Register):
    list_display = ["snapshot", "checked_at", "stored_digest", "recount_digest"]
    list_select_related = ["snapshot"]
    ordering = ["-checked_at"]
