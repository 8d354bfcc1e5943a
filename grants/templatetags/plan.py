"""Facts of the plan in words: where they come from, and what changed."""

import re
from collections import Counter
from decimal import Decimal
from urllib.parse import unquote, urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grants import changes
from samenleven.core import wording

register = template.Library()
ROLES = {
    "mentor": _("mentorbestuur: deelt zijn ervaring met andere besturen"),
    "reached": _("de inwoners worden bereikt; het bestuur zelf doet geen aanvraag"),
    "participant": _("deelnemer, in welke ronde zegt de bron niet"),
}
_ADDRESS = re.compile(r"https?://[^\s;,)]+")


@register.filter
def source(text):
    """A source as a link or as it is told: an address reads as the name of its site, and of its page beside others there."""
    text = text or ""
    sites = Counter(_site(found) for found in set(_ADDRESS.findall(text)))
    pieces, names, at = [], set(), 0
    for found in _ADDRESS.finditer(text):
        address = found.group()
        name = _site(address) if sites[_site(address)] == 1 else _page(address)
        if name in names:
            name = f"{name} ({len(names) + 1})"
        names.add(name)
        link = format_html('<a href="{}" rel="external noopener">{}</a>', address, name)
        pieces += [text[at : found.start()].replace(" ; ", ", "), link]
        at = found.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[at:]]))


def _site(address):
    return urlsplit(address).netloc.removeprefix("www.")


def _page(address):
    """The site with the last part of the path as words: vlaanderen.be (over plan samenleven)."""
    last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    words = last.removesuffix(".html").replace("-", " ").replace("_", " ").strip()
    return f"{_site(address)} ({words})" if words else _site(address)


@register.filter
def change_name(change):
    """What changed in a round, in Dutch."""
    return changes.name_of(change.what)


@register.filter
def change_old(change):
    """The value before a change, in Dutch."""
    return changes.value_of(change.what, change.old)


@register.filter
def change_new(change):
    """The value since a change, in Dutch."""
    return changes.value_of(change.what, change.new)


@register.filter
def share(percentage):
    """A percentage that is stored as a number: 80 is "80 %"."""
    return wording.percent(Decimal(percentage) / 100)


@register.filter
def role_name(role):
    """What a source says a local government does for an action; nobody counts it."""
    return ROLES.get(role, role)


@register.filter
def in_rounds(rounds):
    """Rounds in words: "ronde 1", "ronde 1, 2 en 3"."""
    names = [str(one.number or one.title) for one in rounds]
    if len(names) <= 1:
        return gettext("ronde %(one)s") % {"one": names[0]} if names else ""
    return gettext("ronde %(first)s en %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
