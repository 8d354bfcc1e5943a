"""How many messages wait for somebody, on every page with a head."""

from django import template

from samenleven.notices import services

register = template.Library()


@register.simple_tag
def unread_notices(user):
    """The number of unread messages of who is signed in: {% unread_notices user as unread %}."""
    return services.unread(user)
