"""
JSON schemas of what the API takes, from the tables of fields that validate it.
"""

from typing import Any

from crm_core.activities import Attendance, Channel
from crm_core.shared import ADDRESS_PARTS, SUBJECT_KINDS, Field, Fields

from .types import Schema

_EMAIL_KINDS = ["work", "home", "other"]
_PHONE_KINDS = ["work", "home", "mobile", "fax", "other"]


def text(longest: int, **more: Any) -> Schema:
    """
    Text of at most so many characters.
    """
    return {"type": "string", "maxLength": longest, **more}


def _object(properties: Schema, *, required: tuple[str, ...] = ()) -> Schema:
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**closed, "required": [*required]} if required else closed


def _list(item: Schema, most: int) -> Schema:
    return {"type": "array", "items": item, "maxItems": most}


EMAIL = text(254, format="email")
UUID = {"type": "string", "format": "uuid"}
EMAILS = _list(
    _object(
        {"address": EMAIL, "kind": {"type": "string", "enum": _EMAIL_KINDS}},
        required=("address",),
    ),
    20,
)
PHONES = _list(
    _object(
        {"number": text(50), "kind": {"type": "string", "enum": _PHONE_KINDS}},
        required=("number",),
    ),
    20,
)
AFFILIATIONS = _list(
    _object(
        {"company_id": UUID, "role": {"type": ["string", "null"], "maxLength": 100}},
        required=("company_id",),
    ),
    20,
)
ADDRESS = _object(
    {
        name: {"type": ["string", "null"], "maxLength": longest}
        for name, longest in ADDRESS_PARTS.items()
    }
)
PROFILES = {
    "type": "object",
    "additionalProperties": text(500),
    "maxProperties": 20,
}
CUSTOM = {
    "type": "object",
    "description": "Values of the organization's own fields, by name; null clears one.",
    "additionalProperties": True,
}

CONTACT_ROLES = _list(
    _object(
        {"contact_id": UUID, "role": {"type": ["string", "null"], "maxLength": 100}},
        required=("contact_id",),
    ),
    200,
)
LINE_ITEMS = _list(
    _object(
        {
            "product": text(255),
            "quantity": {"type": ["number", "string"]},
            "unit_price": {"type": ["number", "string"]},
            "discount": {"type": ["number", "string"]},
        },
        required=("product",),
    ),
    200,
)

SUBJECTS = _list(
    _object(
        {"kind": {"type": "string", "enum": [*SUBJECT_KINDS]}, "id": UUID},
        required=("kind", "id"),
    ),
    100,
)

PARTICIPANTS = _list(
    _object(
        {
            "name": {"type": ["string", "null"], "maxLength": 255},
            "email": {"type": ["string", "null"], "maxLength": 254},
            "contact_id": {**UUID, "type": ["string", "null"]},
            "user_id": {**UUID, "type": ["string", "null"]},
            "status": {
                "type": "string",
                "enum": [each.value for each in Attendance],
            },
            "organizer": {"type": "boolean"},
        }
    ),
    200,
)
REMINDER = _object(
    {
        "minutes": {"type": "integer", "minimum": 0, "maximum": 40_320},
        "channels": {
            "type": "array",
            "items": {"type": "string", "enum": [each.value for each in Channel]},
        },
    },
    required=("minutes",),
)

_SHAPES: dict[str, Schema] = {
    "address": ADDRESS,
    "affiliations": AFFILIATIONS,
    "contact_roles": CONTACT_ROLES,
    "answers": {
        "type": "object",
        "description": "Answers to the organization's questions, by their keys; null "
        "takes one back.",
        "additionalProperties": True,
    },
    "date": {"type": "string", "format": "date"},
    "details": {
        "type": "object",
        "additionalProperties": text(2_000),
        "maxProperties": 50,
    },
    "email": EMAIL,
    "emails": EMAILS,
    "flag": {"type": "boolean"},
    "folders": _list(text(255), 20),
    "id": UUID,
    "line_items": LINE_ITEMS,
    "moment": {"type": "string", "format": "date-time"},
    "number": {"type": ["number", "string"]},
    "participants": PARTICIPANTS,
    "phone": text(50),
    "phones": PHONES,
    "profiles": PROFILES,
    "records": SUBJECTS,
    "reminders": _list(
        {"anyOf": [REMINDER["properties"]["minutes"], REMINDER]},
        10,
    ),
}


def taken(field: Field) -> Schema:
    """
    What a field takes; null clears it.
    """
    kind: Any = field.kind
    match kind.name:
        case "tags":
            shape = _list(text(50), kind.most)
        case "choice":
            shape = {"type": "string", "enum": [*kind.options]}
        case "text" | "url":
            shape = text(getattr(kind, "longest", 253))
        case other:
            shape = dict(_SHAPES[other])
    return {"title": field.label, **nullable(shape)}


def nullable(shape: Schema) -> Schema:
    """
    *shape*, or null.
    """
    given = shape["type"]
    both = [*given, "null"] if isinstance(given, list) else [given, "null"]
    wider: Schema = {**shape, "type": both}
    return {**wider, "enum": [*shape["enum"], None]} if "enum" in shape else wider


def input_schema(fields: Fields, says: str, *, custom: bool = False) -> Schema:
    """
    An object of the fields that can be written.
    """
    properties = {
        field.name: taken(field) for field in fields.by_name.values() if field.writable
    }
    if custom:
        properties["custom"] = nullable(CUSTOM)
    return {"description": says, **_object(properties)}


def shown(field: Field) -> Schema | None:
    """
    What a field shows, where its type does not say enough.
    """
    match field.kind.name:
        case "emails" | "phones":
            shape = dict(_SHAPES[field.kind.name])
            shape.pop("maxItems")
            return {"title": field.label, **_strict(shape)}
        case "affiliations" | "contact_roles" | "participants" | "records":
            return {"title": field.label, **_strict(_SHAPES[field.kind.name])}
        case "reminders":
            return {"title": field.label, **_strict({"items": REMINDER})}
        case "line_items":
            item = LINE_ITEMS["items"]
            names = [*item["properties"]][1:]
            numbers = {name: {"type": "number"} for name in names}
            product = item["properties"]["product"]
            of = {**item, "properties": {"product": product, **numbers}}
            return {"title": field.label, **_strict({**LINE_ITEMS, "items": of})}
        case "address" | "profiles":
            return {"title": field.label, **nullable(_SHAPES[field.kind.name])}
    return None


def _strict(shape: Schema) -> Schema:
    item = shape["items"]
    return {"type": "array", "items": {**item, "required": [*item["properties"]]}}
