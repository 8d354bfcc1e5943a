"""The administration: who comes in, what may be changed there, and how that is written down."""

from functools import update_wrapper
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.dispatch import Signal
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Somebody did something in the administration: by, verb, thing, data. The log of what people did listens (samenleven.audit).
administered = Signal()


class PortalAdminSite(admin.AdminSite):
    """For administrators of the ministry and nobody else (R40)."""

    site_header = site_title = _("Beheer Plan Samenleven")
    index_title = _("Wat u hier beheert")
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_active and request.user.is_administrator

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only what says itself who may change it: groups and lock-outs of other packages are not managed here."""
        if admin_class is not None and issubclass(admin_class, PortalAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request, extra_context=None):
        """There is one page to sign in."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def admin_view(self, view, cacheable=False):
        """Who is signed in and no administrator hears so at once."""
        inner = super().admin_view(view, cacheable)

        def guarded(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)


class _WrittenDown:
    """What happens here is kept in our own log, with ids only (R41); Django's own log would keep names."""

    def log_addition(self, request, obj, message):
        administered.send(type(obj), by=request.user, verb="admin.added", thing=obj, data={})

    def log_change(self, request, obj, message):
        parts = message if isinstance(message, list) else []
        own = [part["changed"] for part in parts if "changed" in part and "object" not in part["changed"]]
        fields = sorted(str(name) for part in own for name in part["fields"])
        administered.send(type(obj), by=request.user, verb="admin.changed", thing=obj, data={"fields": fields})

    def log_deletions(self, request, queryset):
        for obj in queryset:
            administered.send(type(obj), by=request.user, verb="admin.deleted", thing=obj, data={})

    def history_view(self, request, object_id, extra_context=None):
        query = {"model__exact": self.opts.label_lower, "object_id__exact": object_id}
        return HttpResponseRedirect(f"{reverse('admin:audit_event_changelist')}?{urlencode(query)}")


class PortalAdmin(_WrittenDown, admin.ModelAdmin):
    """Something an administrator adds and changes; nothing is deleted unless its class says so."""

    may_add = may_change = True
    may_delete = False
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=_("sleutel"), ordering="pk")
    def key(self, row):
        """What a thing is called that has no name: its key."""
        return row.pk

    def has_module_permission(self, request):
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None):
        return self.may_add and self.admin_site.has_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.may_change and self.admin_site.has_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.may_delete and self.admin_site.has_permission(request)


class Register(PortalAdmin):
    """Something to read: facts are never changed here."""

    may_add = may_change = False


class PortalInline(admin.StackedInline):
    """Rows of something else, to read."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
