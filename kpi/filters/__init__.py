"""What lists and pages of figures can be asked."""

from kpi.filters.boards import MEASURES, AreaForm, BoardForm, MapForm, TrendForm
from kpi.filters.choices import find_snapshot, newest_check, read_choices
from kpi.filters.dashboard import DashboardForm, address_query, only

__all__ = [
    "MEASURES",
    "AreaForm",
    "BoardForm",
    "DashboardForm",
    "MapForm",
    "TrendForm",
    "address_query",
    "find_snapshot",
    "newest_check",
    "only",
    "read_choices",
]
