"""Who may sign in, and the roles at the ministry."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from samenleven.accounts.models import User
from samenleven.core.administration import PortalAdmin


@admin.register(User)
class UserAdmin(PortalAdmin, DjangoUserAdmin):
    """People: an account is closed, never deleted, because what somebody did keeps its id (R41)."""

    list_display = ["username", "first_name", "last_name", "ministry_role", "is_active", "last_login"]
    list_filter = ["ministry_role", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Persoon"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Toegang"), {"fields": ["ministry_role", "is_active"]}),
        (_("Wanneer"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Persoon"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Toegang"), {"fields": ["ministry_role"]}),
    ]

    def get_queryset(self, request):
        """People: what works through the API is managed with its own page, and never gets a password."""
        return super().get_queryset(request).filter(is_client=False)

    def get_readonly_fields(self, request, obj=None):
        """Nobody shuts themselves out."""
        shown = super().get_readonly_fields(request, obj)
        return [*shown, "ministry_role", "is_active"] if obj == request.user else shown
