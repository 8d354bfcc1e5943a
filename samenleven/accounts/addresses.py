"""From where somebody signs in: ten wrong passwords close a name for that address, and for nobody else."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings


def client_address(request) -> str:
    """The address that the outermost of our own proxies saw, without its port.

    Each proxy adds, on the right of X-Forwarded-For, whom it spoke with; what stands further left anybody can write.
    A request that came past fewer proxies than ours is known by the one that brought it.
    """
    brought_by = request.META.get("REMOTE_ADDR", "")
    seen = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.TRUSTED_PROXIES
    if proxies == 0 or len(seen) < proxies:
        return brought_by
    try:
        found = ip_address(_without_port(seen[-proxies]))
    except ValueError:
        return brought_by
    return str(getattr(found, "ipv4_mapped", None) or found)


def client_network(request) -> str:
    """The same for who counts how often somebody asks: whoever has one IPv6 address has its whole /64."""
    address = client_address(request)
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((int(found), 64), strict=False)) if isinstance(found, IPv6Address) else address


def _without_port(text):
    """Some proxies write 203.0.113.7:51234 and [2001:db8::1]:443."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
