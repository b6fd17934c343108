"""
Every named schema of the document.
"""

from typing import Any, Final

from crm_core.access import Explanation, Organization, User
from crm_core.changes import Change, ChangeSet, HistoryEntry, Kept, Undone
from crm_core.companies import COMPANY_FIELDS, CompanyNode, CompanyRow
from crm_core.contacts import CONTACT_FIELDS, ContactRow, Erasure, PersonalData
from crm_core.custom_fields import CustomField, CustomKind
from crm_core.shared import Fields, Permission, RecordRef, Visibility

from ..problems import URN
from .kinds import EMAIL, UUID, input_schema, nullable, shown, text
from .types import Schema, record_schema, reference, schema_of

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
}


def _object(says: str, properties: Schema, *optional: str) -> Schema:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "description": says,
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _page(of: str, says: str) -> Schema:
    return _object(
        says,
        {
            "items": _list(reference(of)),
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


def _bulk(plural: str, edited: str) -> Schema:
    tags = nullable({**_list(text(50)), "maxItems": 50})
    return _object(
        f"Which {plural}, by id or by filter, and what is to be done to all of them.",
        {
            "ids": nullable({**_list(UUID), "maxItems": 10_000}),
            "filter": {
                "type": ["string", "null"],
                "maxLength": 10_000,
                "description": "As in a list's address (`tags=vip&assigned_to=me`) or "
                "in the search box (`acme tag:vip`).",
            },
            "set": {"anyOf": [reference(edited), {"type": "null"}]},
            "add_tags": tags,
            "remove_tags": tags,
            "archive": {"type": ["boolean", "null"]},
        },
        "ids",
        "filter",
        "set",
        "add_tags",
        "remove_tags",
        "archive",
    )


def _answers() -> dict[str, Schema]:
    plain: dict[str, Schema] = {
        name: schema_of(kind, {k: n for k, n in _NAMED.items() if k is not kind})
        for kind, name in _NAMED.items()
        if kind not in {ContactRow, CompanyRow}
    }
    change_set = plain["ChangeSet"]["properties"]
    role = {
        "name": text(50),
        "permissions": _list(reference("Permission")),
        "visibility": reference("Visibility"),
    }
    return {
        **plain,
        "Contact": _row(ContactRow, CONTACT_FIELDS),
        "Company": _row(CompanyRow, COMPANY_FIELDS),
        "ContactPage": _page("Contact", "One page of contacts."),
        "CompanyPage": _page("Company", "One page of companies."),
        "HistoryPage": _page("HistoryEntry", "One page of a record's history."),
        "ChangeSetPage": _page("ChangeSet", "One page of change sets."),
        "CompanyTree": _object(
            "A hierarchy, parents before children.",
            {"items": _list(reference("CompanyNode"))},
        ),
        "ChangeSetWithChanges": _object(
            "A change set, and its changes to records that one may see.",
            {**change_set, "changes_shown": _list(reference("Change"))},
        ),
        "BulkDone": _object(
            "How many records were changed, and what takes that back.",
            {"changed": {"type": "integer"}, "change_set": UUID},
        ),
        "CustomFieldList": _object(
            "Custom fields.", {"items": _list(reference("CustomField"))}
        ),
        "UserList": _object("People.", {"items": _list(reference("User"))}),
        "Role": _object("What its holders may do and see.", role),
        "RoleList": _object("Roles.", {"items": _list(reference("Role"))}),
        "Me": _object("Who asks.", _me()),
    }


def _me() -> Schema:
    return {
        "user_id": UUID,
        "organization_id": UUID,
        "name": {"type": ["string", "null"]},
        "email": {"type": ["string", "null"]},
        "roles": _list({"type": "string"}),
        "teams": _list(UUID),
        "visibility": reference("Visibility"),
        "permissions": _list(reference("Permission")),
    }


def _inputs() -> dict[str, Schema]:
    contact = "A contact has a name, an e-mail address or a phone number."
    edited = "Fields that are left out stay as they are; null clears one."
    user: Schema = {
        "name": nullable(text(200)),
        "email": nullable(EMAIL),
        "active": {"type": ["boolean", "null"]},
        "roles": {**_list(text(100)), "maxItems": 100},
        "teams": {**_list(UUID), "maxItems": 128},
    }
    kinds = [each.value for each in CustomKind]
    label = nullable(text(100))
    options = nullable({**_list(text(50)), "maxItems": 200})
    return {
        "NewContact": input_schema(CONTACT_FIELDS, contact, custom=True),
        "EditedContact": input_schema(CONTACT_FIELDS, edited, custom=True),
        "NewCompany": {
            **input_schema(COMPANY_FIELDS, "A company has a name.", custom=True),
            "required": ["name"],
        },
        "EditedCompany": input_schema(COMPANY_FIELDS, edited, custom=True),
        "BulkContact": _bulk("contacts", "EditedContact"),
        "BulkCompany": _bulk("companies", "EditedCompany"),
        "NewConsent": _object(
            "What a person agreed to or declined, and how we know.",
            {
                "purpose": text(100, minLength=1),
                "granted": {"type": "boolean"},
                "source": text(255, minLength=1),
            },
        ),
        "Undo": _object(
            "How to deal with records that were changed afterwards.",
            {
                "keep_changed": {
                    "type": ["boolean", "null"],
                    "description": "Undo the others and say which ones stay; else "
                    "nothing is undone when there are any.",
                }
            },
            "keep_changed",
        ),
        "NewCustomField": _object(
            "A field of the organization's own.",
            {
                "record": {"type": "string", "enum": ["contact", "company"]},
                "name": text(50, pattern="^[a-z][a-z0-9_]*$"),
                "label": label,
                "kind": {"type": "string", "enum": kinds},
                "options": options,
            },
            "label",
            "options",
        ),
        "EditedCustomField": _object(
            edited, {"label": label, "options": options}, "label", "options"
        ),
        "UserFields": _object(edited, user, *user),
        "RoleFields": _object(
            "What the holders of a role may do and see.",
            {
                "permissions": _list(reference("Permission")),
                "visibility": reference("Visibility"),
            },
        ),
        "OrganizationFields": _object(
            "What an organization is called.", {"name": text(200, minLength=1)}
        ),
    }


def _problems() -> dict[str, Schema]:
    error = _object(
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
        "properties": {**members, "errors": _list(reference("FieldError"))},
        "required": [*members],
    }
    return {"FieldError": error, "Problem": problem}


def all_schemas() -> dict[str, Schema]:
    """
    Every schema by its name.
    """
    found = {**_answers(), **_inputs(), **_problems()}
    return dict(sorted(found.items()))
