"""
Schemas and examples of imports.
"""

from collections.abc import Callable
from typing import Final

from crm_core.transfers import Figures, Transfer, Why

from .examples import CHANGE_SET_ID, USER_ID
from .kinds import UUID, nullable
from .types import Schema, closed, listed, reference, schema_of

_KEPT_INSIDE: Final = ("figures", "options", "since", "since_position")
_AT: Final = "2026-01-31T09:00:00.000000Z"


def _transfer() -> Schema:
    own, figures = schema_of(Transfer, {}), schema_of(Figures, {})
    members = {
        name: shape
        for name, shape in own["properties"].items()
        if name not in _KEPT_INSIDE
    }
    number = {"type": "number", "minimum": 0}
    return closed(
        "An import: how far it is, and what it did. Its id is that of its change set.",
        {
            **members,
            **figures["properties"],
            "rows_per_second": {
                **nullable(number),
                "description": "Since it is at work.",
            },
            "seconds_left": {
                **nullable(number),
                "description": "As long as it runs and the file's length is known.",
            },
        },
    )


def transfer_answers(page: Callable[[str, str], Schema]) -> dict[str, Schema]:
    """
    What imports answer.
    """
    return {
        "ImportReport": _import_report(),
        "Transfer": _transfer(),
        "TransferPage": page("Transfer", "One page of imports."),
    }


def _import_report() -> Schema:
    count = {"type": "integer", "minimum": 0}
    refused = closed(
        "A row that was not taken, with every reason.",
        {
            "line": count,
            "reasons": listed(reference("FieldError")),
            "values": {"type": "object", "additionalProperties": True},
        },
    )
    return closed(
        "What an import did, or with `dry_run` would do.",
        {
            "dry_run": {"type": "boolean"},
            "change_set": nullable(UUID),
            "rows": count,
            "created": count,
            "updated": count,
            "unchanged": count,
            "repeated": count,
            "companies_only": count,
            "companies_created": count,
            "refused": listed(refused),
            "columns": listed(
                closed(
                    "Where a column went.",
                    {
                        "header": {"type": "string"},
                        "field": {"type": "string"},
                        "why": {
                            "type": "string",
                            "enum": [each.value for each in Why],
                            "description": "What tells so: its header, the program "
                            "that the file comes from, its cells, this request, or an "
                            "earlier one about a file like it.",
                        },
                    },
                )
            ),
            "new_fields": listed(
                closed(
                    "A column that went nowhere, and the `map` that makes a custom"
                    " field of it; `cells` are those filled in the first rows.",
                    {
                        "header": {"type": "string"},
                        "field": {"type": "string"},
                        "cells": count,
                    },
                )
            ),
            "unused": {
                "type": "object",
                "description": "Filled cells of columns that found no place.",
                "additionalProperties": count,
            },
            "remarks": listed(
                closed(
                    "Something that a person should know of a row that was taken.",
                    {"line": count, "message": {"type": "string"}},
                )
            ),
            "remarks_left_out": count,
        },
    )


_TRANSFER: Final = {
    "id": CHANGE_SET_ID,
    "noun": "contacts",
    "label": "google-contacts.csv",
    "file": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "size": 18_400_000,
    "state": "running",
    "headers": ["First Name", "E-mail 1 - Value"],
    "position": 50_000,
    "share": 0.25,
    "rows": 50_000,
    "created": 49_000,
    "updated": 800,
    "unchanged": 100,
    "repeated": 40,
    "companies_only": 0,
    "companies_created": 3_000,
    "refused": 60,
    "unused": {"Fax note": 2},
    "remarks": [{"line": 17, "message": "About the same as line 3."}],
    "remarks_left_out": 0,
    "error": None,
    "rows_per_second": 8_000.0,
    "seconds_left": 18.75,
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "finished_at": None,
    "version": 22,
}

TRANSFER_EXAMPLES: Final[dict[str, object]] = {
    "Transfer": _TRANSFER,
    "TransferPage": {
        "items": [_TRANSFER],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 20,
        "next_cursor": None,
    },
}
