"""Disclosure control (onthulling voorkomen): which counts of breakdowns may be seen outside (R38, docs/adr/0007).

Pure Python that knows no table of the database: counts go in, and what is hidden comes out. Page, chart, file, mail and
API show what was decided here when a snapshot was taken; none of them decides by itself.
"""

from kpi.disclosure.editions import Cell, Edition, Level, Split, hidden_cells

__all__ = ["Cell", "Edition", "Level", "Split", "hidden_cells"]
