"""The register of local governments, and who acts for them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from municipalities.models import (
    LocalGovernment,
    Membership,
    Merger,
    OriginCount,
    Partnership,
    Period,
    ReferenceRegion,
)
from municipalities.services import people, register
from samenleven.accounts.models import User
from samenleven.core.administration import PortalAdmin, PortalInline, Register
from samenleven.core.errors import DomainError


class EnterpriseNumberForm(forms.ModelForm):
    """The one thing about a local government that is filled in here."""

    enterprise_number = forms.CharField(
        label=LocalGovernment._meta.get_field("enterprise_number").verbose_name, max_length=20, required=False
    )

    class Meta:
        model = LocalGovernment
        fields = ["enterprise_number"]

    def clean_enterprise_number(self):
        try:
            return register.clean_enterprise_number(self.cleaned_data["enterprise_number"])
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        """The number with the days on which the body exists, which stand beside the form."""
        cleaned = super().clean()
        if "enterprise_number" in cleaned:
            self.instance.enterprise_number = cleaned["enterprise_number"]
            self.instance.validate_constraints()
        return cleaned


class PeriodInline(PortalInline):
    model = Period


@admin.register(LocalGovernment)
class LocalGovernmentAdmin(PortalAdmin):
    """Bodies come from the plan that is loaded; an administrator fills in their enterprise numbers (R9)."""

    may_add = False
    form = EnterpriseNumberForm
    inlines = [PeriodInline]
    list_display = ["name", "code", "kind", "province", "reference_region", "enterprise_number", "valid_until"]
    list_filter = ["kind", "reference_region"]
    list_select_related = ["reference_region"]
    search_fields = ["name", "sort_name", "code", "enterprise_number"]
    ordering = ["sort_name", "code"]
    fields = [
        "name",
        "code",
        "kind",
        "province",
        "reference_region",
        "enterprise_number",
        "valid_from",
        "valid_until",
        "successor",
    ]
    readonly_fields = [
        "name",
        "code",
        "kind",
        "province",
        "reference_region",
        "valid_from",
        "valid_until",
        "successor",
    ]

    def save_model(self, request, obj, form, change):
        register.set_enterprise_number(
            local_government=obj, number=form.cleaned_data["enterprise_number"], by=request.user
        )


class BodyChoice(forms.ModelChoiceField):
    """Bodies by name; one that went up into another says so, because both may bear the same name (R9)."""

    def label_from_instance(self, body):
        if body.successor is None:
            return body.name
        return _("%(name)s (opgegaan in %(successor)s)") % {"name": body.name, "successor": body.successor.name}


@admin.register(Membership)
class MembershipAdmin(PortalAdmin):
    """Who acts for which local government, and in which role (R40)."""

    may_delete = True
    list_display = ["user", "local_government", "role"]
    list_filter = ["role"]
    list_select_related = ["user", "local_government"]
    search_fields = ["user__username", "user__last_name", "local_government__name", "local_government__sort_name"]
    ordering = ["local_government__sort_name", "user__username"]

    def get_queryset(self, request):
        """Of people: for whom an API client speaks stands on its own page."""
        return super().get_queryset(request).filter(user__is_client=False)

    def get_readonly_fields(self, request, obj=None):
        return ["user", "local_government"] if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Who may still sign in, and bodies with what became of them."""
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True, is_client=False).order_by("username")
        if db_field.name == "local_government":
            kwargs["queryset"] = LocalGovernment.objects.select_related("successor").order_by("sort_name", "code")
            kwargs["form_class"] = BodyChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        kept = people.give_role(user=obj.user, local_government=obj.local_government, role=obj.role, by=request.user)
        obj.pk = kept.pk

    def delete_model(self, request, obj):
        people.take_role(membership=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for membership in queryset:
            people.take_role(membership=membership, by=request.user)

    def log_addition(self, request, obj, message):
        """The service has written it down."""

    log_change = log_addition

    def log_deletions(self, request, queryset):
        """The service has written it down."""


@admin.register(Merger)
class MergerAdmin(Register):
    """Mergers are dated facts of the plan that is loaded."""

    list_display = ["predecessor", "successor", "merged_on"]
    list_select_related = ["predecessor", "successor"]
    ordering = ["-merged_on", "successor__sort_name"]


@admin.register(OriginCount)
class OriginCountAdmin(Register):
    """They are imported together on their own page, with a preview (R10)."""

    list_display = ["local_government", "year", "inhabitants"]
    list_filter = ["year"]
    list_select_related = ["local_government"]
    search_fields = ["local_government__name", "local_government__sort_name", "local_government__code"]
    ordering = ["-year", "local_government__sort_name"]


@admin.register(Partnership)
class PartnershipAdmin(PortalAdmin):
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(ReferenceRegion)
class ReferenceRegionAdmin(PortalAdmin):
    search_fields = ["name"]
    ordering = ["name"]
