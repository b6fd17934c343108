"""
Everything that the JSON API can do.
"""

from ..operations import Operation
from . import (
    access,
    changes,
    companies,
    contacts,
    custom_fields,
    duplicates,
    imports,
    matching,
    merging,
    transfers,
)

OPERATIONS: list[Operation] = [
    *contacts.OPERATIONS,
    *companies.OPERATIONS,
    *merging.OPERATIONS,
    *duplicates.OPERATIONS,
    *matching.OPERATIONS,
    *transfers.OPERATIONS,
    *imports.OPERATIONS,
    *changes.OPERATIONS,
    *custom_fields.OPERATIONS,
    *access.OPERATIONS,
]
"""
In the order in which they are documented.
"""

__all__ = ["OPERATIONS"]
