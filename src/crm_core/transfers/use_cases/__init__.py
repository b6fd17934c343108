"""
Imports and exports: in one go, or part by part.
"""

from .columns import look_up_columns, remember_columns
from .companies import import_companies
from .contacts import import_contacts
from .exporting import (
    export_activities,
    export_companies,
    export_contacts,
    export_leads,
    export_opportunities,
)
from .leads import import_leads
from .opportunities import import_opportunities
from .overseeing import (
    cancel_import,
    list_transfers,
    refused_rows,
    show_transfer,
    undo_transfer,
)
from .rows import require_identity
from .running import (
    begin_import,
    fail_import,
    finish_import,
    recall_part,
    start_import,
    take_part,
)

__all__ = [
    "begin_import",
    "cancel_import",
    "export_activities",
    "export_companies",
    "export_contacts",
    "export_leads",
    "export_opportunities",
    "fail_import",
    "finish_import",
    "import_companies",
    "import_contacts",
    "import_leads",
    "import_opportunities",
    "list_transfers",
    "look_up_columns",
    "recall_part",
    "refused_rows",
    "remember_columns",
    "require_identity",
    "show_transfer",
    "start_import",
    "take_part",
    "undo_transfer",
]
