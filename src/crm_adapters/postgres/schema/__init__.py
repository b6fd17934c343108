"""
The tables, all in the schema ``crm`` so that a host's own keep their names.

Every tenant table has ``organization_id`` first in its primary key, its unique
indexes and its foreign keys: a row cannot point into another organization, and the
schema can be distributed by it.
"""

from .access import organizations, roles, sign_in_links, users
from .activities import (
    activities,
    activity_links,
    activity_reminders,
    activity_series,
    notifications,
)
from .bookings import booking_pages, bookings
from .calendars import (
    calendar_connections,
    calendar_feeds,
    calendar_items,
    calendar_objects,
    invitations,
)
from .duplicates import (
    duplicate_pairs,
    duplicate_scans,
    matching_rules,
    merged_records,
    merges,
)
from .emails import (
    email_deliveries,
    email_domains,
    email_subjects,
    email_templates,
    email_visits,
    emails,
    mail_settings,
    suppressions,
)
from .files import file_subjects, files
from .forecasting import forecast_submissions, goals
from .forms import form_submissions, form_uses, forms
from .leads import leads, sales_settings
from .mailboxes import mailbox_folders, mailbox_progress, mailboxes, set_asides
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
from .timeline import timeline_links
from .trail import change_sets, changes, events, idempotency_keys
from .transfers import saved_mappings, transfer_refusals, transfers

__all__ = [
    "APP_ROLE",
    "SCHEMA",
    "SEARCH_ROLE",
    "WORKER_ROLE",
    "activities",
    "activity_links",
    "activity_reminders",
    "activity_series",
    "booking_pages",
    "bookings",
    "calendar_connections",
    "calendar_feeds",
    "calendar_items",
    "calendar_objects",
    "change_sets",
    "changes",
    "companies",
    "contact_companies",
    "contact_emails",
    "contacts",
    "custom_fields",
    "duplicate_pairs",
    "duplicate_scans",
    "email_deliveries",
    "email_domains",
    "email_subjects",
    "email_templates",
    "email_visits",
    "emails",
    "events",
    "exchange_rates",
    "file_subjects",
    "files",
    "forecast_submissions",
    "form_submissions",
    "form_uses",
    "forms",
    "goals",
    "idempotency_keys",
    "invitations",
    "leads",
    "mail_settings",
    "mailbox_folders",
    "mailbox_progress",
    "mailboxes",
    "matching_rules",
    "members",
    "merged_records",
    "merges",
    "metadata",
    "notifications",
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
    "set_asides",
    "sign_in_links",
    "stage_changes",
    "suppressions",
    "tags",
    "timeline_links",
    "trainings",
    "transfer_refusals",
    "transfers",
    "users",
]
