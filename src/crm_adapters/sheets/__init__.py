"""
Spreadsheets (XLSX, XLS, ODS) as plain cells, parsed in a process of its own.

The parsing process imports nothing else of the product.
"""

from .cells import WHOLE_ROW, Row, Unreadable
from .process import Limits, Sheet, Survey, sheet_rows, survey

__all__ = [
    "WHOLE_ROW",
    "Limits",
    "Row",
    "Sheet",
    "Survey",
    "Unreadable",
    "sheet_rows",
    "survey",
]
