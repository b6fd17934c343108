"""
Schemas and examples of the rules for duplicates.
"""

from typing import Final

from crm_core.matching import IDENTITY, Action, MatchingRules

from .types import Schema, closed, listed

MATCHING_TYPES: Final[dict[type, str]] = {
    Action: "DuplicateAction",
    MatchingRules: "MatchingRules",
}
_ACTION: Final[Schema] = {
    "type": ["string", "null"],
    "enum": [*(each.value for each in Action), None],
}
_SCORE: Final[Schema] = {"type": ["number", "null"], "minimum": 0.5, "maximum": 1}
_NAMES: Final[Schema] = {
    **listed({"type": "string", "minLength": 1, "maxLength": 100}),
    "type": ["array", "null"],
    "maxItems": 20,
}
_TAKEN: Final[dict[str, Schema]] = {
    "on_create": _ACTION,
    "on_update": _ACTION,
    "contact_review": _SCORE,
    "contact_certain": _SCORE,
    "company_review": _SCORE,
    "company_certain": _SCORE,
    "identity": _NAMES,
}


def matching_schemas() -> dict[str, Schema]:
    """
    What changing the rules takes, by name.
    """
    says = "Rules for duplicates that are to change; null brings back the usual."
    return {"ChangedMatchingRules": closed(says, _TAKEN, *_TAKEN)}


MATCHING_EXAMPLES: Final[dict[str, object]] = {
    "ChangedMatchingRules": {"on_create": "warn", "contact_certain": 0.995},
    "MatchingRules": {
        "on_create": "block",
        "on_update": "block",
        "contact_review": 0.5,
        "contact_certain": 0.99,
        "company_review": 0.5,
        "company_certain": 0.99,
        "identity": [*IDENTITY],
    },
}
