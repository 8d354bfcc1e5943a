"""By what counts are split and when they can hardly be right, to manage; registrations and snapshots, to read."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from grants.models import Indicator
from kpi.models import (
    Borders,
    Category,
    Dimension,
    IndicatorDimension,
    Limit,
    Motivation,
    Registration,
    RegistrationValue,
    RegistrationVersion,
    Return,
    Snapshot,
    SnapshotCheck,
    SnapshotRun,
)
from kpi.services import borders
from samenleven.core.administration import PortalAdmin, PortalInline, Register
from samenleven.core.errors import DomainError


class IndicatorChoice(ModelChoiceField):
    """A KPI of a round: its code says which action, but not which year."""

    def label_from_instance(self, obj):
        return f"{obj.offer.round}: {obj}"


class _ChoosesIndicator(PortalAdmin):
    """What hangs on a KPI lets one choose among those of all rounds, the newest first."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "indicator":
            kwargs["form_class"] = IndicatorChoice
            newest = Indicator.objects.select_related("offer__round")
            kwargs["queryset"] = newest.order_by("-offer__round__starts_on", "offer__action__number", "position")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Dimension)
class DimensionAdmin(PortalAdmin):
    """A code stands in frozen figures, and what a split splits decides what it means: both are chosen once."""

    list_display = ["name", "code", "of"]
    list_select_related = ["of"]
    ordering = ["name"]

    def get_readonly_fields(self, request, obj=None):
        return ["code", "of"] if obj else []


@admin.register(Category)
class CategoryAdmin(PortalAdmin):
    """Nobody types a category of their own; the code "onbekend" is where the rest can be put."""

    list_display = ["name", "code", "dimension", "position"]
    list_filter = ["dimension"]
    list_select_related = ["dimension"]
    ordering = ["dimension", "position", "name"]

    def get_readonly_fields(self, request, obj=None):
        return ["dimension", "code"] if obj else []


@admin.register(IndicatorDimension)
class IndicatorDimensionAdmin(_ChoosesIndicator):
    """A KPI that loses a split keeps what was sent of it; nobody is asked for it any more."""

    may_delete = True
    list_display = ["its_indicator", "dimension"]
    list_filter = ["indicator__offer__round", "dimension"]
    list_select_related = ["indicator__offer__round", "dimension"]
    ordering = ["indicator", "dimension"]

    @admin.display(description=_("KPI"), ordering="indicator")
    def its_indicator(self, row):
        return f"{row.indicator.offer.round}: {row.indicator}"

    def get_readonly_fields(self, request, obj=None):
        return ["indicator", "dimension"] if obj else []


@admin.register(Limit)
class LimitAdmin(_ChoosesIndicator):
    """Of each comparison the narrowest limit holds; a limit that is not wanted any more may go, its history stays."""

    may_delete = True
    list_display = ["compared_with", "round", "its_indicator", "at_least", "at_most", "least_difference", "is_hard"]
    list_display_links = ["compared_with"]
    list_filter = [
        "is_hard",
        "compared_with",
        ("round", admin.RelatedOnlyFieldListFilter),
        ("indicator", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["programme", "round", "indicator__offer__round"]
    ordering = ["programme", "round", "indicator", "compared_with", "-is_hard"]
    fieldsets = [
        (
            _("Waarvoor"),
            {
                "fields": ["programme", "round", "indicator"],
                "description": _(
                    "Van elke vergelijking geldt de engste grens: die van de KPI gaat voor op die van de ronde, "
                    "en die op de grens van het hele programma. Een ruimere grens bij één KPI gaat daar dus voor op de algemene."
                ),
            },
        ),
        (
            _("Wat gewoon is"),
            {
                "fields": ["compared_with", "at_least", "at_most", "least_difference"],
                "description": _(
                    "Grenzen zijn procenten van waarmee u vergelijkt: 300 bij het doel is drie keer het doel. "
                    "Bij een vast getal zijn ze het getal zelf, en telt het kleinste verschil niet mee. "
                    "Een ondergrens in procent geldt niet voor een tussentijds cijfer: dat gaat over een half jaar."
                ),
            },
        ),
        (
            _("Wat er dan gebeurt"),
            {
                "fields": ["is_hard"],
                "description": _(
                    "Zonder vinkje vraagt het formulier een reden voor een cijfer buiten de grenzen. "
                    "Met een vinkje kan dat cijfer niet bewaard of ingediend worden."
                ),
            },
        ),
    ]

    @admin.display(description=_("KPI"), ordering="indicator")
    def its_indicator(self, row):
        return f"{row.indicator.offer.round}: {row.indicator}" if row.indicator else None


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


class BordersForm(forms.ModelForm):
    """A GeoJSON file, and from whom it is."""

    file = forms.FileField(
        label=_("GeoJSON-bestand"),
        help_text=_("Hoogstens 4 MB, in lengte- en breedtegraden (WGS 84). Alleen de omtrekken worden bewaard."),
    )

    class Meta:
        model = Borders
        fields = ["source"]

    def clean_file(self):
        """The content of a file that can be drawn."""
        content = self.cleaned_data["file"].read(borders.MOST_BYTES + 1)
        try:
            borders.read(content)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        return content


@admin.register(Borders)
class BordersAdmin(PortalAdmin):
    """The newest borders are drawn on the map; without any the map draws points alone."""

    may_change = False
    may_delete = True
    form = BordersForm
    list_display = ["source", "number", "loaded_at", "loaded_by"]
    list_select_related = ["loaded_by"]
    ordering = ["-loaded_at", "-pk"]

    def get_fields(self, request, obj=None):
        return ["source", "number", "loaded_at", "loaded_by"] if obj else ["source", "file"]

    def save_model(self, request, obj, form, change):
        cleaned = form.cleaned_data
        obj.pk = borders.load(content=cleaned["file"], source=cleaned["source"], by=request.user).pk

    def log_addition(self, request, obj, message):
        """The service has written it down."""
