"""The cells of the completeness grid: drawn here, for a page has hundreds of them."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kpi.states import LineState

register = template.Library()


@register.simple_tag
def grid_cells(applicant, columns, url):
    """A cell per action of the grid: the number of the action and its state in words, which the style sheet draws as a sign.

    An action that the applicant does not take part in is empty. `url` is the page of the applicant.
    """
    # The address from this page on: a page has hundreds of them, and must stay below 60 kB.
    url = url.removeprefix(reverse("kpi:follow-up"))
    return SafeString("".join(_cell(applicant.cells.get(column.number), url) for column in columns))


def _cell(cell, url):
    if cell is None:
        return "<td></td>"
    share = format_html("<small>{}</small> {}", cell.share, cell.of_what) if cell.share else ""
    # Only numbers, our own words and an address of our own.
    return (
        f'<td data-state="{cell.state}"><a href="{url}#actie-{cell.action}">{cell.action} '
        f"{LineState(cell.state).label}{share and f' {share}'}</a></td>"
    )


@register.simple_tag
def state_sign(state):
    """A state with its sign, as the legend and the tiles show it."""
    return format_html('<span class="sign" data-state="{}">{}</span>', state, LineState(state).label)
