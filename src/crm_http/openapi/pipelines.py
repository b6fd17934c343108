"""
Schemas and examples of pipelines and currencies.
"""

from typing import Final

from crm_core.currencies import ExchangeRate
from crm_core.pipelines import RECORDS, Category, StageKind

from .examples import USER_ID
from .kinds import nullable, text
from .types import Schema, closed, listed, reference

PIPELINE_TYPES: Final[dict[type, str]] = {ExchangeRate: "ExchangeRate"}
_NUMBER: Final[Schema] = {"type": ["integer", "string", "null"]}
_FLAG: Final[Schema] = {"type": ["boolean", "null"]}
_CURRENCY: Final = text(3, minLength=3)


def _words(says: str, most: int) -> Schema:
    word = text(100, minLength=1)
    shape = {**listed(word), "maxItems": most, "description": says}
    return nullable(shape)


_STAGE: Final[dict[str, Schema]] = {
    "key": {
        **nullable(text(100, pattern="^[a-z0-9][a-z0-9_-]*$")),
        "description": "What records and addresses call it; it never changes. Without "
        "it a known stage is found by its name, and a new one is called after it.",
    },
    "name": text(100, minLength=1),
    "kind": nullable({"type": "string", "enum": [each.value for each in StageKind]}),
    "probability": {**_NUMBER, "description": "Percent that are won, 0 to 100."},
    "stale_days": {
        **_NUMBER,
        "description": "After how many days without a move a record is stale.",
    },
    "required": _words(
        "Fields that a record needs to enter; those of one's own as `custom.name`.", 200
    ),
    "roles": _words("Roles that may move records here; all when empty.", 200),
    "category": nullable({"type": "string", "enum": [each.value for each in Category]}),
    "retired": {**_FLAG, "description": "It takes no more records."},
}


def pipeline_inputs() -> dict[str, Schema]:
    """
    The bodies that pipelines take.
    """
    edited = "Members that are left out stay as they are."
    optional = [name for name in _STAGE if name != "name"]
    new = closed("A stage; only its name is needed.", _STAGE, *optional)
    known = closed(
        "A stage, known by its key or its name; what is left out stays.",
        _STAGE,
        *_STAGE,
    )
    named = text(100, minLength=1)
    members: dict[str, Schema] = {
        "name": named,
        "stages": {**listed(new), "maxItems": 50},
        "reasons": _words("Why records may be lost; any words when empty.", 200),
        "default": {**_FLAG, "description": "Whether new records enter it."},
    }
    moves = {
        "type": ["object", "null"],
        "description": "Where the records of stages go that end: a stage by a stage.",
        "additionalProperties": text(255),
    }
    return {
        "NewPipeline": closed(
            "A pipeline has a stage of each kind at least.",
            {"record": {"type": "string", "enum": [*RECORDS]}, **members},
            "reasons",
            "default",
        ),
        "EditedPipeline": closed(
            f"{edited} Stages that are left out take no more records.",
            {**members, "stages": {**listed(known), "maxItems": 50}, "moves": moves},
            *members,
            "moves",
        ),
    }


def currency_inputs() -> dict[str, Schema]:
    """
    The bodies that currencies take.
    """
    return {
        "BaseCurrency": closed("A currency (ISO 4217).", {"currency": _CURRENCY}),
        "NewExchangeRate": closed(
            "What one unit of a currency is worth in the base currency, from a day on; "
            "today when it is left out.",
            {
                "currency": _CURRENCY,
                "rate": {"type": ["number", "string"]},
                "day": {"type": ["string", "null"], "format": "date"},
            },
            "day",
        ),
    }


def pipeline_answers() -> dict[str, Schema]:
    """
    What pipelines and currencies answer in lists.
    """
    return {
        "PipelineList": closed("Pipelines.", {"items": listed(reference("Pipeline"))}),
        "Currencies": closed(
            "The base currency, and the rates by currency and day.",
            {"base": _CURRENCY, "rates": listed(reference("ExchangeRate"))},
        ),
    }


_AT: Final = "2026-01-31T09:00:00.000000Z"
_PIPELINE_ID: Final = "0199f6a4-9a10-7b40-8c50-3e4f50617283"
_OPEN: Final[Schema] = {
    "key": "proposal",
    "name": "Proposal",
    "kind": "open",
    "probability": 50,
    "stale_days": 21,
    "required": ["value"],
    "roles": [],
    "category": "best_case",
    "retired": False,
}
_NOTHING: Final[Schema] = {"stale_days": None, "required": [], "retired": False}
_WON: Final[Schema] = {"key": "won", "name": "Won", "kind": "won", "probability": 100}
_LOST: Final[Schema] = {"key": "lost", "name": "Lost", "kind": "lost", "probability": 0}
_PIPELINE: Final[dict[str, object]] = {
    "id": _PIPELINE_ID,
    "record": "opportunity",
    "name": "Sales",
    "stages": [
        _OPEN,
        {**_NOTHING, **_WON, "roles": ["manager"], "category": "closed"},
        {**_NOTHING, **_LOST, "roles": [], "category": "omitted"},
    ],
    "reasons": ["Price", "Competitor"],
    "default": True,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_RATE: Final[dict[str, object]] = {
    "id": "0199f6a4-9b20-7c50-9d60-4f5061728394",
    "currency": "USD",
    "day": "2026-01-31",
    "rate": 0.92,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_CURRENCIES: Final[dict[str, object]] = {"base": "EUR", "rates": [_RATE]}

_CHANGE: Final[dict[str, object]] = {
    "id": "0199f6a4-9c30-7d60-ae70-506172839405",
    "record": {"kind": "opportunity", "id": "0199f6a4-9d40-7e70-bf80-617283940516"},
    "pipeline_id": _PIPELINE_ID,
    "from_stage": "qualification",
    "to_stage": "proposal",
    "created_at": _AT,
    "created_by": USER_ID,
    "notes": "After the demo",
    "seconds": 1_209_600,
    "updated_at": _AT,
    "version": 1,
}

PIPELINE_EXAMPLES: Final[dict[str, object]] = {
    "BaseCurrency": {"currency": "EUR"},
    "Currencies": _CURRENCIES,
    "EditedPipeline": {"name": "Direct sales", "reasons": ["Price", "Timing"]},
    "ExchangeRate": _RATE,
    "NewExchangeRate": {"currency": "USD", "rate": 0.92, "day": "2026-01-31"},
    "NewPipeline": {
        "record": "opportunity",
        "name": "Partners",
        "stages": [
            {"name": "First talk", "probability": 20, "stale_days": 14},
            {"name": "Proposal", "probability": 50, "required": ["value"]},
            {"name": "Won", "kind": "won"},
            {"name": "Lost", "kind": "lost"},
        ],
    },
    "Pipeline": _PIPELINE,
    "PipelineList": {"items": [_PIPELINE]},
    "StageHistory": {"items": [_CHANGE]},
}
