"""
Fields of the organization's own: defined by an administrator, typed, filterable.
"""

from .model import (
    RECORDS,
    CustomField,
    CustomFieldId,
    CustomFieldTaken,
    CustomKind,
    parse_custom,
    parse_record,
)
from .ports import CustomFields, CustomFieldWork
from .use_cases import (
    add_custom_field,
    edit_custom_field,
    list_custom_fields,
    remove_custom_field,
)

__all__ = [
    "RECORDS",
    "CustomField",
    "CustomFieldId",
    "CustomFieldTaken",
    "CustomFieldWork",
    "CustomFields",
    "CustomKind",
    "add_custom_field",
    "edit_custom_field",
    "list_custom_fields",
    "parse_custom",
    "parse_record",
    "remove_custom_field",
]
