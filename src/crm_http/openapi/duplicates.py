"""
Schemas and examples of duplicates, merges and unmerges.
"""

from collections.abc import Callable
from typing import Final

from crm_core.duplicates import (
    FieldConflict,
    KeptField,
    Merge,
    Moved,
    OtherValue,
    Pair,
    PairRow,
    PairState,
    Scan,
    Unmerged,
)

from .examples import CHANGE_SET_ID, COMPANY, COMPANY_ID, CONTACT, CONTACT_ID, USER_ID
from .kinds import UUID, nullable
from .types import Schema, closed, listed, reference

DUPLICATE_TYPES: Final[dict[type, str]] = {
    FieldConflict: "FieldConflict",
    KeptField: "KeptField",
    Merge: "Merge",
    Moved: "Moved",
    OtherValue: "OtherValue",
    Pair: "DuplicateDecided",
    PairRow: "Duplicate",
    PairState: "DuplicateState",
    Scan: "Scan",
    Unmerged: "Unmerged",
}

_OTHER: Final = "0199f6a4-6c00-7a10-8b20-1c2d3e4f5061"
_MERGE_ID: Final = "0199f6a4-7d00-7b30-9c40-2d3e4f506172"
_PAIR_ID: Final = "0199f6a4-8e00-7c50-ad60-3e4f50617283"
_AT: Final = "2026-01-31T09:00:00.000000Z"


def merge_schemas(page: Callable[[str, str], Schema]) -> dict[str, Schema]:
    """
    What merges take and give, by name; *page* makes a schema of one page.
    """
    return {
        "DuplicatePage": page("Duplicate", "One page of likely duplicates."),
        "MergePage": page("Merge", "One page of merges."),
        "MergeContact": _taking("contacts", "EditedContact"),
        "MergeCompany": _taking("companies", "EditedCompany"),
        "MergedContact": _giving("Contact"),
        "MergedCompany": _giving("Company"),
        "ScanRequest": closed(
            "What to look through.",
            {
                "kind": {
                    "type": ["string", "null"],
                    "enum": ["contact", "company", None],
                    "description": "Left out: both.",
                },
                "everything": {
                    "type": ["boolean", "null"],
                    "description": "All records, not only those changed since.",
                },
            },
            "kind",
            "everything",
        ),
        "ScanRequested": closed(
            "A worker will do it.", {"requested": {"type": "boolean"}}
        ),
        "ScanList": closed(
            "The latest scan of each kind.", {"items": listed(reference("Scan"))}
        ),
        "KeepApart": closed(
            "What was decided about two records.",
            {
                "apart": {
                    "type": ["boolean", "null"],
                    "description": "false forgets that they are different.",
                }
            },
            "apart",
        ),
    }


def _taking(plural: str, edited: str) -> Schema:
    return closed(
        f"Which {plural}, and how: the one left keeps its values and gets those it "
        "lacks; lists are joined.",
        {
            "ids": {**listed(UUID), "minItems": 2, "maxItems": 5},
            "into": {**nullable(UUID), "description": "Which is left; else the first."},
            "take": {
                "type": ["object", "null"],
                "description": "Whose value a field gets: an id by its name.",
                "additionalProperties": UUID,
            },
            "set": {"anyOf": [reference(edited), {"type": "null"}]},
            "preview": {
                "type": ["boolean", "null"],
                "description": "Only show what would come of it.",
            },
        },
        "into",
        "take",
        "set",
        "preview",
    )


def _giving(record: str) -> Schema:
    return closed(
        "What came of a merge, or would.",
        {
            "merge_id": {**nullable(UUID), "description": "null in a preview."},
            "change_set_id": nullable(UUID),
            "preview": {"type": "boolean"},
            "record": reference(record),
            "merged_ids": listed(UUID),
            "conflicts": listed(reference("FieldConflict")),
            "moved": listed(reference("Moved")),
        },
    )


_DUPLICATE = {
    "id": _PAIR_ID,
    "kind": "contact",
    "low_id": CONTACT_ID,
    "low_name": "John Doe",
    "high_id": _OTHER,
    "high_name": "Jon Doe",
    "score": 0.97,
    "reasons": ["same phone", "first names differ in one letter"],
    "state": "open",
    "decided_by": None,
    "decided_at": None,
    "created_at": _AT,
    "version": 1,
}
_DECIDED = {
    **{n: v for n, v in _DUPLICATE.items() if not n.endswith("_name")},
    "state": "apart",
    "decided_by": USER_ID,
    "decided_at": _AT,
    "updated_at": _AT,
    "version": 2,
}
_MERGE = {
    "id": _MERGE_ID,
    "kind": "contact",
    "survivor_id": CONTACT_ID,
    "merged_ids": [_OTHER],
    "change_set_id": CHANGE_SET_ID,
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_MERGED = {
    "merge_id": _MERGE_ID,
    "change_set_id": CHANGE_SET_ID,
    "preview": False,
    "merged_ids": [_OTHER],
    "conflicts": [
        {
            "field": "category",
            "kept": "customer",
            "others": [{"id": _OTHER, "value": "prospect"}],
        }
    ],
    "moved": [{"kind": "contact", "count": 12}],
}


def _page(item: object) -> dict[str, object]:
    return {
        "items": [item],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 20,
        "next_cursor": None,
    }


DUPLICATE_EXAMPLES: Final[dict[str, object]] = {
    "DuplicateDecided": _DECIDED,
    "DuplicatePage": _page(_DUPLICATE),
    "KeepApart": {"apart": True},
    "MergeCompany": {"ids": [COMPANY_ID, _OTHER], "take": {"name": _OTHER}},
    "MergeContact": {
        "ids": [CONTACT_ID, _OTHER],
        "into": CONTACT_ID,
        "take": {"title": _OTHER},
        "set": {"category": "customer"},
        "preview": True,
    },
    "MergePage": _page(_MERGE),
    "MergedCompany": {**_MERGED, "record": COMPANY},
    "MergedContact": {**_MERGED, "record": CONTACT},
    "ScanList": {
        "items": [
            {
                "kind": "contact",
                "started_at": _AT,
                "finished_at": _AT,
                "records": 1200,
                "compared": 3400,
                "found": 17,
                "crowded": 0,
            }
        ]
    },
    "ScanRequest": {"kind": "contact", "everything": False},
    "ScanRequested": {"requested": True},
    "Unmerged": {
        "change_set_id": CHANGE_SET_ID,
        "survivor_id": CONTACT_ID,
        "restored_ids": [_OTHER],
        "moved_back": 12,
        "kept": [
            {
                "record": {"kind": "contact", "id": CONTACT_ID},
                "field": "title",
                "reason": "It was changed afterwards.",
                "before": None,
                "now": "Chair",
            }
        ],
        "kept_unseen": 0,
    },
}
