"""
Every named schema of the document.
"""

from typing import Any, Final

from crm_core.access import Explanation, Organization, User
from crm_core.activities import ACTIVITY_FIELDS, ActivityRow
from crm_core.changes import Change, ChangeSet, HistoryEntry, Kept, Undone
from crm_core.companies import COMPANY_FIELDS, CompanyNode, CompanyRow
from crm_core.contacts import (
    CONTACT_FIELDS,
    ContactRow,
)
from crm_core.custom_fields import CustomField
from crm_core.leads import LEAD_FIELDS, LeadRow
from crm_core.opportunities import OPPORTUNITY_FIELDS, OpportunityRow
from crm_core.privacy import Erasure, PersonalData
from crm_core.shared import Fields, Permission, RecordRef, Visibility

from ..problems import URN
from .activities import ACTIVITY_TYPES, activity_answers
from .bookings import BOOKING_TYPES, booking_answers
from .calendars import calendar_schemas
from .duplicates import DUPLICATE_TYPES, merge_schemas
from .emails import EMAIL_TYPES, email_answers
from .files import FILE_TYPES
from .forecasts import FORECAST_TYPES, forecast_answers
from .forms import FORM_TYPES, form_answers
from .inputs import input_schemas
from .kinds import UUID, shown, text
from .lead_rules import LEAD_RULE_TYPES, lead_rule_answers
from .leads import LEAD_TYPES, settings_schema
from .mailboxes import MAILBOX_TYPES, mailbox_answers
from .matching import MATCHING_TYPES, matching_schemas
from .pipelines import PIPELINE_TYPES, pipeline_answers
from .sales import SALES_TYPES, board_schemas, figure_schemas
from .timelines import TIMELINE_TYPES
from .transfers import transfer_answers
from .types import Schema, closed, listed, record_schema, reference, schema_of

_NAMED: Final[dict[type, str]] = {
    Change: "Change",
    ChangeSet: "ChangeSet",
    CompanyNode: "CompanyNode",
    CompanyRow: "Company",
    ContactRow: "Contact",
    CustomField: "CustomField",
    Erasure: "Erasure",
    Explanation: "Explanation",
    HistoryEntry: "HistoryEntry",
    Kept: "Kept",
    Organization: "Organization",
    Permission: "Permission",
    PersonalData: "PersonalData",
    RecordRef: "RecordRef",
    Undone: "Undone",
    User: "User",
    Visibility: "Visibility",
    **ACTIVITY_TYPES,
    **BOOKING_TYPES,
    **DUPLICATE_TYPES,
    **EMAIL_TYPES,
    **FILE_TYPES,
    **FORECAST_TYPES,
    **FORM_TYPES,
    **MAILBOX_TYPES,
    **MATCHING_TYPES,
    **PIPELINE_TYPES,
    **LEAD_RULE_TYPES,
    **LEAD_TYPES,
    **SALES_TYPES,
    **TIMELINE_TYPES,
}

_ROWS: Final[dict[type, Fields]] = {
    ActivityRow: ACTIVITY_FIELDS,
    CompanyRow: COMPANY_FIELDS,
    ContactRow: CONTACT_FIELDS,
    LeadRow: LEAD_FIELDS,
    OpportunityRow: OPPORTUNITY_FIELDS,
}


def _page(of: str, says: str) -> Schema:
    return closed(
        says,
        {
            "items": listed(reference(of)),
            "total": {"type": "integer", "minimum": 0},
            "total_exact": {
                "type": "boolean",
                "description": "Whether `total` is all; else at least so many match.",
            },
            "page": {
                "type": ["integer", "null"],
                "description": "null when a cursor was given.",
            },
            "page_size": {"type": "integer"},
            "next_cursor": {
                "type": ["string", "null"],
                "description": "null on the last page.",
            },
            "corrected": {
                "type": "string",
                "description": "What was searched for instead, when nothing had the "
                "words as they were typed.",
            },
        },
        "corrected",
    )


def _row(kind: type, fields: Fields) -> Schema:
    pictures = {name: shown(field) for name, field in fields.by_name.items()}
    instead = {name: shape for name, shape in pictures.items() if shape is not None}
    return record_schema(kind, _NAMED, **instead)


def _answers() -> dict[str, Schema]:
    plain: dict[str, Schema] = {
        name: schema_of(kind, {k: n for k, n in _NAMED.items() if k is not kind})
        for kind, name in _NAMED.items()
        if kind not in _ROWS
    }
    change_set = plain["ChangeSet"]["properties"]
    return {
        **plain,
        **{_NAMED[kind]: _row(kind, fields) for kind, fields in _ROWS.items()},
        **_sales(),
        "ContactPage": _page("Contact", "One page of contacts."),
        "CompanyPage": _page("Company", "One page of companies."),
        "HistoryPage": _page("HistoryEntry", "One page of a record's history."),
        "ChangeSetPage": _page("ChangeSet", "One page of change sets."),
        "CompanyTree": closed(
            "A hierarchy, parents before children.",
            {"items": listed(reference("CompanyNode"))},
        ),
        "ChangeSetWithChanges": closed(
            "A change set, and its changes to records that one may see.",
            {**change_set, "changes_shown": listed(reference("Change"))},
        ),
        **mailbox_answers(_NAMED, _page),
        "FilePage": _page("File", "One page of files."),
        **transfer_answers(_page),
        "BulkDone": closed(
            "How many records were changed, and what takes that back.",
            {"changed": {"type": "integer"}, "change_set": UUID},
        ),
        "CustomFieldList": closed(
            "Custom fields.", {"items": listed(reference("CustomField"))}
        ),
        **_people(),
    }


def _people() -> dict[str, Schema]:
    role = {
        "name": text(50),
        "permissions": listed(reference("Permission")),
        "visibility": reference("Visibility"),
    }
    return {
        "UserList": closed("People.", {"items": listed(reference("User"))}),
        "Role": closed("What its holders may do and see.", role),
        "RoleList": closed("Roles.", {"items": listed(reference("Role"))}),
        "Me": closed("Who asks.", _me()),
    }


def _sales() -> dict[str, Schema]:
    return {
        "LeadPage": _page("Lead", "One page of leads."),
        "StageHistory": closed(
            "The stages of a record, oldest first.",
            {"items": listed(reference("StageChange"))},
        ),
        "OpportunityPage": _page("Opportunity", "One page of opportunities."),
        **figure_schemas(),
    }


def _me() -> Schema:
    return {
        "user_id": UUID,
        "organization_id": UUID,
        "name": {"type": ["string", "null"]},
        "email": {"type": ["string", "null"]},
        "roles": listed({"type": "string"}),
        "teams": listed(UUID),
        "visibility": reference("Visibility"),
        "permissions": listed(reference("Permission")),
    }


def _problems() -> dict[str, Schema]:
    error = closed(
        "What is wrong with one field.",
        {
            "field": {"type": "string"},
            "code": {"type": "string"},
            "message": {"type": "string"},
        },
    )
    members: dict[str, Any] = {
        "type": {"type": "string", "pattern": f"^{URN}[a-z-]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
    }
    problem = {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {**members, "errors": listed(reference("FieldError"))},
        "required": [*members],
    }
    return {"FieldError": error, "Problem": problem}


def all_schemas() -> dict[str, Schema]:
    """
    Every schema by its name.
    """
    found = {
        **_answers(),
        **activity_answers(_page),
        **booking_answers(_NAMED, _page),
        **calendar_schemas(),
        **email_answers(_NAMED, _page),
        **form_answers(_NAMED, _page),
        **input_schemas(),
        **board_schemas("Lead", "leads", _NAMED),
        **board_schemas("Opportunity", "opportunities", _NAMED),
        **forecast_answers(),
        **matching_schemas(),
        **merge_schemas(_page),
        **pipeline_answers(),
        **settings_schema(),
        **lead_rule_answers(),
        **_problems(),
    }
    return dict(sorted(found.items()))
