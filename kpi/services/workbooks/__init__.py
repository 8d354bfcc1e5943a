"""The registration as an Excel file: out, filled in, back in (R28)."""

from kpi.services.workbooks.accepting import Correction, accept, correct, preview
from kpi.services.workbooks.comparing import compare
from kpi.services.workbooks.comparison import Comparison, MotivationChange, RowChange, RowFault
from kpi.services.workbooks.ending import KEPT_DAYS, discard, forget
from kpi.services.workbooks.reading import Filled, read
from kpi.services.workbooks.receiving import receive
from kpi.services.workbooks.refusals import Refused
from kpi.services.workbooks.writing import file_name, write

__all__ = [
    "KEPT_DAYS",
    "Comparison",
    "Correction",
    "Filled",
    "MotivationChange",
    "Refused",
    "RowChange",
    "RowFault",
    "accept",
    "compare",
    "correct",
    "discard",
    "file_name",
    "forget",
    "preview",
    "read",
    "receive",
    "write",
]
