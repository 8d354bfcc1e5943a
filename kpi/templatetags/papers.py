"""Drawing the parts of a paper on a page."""

from django import template

register = template.Library()


@register.filter
def drawn_rows(part):
    """The rows of a table, each with whether it is the sum, and its cells with whether a number stands in them."""
    last = len(part["rows"]) - 1
    return [
        (part["total"] and at == last, list(zip(row, part["numbers"], strict=True)))
        for at, row in enumerate(part["rows"])
    ]


@register.filter
def drawn_heads(part):
    """The heads of a table with whether numbers stand under them."""
    return list(zip(part["heads"], part["numbers"], strict=True))
