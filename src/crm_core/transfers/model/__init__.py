"""
The words of import and export: rows, mappings, drafts, reports.
"""

from .calling_codes import tail_from_abroad
from .cells import says_yes, split_list, split_name
from .choosing import choose_columns, fingerprint, is_new, read_replacements
from .customs import raw_fields
from .deal_words import kind_said
from .deals import draft_opportunity
from .drafts import CLEAR, Draft
from .exports import Cells, ExportColumn, ExportPart, ExportRequest, all_parts
from .figures import Figures
from .formats import DateOrder, DecimalMark, Formats, NameOrder, read_formats
from .headers import ColumnMapping, Noun, Why
from .lead_drafts import draft_lead
from .lead_words import lead_state_said
from .making import (
    RECORDS,
    NewField,
    name_for,
    new_custom_fields,
    suggest_new_fields,
)
from .mapping import Mapping, fields_of, suggest_mapping
from .money import SHARED_SIGNS, parted
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
from .settling import Doubt, SuggestedFormats, suggest_formats
from .tally import Tally, refusal
from .traits import host_of
from .transfer import (
    ImportOptions,
    Reading,
    Transfer,
    TransferEnded,
    TransferId,
    TransferMovedOn,
    TransferState,
)
from .vocabulary import fold_header
from .written import decimal_marks, read_day, read_number

__all__ = [
    "CLEAR",
    "RECORDS",
    "SHARED_SIGNS",
    "Cells",
    "ColumnMapping",
    "DateOrder",
    "DecimalMark",
    "Doubt",
    "Draft",
    "ExportColumn",
    "ExportPart",
    "ExportRequest",
    "Figures",
    "FileSource",
    "FileUnreadable",
    "Formats",
    "ImportOptions",
    "ImportReport",
    "Known",
    "Mapping",
    "NameOrder",
    "NewField",
    "Noun",
    "Reading",
    "Remark",
    "RowRefused",
    "SourceRow",
    "SuggestedFormats",
    "Tally",
    "Transfer",
    "TransferEnded",
    "TransferId",
    "TransferMovedOn",
    "TransferState",
    "Why",
    "all_parts",
    "choose_columns",
    "decimal_marks",
    "draft_company",
    "draft_contact",
    "draft_lead",
    "draft_opportunity",
    "fields_of",
    "fingerprint",
    "fold_header",
    "host_of",
    "is_new",
    "kind_said",
    "lead_state_said",
    "name_for",
    "new_custom_fields",
    "parted",
    "raw_fields",
    "read_day",
    "read_formats",
    "read_number",
    "read_replacements",
    "refusal",
    "says_yes",
    "split_list",
    "split_name",
    "suggest_formats",
    "suggest_mapping",
    "suggest_new_fields",
    "tail_from_abroad",
]
