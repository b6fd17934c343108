"""
Records as flat rows, for every adapter that keeps rows.
"""

from .companies import COMPANY_ROWS
from .contacts import CONTACT_ROWS
from .custom_fields import CUSTOM_FIELD_ROWS
from .duplicates import MERGE_ROWS, PAIR_ROWS
from .mapping import Row, RowMapping, differing
from .transfers import refusal_from, refusal_row, transfer_from, transfer_row

__all__ = [
    "COMPANY_ROWS",
    "CONTACT_ROWS",
    "CUSTOM_FIELD_ROWS",
    "MERGE_ROWS",
    "PAIR_ROWS",
    "Row",
    "RowMapping",
    "differing",
    "refusal_from",
    "refusal_row",
    "transfer_from",
    "transfer_row",
]
