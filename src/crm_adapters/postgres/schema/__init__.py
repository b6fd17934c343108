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
from .forecasting import forecast_submissions, goals
from .forms import form_submissions, form_uses, forms
from .leads import leads, sales_settings
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
from .routing import (
    members,
    routing_rules,
    routing_turns,
    scoring_rules,
    trainings,
)
from .sales import (
    exchange_rates,
    opportunities,
    opportunity_contacts,
    pipeline_stages,
    pipelines,
    stage_changes,
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
    "exchange_rates",
    "forecast_submissions",
    "form_submissions",
    "form_uses",
    "forms",
    "goals",
    "idempotency_keys",
    "leads",
    "matching_rules",
    "members",
    "merged_records",
    "merges",
    "metadata",
    "opportunities",
    "opportunity_contacts",
    "organizations",
    "pipeline_stages",
    "pipelines",
    "roles",
    "routing_rules",
    "routing_turns",
    "sales_settings",
    "saved_mappings",
    "scoring_rules",
    "search_words",
    "sign_in_links",
    "stage_changes",
    "tags",
    "trainings",
    "transfer_refusals",
    "transfers",
    "users",
]
