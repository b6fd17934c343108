"""
Records as flat rows, for every adapter that keeps rows.
"""

from .companies import COMPANY_ROWS
from .contacts import CONTACT_ROWS
from .custom_fields import CUSTOM_FIELD_ROWS
from .mapping import Row, RowMapping, differing

__all__ = [
    "COMPANY_ROWS",
    "CONTACT_ROWS",
    "CUSTOM_FIELD_ROWS",
    "Row",
    "RowMapping",
    "differing",
]
