"""
Everything that the JSON API can do.
"""

from ..operations import Operation
from . import access, changes, companies, contacts, custom_fields, transfers

OPERATIONS: list[Operation] = [
    *contacts.OPERATIONS,
    *companies.OPERATIONS,
    *transfers.OPERATIONS,
    *changes.OPERATIONS,
    *custom_fields.OPERATIONS,
    *access.OPERATIONS,
]
"""
In the order in which they are documented.
"""

__all__ = ["OPERATIONS"]
