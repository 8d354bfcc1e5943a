"""The dashboards beside the first one, each a question, a table and its chart."""

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from kpi.views.boards.areas import AREAS
from kpi.views.boards.board import Board
from kpi.views.boards.costs import COSTS
from kpi.views.boards.goals import GOALS
from kpi.views.boards.map import MAP
from kpi.views.boards.trends import TRENDS

# In the order of the menu of dashboards.
BOARDS: dict[str, Board] = {board.slug: board for board in (GOALS, TRENDS, MAP, AREAS, COSTS)}

__all__ = ["BOARDS", "GOALS", "Board", "name_of_dashboard"]


def name_of_dashboard(path) -> str:
    """Of which dashboard an address is, in words; nothing where it is of none."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    if found.view_name == "kpi:board" and found.kwargs["slug"] in BOARDS:
        return str(BOARDS[found.kwargs["slug"]].title)
    if "number" in found.kwargs:
        return _("Actie %(number)s") % found.kwargs
    return _("Overzicht")
