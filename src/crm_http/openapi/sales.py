"""
Schemas and examples of opportunities and the boards that they stand on.
"""

from typing import Any, Final

from crm_core.analytics import Difference, Passage, Rate, Rates
from crm_core.currencies import Converted
from crm_core.opportunities import OPPORTUNITY_FIELDS, OpportunityRow
from crm_core.pipelines import Board, Card, Column, Pipeline, Stage, StageChange

from .kinds import UUID, input_schema, nullable, text
from .types import Schema, closed, listed, record_schema, reference

SALES_TYPES: Final[dict[type, str]] = {
    Converted: "Converted",
    Difference: "Difference",
    Passage: "Passage",
    Rate: "Rate",
    Rates: "Rates",
    OpportunityRow: "Opportunity",
    Pipeline: "Pipeline",
    Stage: "Stage",
    StageChange: "StageChange",
}
_NOTES: Final = nullable(text(5_000))


def board_schemas(noun: str, plural: str, named: dict[type, str]) -> dict[str, Schema]:
    """
    The board of one kind of record, with its columns and cards.
    """
    card, column = f"{noun}Card", f"{noun}Column"
    cards = listed(reference(card))
    return {
        card: record_schema(Card, named, record=reference(noun)),
        column: record_schema(Column, named, cards=cards),
        f"{noun}Board": record_schema(Board, named, columns=listed(reference(column))),
        f"{noun}Cards": closed(f"What of {plural} needs attention.", {"items": cards}),
    }


def figure_schemas() -> dict[str, Schema]:
    """
    Lists of figures.
    """
    return {
        "Differences": closed(
            "What tells those won from those lost, the surest first.",
            {"items": listed(reference("Difference"))},
        ),
        "Funnel": closed(
            "The stages in order.", {"items": listed(reference("Passage"))}
        ),
    }


def moves(noun: str, members: dict[str, Schema]) -> dict[str, Schema]:
    """
    What moving one kind of record takes: the stage, what was said, and fields.
    """
    stage = {"type": "string", "maxLength": 255}
    return {
        f"{noun}Move": closed(
            "Where a record goes, and fields that this stage requires.",
            {"notes": _NOTES, **members, "stage": stage},
            "notes",
            *(name for name in members if name != "stage"),
        ),
        f"{noun}Closing": closed(
            "What is known of the end, and any field.",
            {"notes": _NOTES, **members},
            "notes",
            *members,
        ),
        f"{noun}Reopening": closed(
            "The stage to go on in, else the one before; and any field.",
            {"notes": _NOTES, **members, "stage": nullable(stage)},
            "notes",
            *members,
            "stage",
        ),
    }


def sales_inputs() -> dict[str, Schema]:
    """
    The bodies that opportunities take.
    """
    edited = "Fields that are left out stay as they are; null clears one."
    new = input_schema(OPPORTUNITY_FIELDS, "An opportunity has a name.", custom=True)
    changed = input_schema(OPPORTUNITY_FIELDS, edited, custom=True)
    noted: dict[str, Any] = {"notes": _NOTES}
    past = {
        "past_dates": {
            "type": "boolean",
            "description": "Whether an open one may be expected to have closed already.",
        }
    }
    return {
        "NewOpportunity": {
            **new,
            "properties": {**new["properties"], **noted, **past},
            "required": ["name"],
        },
        "EditedOpportunity": {
            **changed,
            "properties": {**changed["properties"], **noted},
        },
        **moves("Opportunity", changed["properties"]),
        "OpportunityLoss": closed(
            "Why an opportunity is lost, and any field.",
            {"notes": _NOTES, **changed["properties"]},
            "notes",
            *(name for name in changed["properties"] if name != "lost_reason"),
        ),
        "Rank": closed(
            "The cards that it goes between; on top without either.",
            {"after": nullable(UUID), "before": nullable(UUID)},
            "after",
            "before",
        ),
    }
