"""The administration uses a site of our own."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's administration behind our own door (samenleven.core.administration)."""

    default_site = "samenleven.core.administration.PortalAdminSite"
