"""
An example of what goes over the wire, by the name of its schema.
"""

from typing import Final

CONTACT_ID: Final = "0199f6a4-5b52-7c1e-9a51-6a5f0f2a8f10"
COMPANY_ID: Final = "0199f6a4-5b50-7d02-8c11-0b8a4c1d2e3f"
USER_ID: Final = "3d0f9c9e-6d0a-4b51-9a7b-0d6f6e1c5b2a"
CHANGE_SET_ID: Final = "0199f6a4-5b4f-7f00-b1f3-4c5d6e7f8091"
_AT: Final = "2026-01-31T09:00:00.000000Z"

_NEW_CONTACT = {
    "first_name": "John",
    "last_name": "Doe",
    "email": "john.doe@example.com",
    "phone": "+1-555-0123",
    "title": "CEO",
    "tags": ["prospect", "enterprise"],
}
CONTACT = {
    "id": CONTACT_ID,
    "first_name": "John",
    "last_name": "Doe",
    "email": "john.doe@example.com",
    "phone": "+1-555-0123",
    "mobile": None,
    "emails": [{"address": "john.doe@example.com", "kind": "work"}],
    "phones": [{"number": "+1-555-0123", "kind": "work"}],
    "title": "CEO",
    "department": None,
    "company_id": COMPANY_ID,
    "company_name": "Acme",
    "affiliations": [],
    "address": {"city": "Berlin", "country": "Germany"},
    "social_profiles": {"linkedin": "https://www.linkedin.com/in/johndoe"},
    "tags": ["prospect", "enterprise"],
    "category": None,
    "notes": None,
    "lead_source": "fair",
    "assigned_to": USER_ID,
    "do_not_contact": False,
    "consents": [],
    "custom": {"shoe_size": "44"},
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 1,
}
COMPANY = {
    "id": COMPANY_ID,
    "name": "Acme",
    "industry": "Anvils",
    "size": "51-200",
    "website": "https://acme.example",
    "domain": "acme.example",
    "phone": "+49 30 901820",
    "address": {"street": "Hauptstr. 1", "city": "Berlin", "country": "Germany"},
    "description": None,
    "category": "customer",
    "tags": ["vip"],
    "parent_id": None,
    "assigned_to": USER_ID,
    "custom": {},
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 1,
}
_CHANGE_SET = {
    "id": CHANGE_SET_ID,
    "user_id": USER_ID,
    "at": _AT,
    "label": "Edit contact John Doe",
    "source": "api",
    "changes": 1,
    "undoes": None,
    "undone_by": None,
}
_CHANGE = {
    "record": {"kind": "contact", "id": CONTACT_ID},
    "action": "updated",
    "before": {"title": "CTO"},
    "after": {"title": "CEO"},
}
_CUSTOM_FIELD = {
    "id": "0199f6a4-5b60-7a00-9c00-5d6e7f809102",
    "record": "contact",
    "name": "shoe_size",
    "label": "Shoe size",
    "kind": "number",
    "options": [],
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_USER = {
    "id": USER_ID,
    "name": "Ann Example",
    "email": "ann@example.com",
    "roles": ["rep"],
    "teams": [],
    "active": True,
    "time_zone": "UTC",
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_ROLE = {
    "name": "viewer",
    "permissions": [
        "change:read",
        "company:read",
        "contact:read",
        "organization:read",
        "user:read",
    ],
    "visibility": "all",
}


def _page(*items: object) -> dict[str, object]:
    return {
        "items": [*items],
        "total": len(items),
        "total_exact": True,
        "page": 1,
        "page_size": 20,
        "next_cursor": None,
    }


_ENTRY = {"change_set": _CHANGE_SET, "change": _CHANGE}

EXAMPLES: Final[dict[str, object]] = {
    "BulkCompany": {"ids": [COMPANY_ID], "add_tags": ["vip"]},
    "BulkContact": {
        "filter": "tags=vip&assigned_to=me",
        "set": {"category": "customer"},
        "add_tags": ["2026"],
    },
    "BulkDone": {"changed": 12, "change_set": CHANGE_SET_ID},
    "ChangeSetPage": _page(_CHANGE_SET),
    "ChangeSetWithChanges": {**_CHANGE_SET, "changes_shown": [_CHANGE]},
    "Company": COMPANY,
    "CompanyPage": _page(COMPANY),
    "CompanyTree": {
        "items": [
            {
                "id": COMPANY_ID,
                "name": "Acme",
                "parent_id": None,
                "depth": 0,
                "contacts": 3,
                "contacts_below": 17,
            }
        ]
    },
    "Contact": CONTACT,
    "ContactPage": _page(CONTACT),
    "CustomField": _CUSTOM_FIELD,
    "CustomFieldList": {"items": [_CUSTOM_FIELD]},
    "EditedCompany": {"category": "customer", "parent_id": None},
    "EditedContact": {"title": "CEO", "notes": None},
    "EditedCustomField": {"label": "Shoe size (EU)"},
    "Erasure": {
        "contact_id": CONTACT_ID,
        "wiped_changes": 3,
        "leads": 1,
        "opportunities": 1,
        "submissions": 1,
        "bookings": 0,
        "files": 1,
        "activities": 4,
        "emails": 2,
        "refused_rows": 0,
        "left": 0,
    },
    "Explanation": {
        "permission": "contact:write",
        "allowed": True,
        "reasons": [
            "The role rep gives contact:write.",
            "Only records assigned to this person are visible.",
        ],
    },
    "HistoryPage": _page(_ENTRY),
    "ImportReport": {
        "dry_run": False,
        "change_set": CHANGE_SET_ID,
        "rows": 3,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "repeated": 0,
        "companies_only": 0,
        "companies_created": 1,
        "refused": [
            {
                "line": 4,
                "reasons": [
                    {
                        "field": "E-mail",
                        "code": "email",
                        "message": "Not an e-mail address.",
                    }
                ],
                "values": {"E-mail": "nobody"},
            }
        ],
        "columns": [{"header": "E-mail", "field": "email", "why": "header"}],
        "new_fields": [{"header": "Fax note", "field": "new:text", "cells": 2}],
        "unused": {"Fax note": 2},
        "remarks": [],
        "remarks_left_out": 0,
    },
    "Me": {
        "user_id": USER_ID,
        "organization_id": "9b2f1c3d-1111-4a4a-8b8b-222233334444",
        "name": "Ann Example",
        "email": "ann@example.com",
        "roles": ["viewer"],
        "teams": [],
        "visibility": "all",
        "permissions": _ROLE["permissions"],
    },
    "NewCompany": {
        "name": "Acme",
        "industry": "Anvils",
        "website": "acme.example",
        "tags": ["vip"],
    },
    "NewConsent": {"purpose": "newsletter", "granted": True, "source": "web form"},
    "NewContact": _NEW_CONTACT,
    "NewCustomField": {"record": "contact", "name": "shoe_size", "kind": "number"},
    "Organization": {
        "id": "9b2f1c3d-1111-4a4a-8b8b-222233334444",
        "name": "Example Ltd",
        "base_currency": "EUR",
        "time_zone": "UTC",
        "created_at": _AT,
        "updated_at": _AT,
        "version": 1,
    },
    "OrganizationFields": {"name": "Example Ltd"},
    "PersonalData": {
        "record": {"id": CONTACT_ID},
        "history": [_ENTRY],
        "leads": [],
        "submissions": [],
        "bookings": [],
        "files": [],
        "activities": [],
        "emails": [],
    },
    "Role": _ROLE,
    "RoleFields": {"permissions": ["contact:read"], "visibility": "team"},
    "RoleList": {"items": [_ROLE]},
    "Undo": {"keep_changed": False},
    "Undone": {"change_set_id": CHANGE_SET_ID, "undone": 3, "kept": []},
    "User": _USER,
    "UserFields": {"name": "Ann Example", "roles": ["rep"], "active": True},
    "UserList": {"items": [_USER]},
}
