"""The dashboards beside the first one, each a question, a table and its chart."""

from kpi.views.boards.areas import AREAS
from kpi.views.boards.board import Board
from kpi.views.boards.costs import COSTS
from kpi.views.boards.goals import GOALS
from kpi.views.boards.map import MAP
from kpi.views.boards.trends import TRENDS

# In the order of the menu of dashboards.
BOARDS: dict[str, Board] = {board.slug: board for board in (GOALS, TRENDS, MAP, AREAS, COSTS)}

__all__ = ["BOARDS", "GOALS", "Board"]
