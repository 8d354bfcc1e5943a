"""From where somebody signs in: ten wrong passwords close a name for that address, and for nobody else."""

from ipaddress import ip_address

from django.conf import settings


def client_address(request) -> str:
    """The address that the outermost of our own proxies saw.

    Each proxy adds, on the right of X-Forwarded-For, whom it spoke with; what stands further left anybody can write.
    A request that came past fewer proxies than ours is known by the one that brought it.
    """
    brought_by = request.META.get("REMOTE_ADDR", "")
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.TRUSTED_PROXIES
    if proxies == 0 or len(seen) < proxies:
        return brought_by
    try:
        return str(ip_address(seen[-proxies]))
    except ValueError:
        return brought_by
