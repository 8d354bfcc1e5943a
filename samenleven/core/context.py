"""What every page knows about the site."""

from django.conf import settings


def site(request):
    """Whether this is a try-out environment: its banner stands on every page."""
    return {"is_demo": settings.DEMO}
