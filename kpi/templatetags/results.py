"""What the pages of results say where a number is still to come."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kpi.figures.results import awaits_report
from kpi.views.result_words import basis_in_words, report_in_words
from samenleven.core import wording
from samenleven.core.templatetags.ui import nothing

register = template.Library()
register.filter("report_in_words", report_in_words)
register.filter("basis_in_words", basis_in_words)


@register.filter
def at(rows, place):
    """The row in a place of a list."""
    return rows[place]


@register.simple_tag
def reached(row, public_round=None):
    """What was reached, or which nothing stands there; for everybody "eindrapportage oktober 2025" while it is to come."""
    if row.figure.realised is not None:
        return wording.count(row.figure.realised) if row.figure.realised else nothing("zero")
    if public_round and awaits_report(row, public_round):
        why = (
            _("De deadline is voorbij; de cijfers worden nog bevroren.")
            if public_round.is_due
            else _("De einddatum is nog niet voorbij.")
        )
        return format_html(
            '<span class="nothing" data-state="not_yet_due" title="{}">{}</span>', why, report_in_words(public_round)
        )
    return nothing(row.state)
