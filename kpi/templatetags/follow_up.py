"""The cells of following up: drawn here and not by a template, for a page has hundreds of them."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from grants.states import MomentKind
from kpi.states import LineState
from kpi.templatetags.registration import answer
from samenleven.core import wording
from samenleven.core.templatetags.ui import nothing, value

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
def applicant_row(part, state, shown, halfway, kind):
    """One KPI of one member on the page of its applicant: the target, what was sent halfway (for a final report), and what was sent.

    What is not sent shows no count, but which nothing stands there (R4).
    """
    indicator = shown.one.indicator
    missing = "not_yet_reported" if state == LineState.LATE else "not_yet_due"
    cells = [
        (_("Doel"), value(shown.one.commitment.target, "count", "unknown")),
        (_("Tussentijds"), value(halfway, "count", "not_reported")) if kind == MomentKind.FINAL else None,
        (_("Ingediend"), answer(shown.answer, "unknown") if part.version else nothing(missing)),
        (_("Van het doel"), "" if shown.attainment is None else wording.percent(shown.attainment)),
    ]
    return format_html(
        '<tr><th scope="row">{} {} <span class="field-unit">({})</span></th>{}</tr>',
        indicator.code,
        indicator.title,
        indicator.unit,
        format_html_join("", '<td class="number" data-label="{}">{}</td>', filter(None, cells)),
    )


@register.simple_tag
def state_sign(state):
    """A state with its sign, as the legend and the tiles show it."""
    return format_html('<span class="sign" data-state="{}">{}</span>', state, LineState(state).label)
