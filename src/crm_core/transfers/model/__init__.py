"""
The words of import and export: rows, mappings, drafts, reports.
"""

from .cells import says_yes, split_list
from .drafts import CLEAR, Draft
from .headers import ColumnMapping, Noun
from .mapping import Mapping, choose_columns, fields_of, suggest_mapping
from .people import draft_company, draft_contact
from .records import (
    FileSource,
    FileUnreadable,
    ImportReport,
    Known,
    Remark,
    RowRefused,
    SourceRow,
)
from .tally import Tally
from .traits import host_of
from .vocabulary import fold_header

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
    "Remark",
    "RowRefused",
    "SourceRow",
    "Tally",
    "choose_columns",
    "draft_company",
    "draft_contact",
    "fields_of",
    "fold_header",
    "host_of",
    "says_yes",
    "split_list",
    "suggest_mapping",
]
