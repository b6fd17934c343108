"""
Schemas and examples of files.
"""

from typing import Any, Final

from crm_core.files import FILE_FIELDS, File, UsageOf

from .examples import CONTACT_ID, USER_ID
from .kinds import input_schema, text
from .types import Schema, closed, listed

FILE_TYPES: Final[dict[type, str]] = {File: "File", UsageOf: "FileUsage"}
_AT: Final = "2026-01-31T09:00:00.000000Z"
_ABOUT: Final = {"type": "string", "pattern": "^[a-z]+:[0-9a-f-]{36}$"}


def file_inputs() -> dict[str, Schema]:
    """
    What is said of files.
    """
    form: dict[str, Any] = {
        "file": {"type": "string", "format": "binary"},
        "name": text(10_000),
        "about": {**listed(_ABOUT), "maxItems": 100},
        "description": text(5_000),
    }
    edited = "Fields that are left out stay as they are; null clears one."
    return {
        "EditedFile": input_schema(FILE_FIELDS, edited),
        "NewFile": closed(
            "A file, and what is said of it; its name is the form's, unless one is given.",
            form,
            "name",
            "about",
            "description",
        ),
    }


_FILE: Final[dict[str, object]] = {
    "id": "0199f6a4-5b90-7d40-8a10-0f1e2d3c4b5a",
    "name": "offer.pdf",
    "content_type": "application/pdf",
    "size": 182_044,
    "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "about": [{"kind": "contact", "id": CONTACT_ID}],
    "activity_id": None,
    "description": "As discussed on the phone.",
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 1,
}

FILE_EXAMPLES: Final[dict[str, object]] = {
    "File": _FILE,
    "FilePage": {
        "items": [_FILE],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 20,
        "next_cursor": None,
    },
    "FileUsage": {"files": 1, "bytes": 182_044, "quota": 10_000_000_000},
    "NewFile": {
        "file": "(what is in it)",
        "name": "offer.pdf",
        "about": [f"contact:{CONTACT_ID}"],
        "description": "As discussed on the phone.",
    },
    "EditedFile": {
        "name": "offer-2.pdf",
        "description": "The one that was signed.",
    },
}
