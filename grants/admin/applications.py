"""What was asked, by whom, and what was said about it, to read."""

from django.contrib import admin

from grants.models import (
    Application,
    ApplicationLine,
    ApplicationNote,
    ApplicationReturn,
    ApplicationVersion,
    Estimate,
    Exemption,
    IncentiveRequest,
    Initiative,
    InvolvedParty,
    Participant,
)
from samenleven.core.administration import PortalInline, Register

# What the name of an application is made of.
NAMED = ["application__lead", "application__partnership", "application__imported_for", "application__round"]


class _OfAnApplication(Register):
    """A row of an application, with its round."""

    list_filter = ["application__round"]
    list_select_related = NAMED

    @admin.display(description="projectronde")
    def its_round(self, row):
        return row.application.round


@admin.register(Application)
class ApplicationAdmin(Register):
    list_display = ["key", "round", "lead", "partnership", "imported_for", "is_imported", "status", "status_at"]
    list_filter = ["round", "status", "is_imported"]
    list_select_related = ["round", "lead", "partnership", "imported_for"]
    ordering = ["-pk"]


@admin.register(Participant)
class ParticipantAdmin(_OfAnApplication):
    list_display = ["local_government", "application", "its_round", "status", "status_at", "is_bound", "exemption"]
    list_filter = ["status", "is_bound", "application__round"]
    list_select_related = [*NAMED, "local_government", "exemption__local_government", "exemption__round"]
    search_fields = ["local_government__name", "local_government__sort_name"]
    ordering = ["local_government__sort_name", "pk"]


@admin.register(Exemption)
class ExemptionAdmin(Register):
    list_display = ["local_government", "round", "until", "granted_at", "granted_by"]
    list_filter = ["round"]
    list_select_related = ["local_government", "round", "granted_by"]
    search_fields = ["local_government__name", "local_government__sort_name"]
    ordering = ["-granted_at", "-pk"]


class EstimateInline(PortalInline):
    model = Estimate

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("indicator", "participant__local_government")


class InitiativeInline(PortalInline):
    model = Initiative


class InvolvedPartyInline(PortalInline):
    model = InvolvedParty


@admin.register(ApplicationLine)
class ApplicationLineAdmin(_OfAnApplication):
    """An action that is asked, with what each participant expects of it and who helps."""

    list_display = ["key", "application", "its_round", "action", "priority", "shortage_occupation"]
    list_select_related = [*NAMED, "offer__action"]
    inlines = [EstimateInline, InitiativeInline, InvolvedPartyInline]
    ordering = ["-pk"]

    @admin.display(description="actie")
    def action(self, row):
        return row.offer.action


@admin.register(IncentiveRequest)
class IncentiveRequestAdmin(_OfAnApplication):
    list_display = ["key", "application", "its_round", "kind", "action"]
    list_filter = ["kind", "application__round"]
    list_select_related = [*NAMED, "line__offer__action"]
    ordering = ["-pk"]

    @admin.display(description="actie")
    def action(self, row):
        return row.line.offer.action if row.line else None


@admin.register(ApplicationVersion)
class ApplicationVersionAdmin(_OfAnApplication):
    list_display = ["key", "application", "its_round", "number", "sent_at", "sent_by", "made_ready_by", "digest"]
    list_select_related = [*NAMED, "sent_by", "made_ready_by"]
    ordering = ["-sent_at", "-pk"]


@admin.register(ApplicationReturn)
class ApplicationReturnAdmin(_OfAnApplication):
    list_display = ["key", "application", "its_round", "sent_at", "sent_by", "until"]
    list_select_related = [*NAMED, "sent_by"]
    ordering = ["-sent_at", "-pk"]


@admin.register(ApplicationNote)
class ApplicationNoteAdmin(_OfAnApplication):
    list_display = ["key", "application", "its_round", "written_at", "written_by"]
    list_select_related = [*NAMED, "written_by"]
    ordering = ["-written_at", "-pk"]
