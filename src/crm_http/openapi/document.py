"""
The document: paths, parameters and answers, from the table of operations.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from crm_core.activities import ACTIVITY_FIELDS
from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.files import FILE_FIELDS
from crm_core.leads import LEAD_FIELDS
from crm_core.opportunities import OPPORTUNITY_FIELDS

from ..operations import JSON, Operation, Parameter
from .all_examples import ALL_EXAMPLES
from .failures import failures
from .filters import filter_parameters
from .schemas import all_schemas
from .types import Schema, reference

API_VERSION: Final = "1"

_ABOUT: Final = """
Contacts and companies, the trail of every write, and undo.

Send an access token as `Authorization: Bearer <token>`; it says who you are and for
which organization. All times are UTC (RFC 3339); ids are UUIDs.

**Lists** answer `{items, total, total_exact, page, page_size, next_cursor}`. Follow
`next_cursor` to read everything; `page` works too. Filters on the same field are
joined by *or*, on different fields by *and*; `not:` in front of a value excludes it,
`none` and `any` ask whether there is a value at all, dates know `gte:`, `lte:`,
`2026-01-01..2026-01-31`, `this-month`, `-7d`.

**Changing** a record needs its `ETag` as `If-Match`, so that nobody's work is lost:
412 says that somebody was faster. Every write answers `Change-Set`, which
`POST /api/crm/changes/{id}/undo/` takes back.

**Repeating**: send `Idempotency-Key` with a POST, and a repetition gets the first
answer (`Idempotency-Replayed: true`) instead of doing it twice.

**Problems** are `application/problem+json` (RFC 9457). `errors` names every field that
is wrong, not only the first. `type` is stable; texts may change.
""".strip()

_LISTED: Final = {
    "activity": ACTIVITY_FIELDS,
    "contact": CONTACT_FIELDS,
    "company": COMPANY_FIELDS,
    "file": FILE_FIELDS,
    "lead": LEAD_FIELDS,
    "opportunity": OPPORTUNITY_FIELDS,
}
_HEADERS: Final[dict[str, Schema]] = {
    "Change-Set": {
        "description": "The change set that this write made.",
        "schema": {"type": "string", "format": "uuid"},
    },
    "Duplicates": {
        "description": "Records that this is probably a duplicate of, where the rules "
        "warn: ids, each with `score`.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "The version of the record, for `If-Match`.",
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "Where the new record is.",
        "schema": {"type": "string"},
    },
    "Preference-Applied": {
        "description": "`respond-async`: a worker does it.",
        "schema": {"type": "string"},
    },
    "Idempotency-Replayed": {
        "description": "`true` when this is the answer to an earlier request.",
        "schema": {"type": "string"},
    },
    "RateLimit-Limit": {
        "description": "Requests per minute.",
        "schema": {"type": "string"},
    },
    "RateLimit-Remaining": {
        "description": "Requests left in this minute.",
        "schema": {"type": "string"},
    },
    "RateLimit-Reset": {
        "description": "Seconds until the limit is whole again.",
        "schema": {"type": "string"},
    },
    "X-Request-ID": {
        "description": "The id of this request in the logs.",
        "schema": {"type": "string"},
    },
}


def build_document(operations: Iterable[Operation], *, server: str = "") -> Schema:
    """
    The OpenAPI document of *operations*, for a CRM that is reached at *server*.
    """
    documented = [each for each in operations if each.documented]
    paths: dict[str, dict[str, Schema]] = {}
    responses: dict[str, Schema] = {}
    for operation in documented:
        item = paths.setdefault(f"{operation.path}/", {})
        item[operation.method.lower()] = _operation(operation, responses)
    tags = dict.fromkeys(operation.tag for operation in documented)
    return {
        "openapi": "3.1.0",
        "info": {"title": "CRM", "version": API_VERSION, "description": _ABOUT},
        "servers": [{"url": server or "/"}],
        "security": [{"token": []}],
        "tags": [{"name": tag} for tag in tags],
        "paths": paths,
        "components": {
            "schemas": _with_examples(all_schemas()),
            "responses": dict(sorted(responses.items())),
            "headers": _HEADERS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token of the auth service.",
                }
            },
        },
    }


def _with_examples(schemas: dict[str, Schema]) -> dict[str, Schema]:
    return {
        name: {**schema, "examples": [ALL_EXAMPLES[name]]}
        if name in ALL_EXAMPLES
        else schema
        for name, schema in schemas.items()
    }


def _operation(operation: Operation, responses: dict[str, Schema]) -> Schema:
    found: Schema = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": [*_parameters(operation)],
        "responses": {
            str(operation.status): _success(operation),
            **({"202": _later(operation)} if operation.later else {}),
            **({"304": _unchanged()} if _knows_unchanged(operation) else {}),
            **failures(operation, responses),
        },
    }
    if operation.requires is not None:
        found["description"] = f"Needs the permission `{operation.requires}`."
        found["x-permission"] = str(operation.requires)
    if operation.takes is not None:
        found["requestBody"] = {
            "required": not operation.optional_body,
            "content": {JSON: _media(operation.takes)},
        }
    if operation.takes_files:
        binary: Schema = {"schema": {"type": "string"}}
        content = dict.fromkeys(operation.takes_files, binary)
        if operation.attaches:
            content["multipart/form-data"] = _media("NewFile")
        found["requestBody"] = {"required": True, "content": content}
    return found


def _media(schema: str) -> Schema:
    example = {"example": ALL_EXAMPLES[schema]} if schema in ALL_EXAMPLES else {}
    return {"schema": reference(schema), **example}


def _knows_unchanged(operation: Operation) -> bool:
    return operation.tagged and operation.method == "GET"


def _unchanged() -> Schema:
    return {
        "description": "It is still what `If-None-Match` says.",
        "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
    }


def _later(operation: Operation) -> Schema:
    assert operation.later is not None
    return {
        "description": "A worker will do it; `Location` says how far it is.",
        "headers": _headers(operation, "Location", "Preference-Applied"),
        "content": {JSON: _media(operation.later)},
    }


def _headers(operation: Operation, *own: str) -> Schema:
    names = [
        *own,
        *(["Idempotency-Replayed"] if operation.method == "POST" else []),
        "RateLimit-Limit",
        "RateLimit-Remaining",
        "RateLimit-Reset",
        "X-Request-ID",
    ]
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _success(operation: Operation) -> Schema:
    own = [
        *(["ETag"] if operation.tagged else []),
        *(["Location"] if operation.status == 201 and operation.located else []),
        *(["Change-Set"] if operation.written else []),
        *(["Duplicates"] if "allow_duplicates" in operation.parameters else []),
    ]
    answer: Schema = {
        "description": "Done." if operation.status == 204 else operation.summary + ".",
        "headers": _headers(operation, *own),
    }
    if operation.gives is not None:
        answer["content"] = {JSON: _media(operation.gives)}
    if operation.gives_files:
        binary: Schema = {"schema": {"type": "string"}}
        answer["content"] = dict.fromkeys(operation.gives_files, binary)
    return answer


def _parameters(operation: Operation) -> Iterable[Schema]:
    for name in re.findall(r"{(\w+)}", operation.path):
        id_schema: Schema = {"type": "string", "format": "uuid"}
        word: Schema = {"type": "string", "pattern": "^[A-Za-z0-9-]{1,50}$"}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": id_schema if name == "id" else word,
        }
    if operation.lists is not None:
        for parameter in filter_parameters(_LISTED[operation.lists]):
            yield _query(parameter)
    for parameter in operation.query:
        yield _query(parameter)
    yield from _header_parameters(operation)


def _query(parameter: Parameter) -> Schema:
    schema: Schema = dict(parameter.schema)
    if parameter.repeats:
        schema = {"type": "array", "items": schema, "maxItems": 20}
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.says,
        "required": parameter.required,
        "schema": schema,
    }
    if parameter.example is not None:
        shown = [parameter.example] if parameter.repeats else parameter.example
        found["example"] = shown
    return found


def _header_parameters(operation: Operation) -> Iterable[Schema]:
    if operation.conditional is not None:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": operation.conditional == "required",
            "description": "The `ETag` of what you saw, or `*`.",
            "schema": {"type": "string", "pattern": '^(\\*|"[0-9]{1,9}")$'},
            "example": "*",
        }
    if operation.later:
        yield {
            "name": "Prefer",
            "in": "header",
            "required": False,
            "description": "`respond-async` leaves it to a worker (RFC 7240).",
            "schema": {"type": "string", "enum": ["respond-async"]},
        }
    if _knows_unchanged(operation):
        yield {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": "The `ETag` of what you have; 304 says it still holds.",
            "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
        }
    if operation.method == "POST":
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "A name of your own for this request, to repeat it safely.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
        }
