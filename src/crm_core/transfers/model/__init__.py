"""
The words of import and export: rows, mappings, drafts, reports.
"""

from .drafts import CLEAR, Draft
from .headers import ColumnMapping, Noun
from .mapping import (
    Mapping,
    choose_columns,
    fields_of,
    suggest_mapping,
)
from .people import draft_company, draft_contact
from .records import (
    FileSource,
    FileUnreadable,
    ImportReport,
    Remark,
    RowRefused,
    SourceRow,
)
from .vocabulary import fold_header

__all__ = [
    "CLEAR",
    "ColumnMapping",
    "Draft",
    "FileSource",
    "FileUnreadable",
    "ImportReport",
    "Mapping",
    "Noun",
    "Remark",
    "RowRefused",
    "SourceRow",
    "choose_columns",
    "draft_company",
    "draft_contact",
    "fields_of",
    "fold_header",
    "suggest_mapping",
]
