"""
Import and export of files.
"""

from .events import RecordsImported
from .model import (
    CLEAR,
    ColumnMapping,
    Draft,
    FileSource,
    FileUnreadable,
    ImportReport,
    Known,
    Mapping,
    Noun,
    Remark,
    RowRefused,
    SourceRow,
    choose_columns,
    draft_company,
    draft_contact,
    fields_of,
    fold_header,
    suggest_mapping,
)
from .ports import TransferWork
from .use_cases import (
    company_columns,
    contact_columns,
    export_companies,
    export_contacts,
    import_companies,
    import_contacts,
)

__all__ = [
    "CLEAR",
    "ColumnMapping",
    "Draft",
    "FileSource",
    "FileUnreadable",
    "ImportReport",
    "Known",
    "Mapping",
    "Noun",
    "RecordsImported",
    "Remark",
    "RowRefused",
    "SourceRow",
    "TransferWork",
    "choose_columns",
    "company_columns",
    "contact_columns",
    "draft_company",
    "draft_contact",
    "export_companies",
    "export_contacts",
    "fields_of",
    "fold_header",
    "import_companies",
    "import_contacts",
    "suggest_mapping",
]
