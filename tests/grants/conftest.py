"""The browser of the corridor opens the pages of the plan too."""

from tests.kpi.conftest import browse

__all__ = ["browse"]
