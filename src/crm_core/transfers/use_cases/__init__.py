"""
Imports and exports, one module a noun.
"""

from .companies import import_companies
from .contacts import import_contacts
from .exporting import (
    company_columns,
    contact_columns,
    export_companies,
    export_contacts,
)

__all__ = [
    "company_columns",
    "contact_columns",
    "export_companies",
    "export_contacts",
    "import_companies",
    "import_contacts",
]
