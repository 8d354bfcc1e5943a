"""The dashboards in a row above each of them, and the cells of their tables: drawn here, for a table has hundreds."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi.views.boards import BOARDS, name_of_dashboard
from samenleven.core import wording
from samenleven.core.tables import NOT_ADDITIVE, Format
from samenleven.core.templatetags.ui import NOTHINGS, nothing

register = template.Library()
register.filter("dashboard_name", name_of_dashboard)
WRITTEN = {
    Format.COUNT: wording.count,
    Format.UNITS: wording.units,
    Format.EURO: wording.euro,
    Format.SHARE: wording.percent,
}


@register.simple_tag
def board_menu(address):
    """The dashboards as links that take the filters along: label, address, and whether it is this one."""
    pages = [(_("Overzicht"), reverse("kpi:dashboard"))]
    pages += [(str(board.title), reverse("kpi:board", args=[board.slug])) for board in BOARDS.values()]
    return [(label, path + address.filters, path == address.path) for label, path in pages]


@register.simple_tag
def board_row(row, columns):
    """The cells of a row: figures as they are written in Dutch, the nothings with their own look, and where each opens into (R8)."""
    first, *others = columns
    cells = format_html_join(
        "",
        "<td{}>{}</td>",
        ((SafeString(_class_of(column)), _cell(row, column)) for column in others),
    )
    return format_html('<th scope="row">{}</th>{}', _cell(row, first), cells)


def _class_of(column):
    if column.format is not Format.TEXT:
        return ' class="number"'
    return ' class="words sentence"' if getattr(column, "is_sentence", False) else ' class="words"'


def _cell(row, column):
    value = column.read(row)
    if value is None:
        return ""
    words = _words()
    if isinstance(value, str) and value in words:
        return words[value]
    text = value if isinstance(value, str) else WRITTEN[column.format](value)
    # A name or a figure opens into its rows; a word that says why there is none has nothing behind it.
    opens = getattr(column, "href", None) and isinstance(value, str) is (column.format is Format.TEXT)
    href = column.href(row) if opens else ""
    return format_html('<a href="{}">{}</a>', href, text) if href else text


def _words():
    """The words that stand where a figure lacks, as they look."""
    found = {str(word): nothing(state) for state, (word, _meaning) in NOTHINGS.items() if state != "zero"}
    found[str(NOT_ADDITIVE)] = format_html('<span class="not-additive">{}</span>', NOT_ADDITIVE)
    return found
