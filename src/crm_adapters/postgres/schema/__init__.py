"""
The tables, all in the schema ``crm`` so that a host's own keep their names.

Every tenant table has ``organization_id`` first in its primary key, its unique
indexes and its foreign keys: a row cannot point into another organization, and the
schema can be distributed by it.
"""

from .access import organizations, roles, sign_in_links, users
from .duplicates import (
    duplicate_pairs,
    duplicate_scans,
    matching_rules,
    merged_records,
    merges,
)
from .making import APP_ROLE, SCHEMA, SEARCH_ROLE, WORKER_ROLE, metadata
from .records import (
    companies,
    contact_companies,
    contact_emails,
    contacts,
    custom_fields,
    search_words,
    tags,
)
from .trail import change_sets, changes, events, idempotency_keys
from .transfers import saved_mappings, transfer_refusals, transfers

__all__ = [
    "APP_ROLE",
    "SCHEMA",
    "SEARCH_ROLE",
    "WORKER_ROLE",
    "change_sets",
    "changes",
    "companies",
    "contact_companies",
    "contact_emails",
    "contacts",
    "custom_fields",
    "duplicate_pairs",
    "duplicate_scans",
    "events",
    "idempotency_keys",
    "matching_rules",
    "merged_records",
    "merges",
    "metadata",
    "organizations",
    "roles",
    "saved_mappings",
    "search_words",
    "sign_in_links",
    "tags",
    "transfer_refusals",
    "transfers",
    "users",
]
