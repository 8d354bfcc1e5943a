"""Rounds, their reporting moments and what they offer, to read."""

from django.contrib import admin

from grants import changes
from grants.models import Incentive, Indicator, Offer, ProjectRound, ReportingMoment, RoundChange
from samenleven.core.administration import Register


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


@admin.register(Incentive)
class IncentiveAdmin(Register):
    list_display = ["key", "round", "kind", "amount"]
    list_filter = ["round"]
    list_select_related = ["round"]
    ordering = ["round", "kind"]
