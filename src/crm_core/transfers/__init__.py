"""
Import and export of files.
"""

from .model import (
    CLEAR,
    ColumnMapping,
    Draft,
    FileSource,
    FileUnreadable,
    ImportReport,
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
