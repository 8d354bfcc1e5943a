"""The registration as an Excel file: out, filled in, back in (R28)."""

from kpi.services.workbooks.accepting import Correction, accept, correct, preview
from kpi.services.workbooks.comparing import Comparison, RowChange, RowFault, Said, compare
from kpi.services.workbooks.ending import KEPT_DAYS, discard, forget
from kpi.services.workbooks.reading import FilledRow, read
from kpi.services.workbooks.receiving import receive, rows_of
from kpi.services.workbooks.refusals import Refused
from kpi.services.workbooks.writing import file_name, write

__all__ = [
    "KEPT_DAYS",
    "Comparison",
    "Correction",
    "FilledRow",
    "Refused",
    "RowChange",
    "RowFault",
    "Said",
    "accept",
    "compare",
    "correct",
    "discard",
    "file_name",
    "forget",
    "preview",
    "read",
    "receive",
    "rows_of",
    "write",
]
