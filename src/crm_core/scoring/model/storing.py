"""
Learnt models as plain data for JSON, and back.
"""

from collections.abc import Mapping
from typing import Any

from attrs import asdict

from ...shared import Invalid
from .columns import Column, Reading
from .drift import Memory
from .leaks import Suspect
from .learnt import Effect, LearntModel

FORMAT = 1


def model_to_data(model: LearntModel) -> dict[str, Any]:
    """
    A model as JSON can hold it, without loss.
    """
    return {
        "format": FORMAT,
        "columns": [
            {
                "field": each.field,
                "reading": each.reading.value,
                "names": list(each.names),
                "edges": list(each.edges),
                "form": each.form,
            }
            for each in model.columns
        ],
        "effects": [
            {
                "columns": list(each.columns),
                "weights": [[*cell, weight] for cell, weight in each.weights.items()],
                "rest": each.rest,
            }
            for each in model.effects
        ],
        "usual": model.usual,
        "rows": model.rows,
        "won": model.won,
        "auc": model.auc,
        "memory": asdict(model.memory),
        "suspects": [asdict(each) for each in model.suspects],
        "left_out": dict(model.left_out),
    }


def model_from_data(data: Mapping[str, Any]) -> LearntModel:
    """
    The model that ``model_to_data`` wrote.

    Raises:
        Invalid: Another format, or no model at all.
    """
    if data.get("format") != FORMAT:
        raise Invalid.of("format", "choice", "A model of another version; learn anew.")
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, IndexError):
        raise Invalid.of("", "type", "No learnt model.") from None


def _read(data: Mapping[str, Any]) -> LearntModel:
    return LearntModel(
        columns=tuple(
            Column(
                each["field"],
                Reading(each["reading"]),
                tuple(each["names"]),
                tuple(each["edges"]),
                each["form"],
            )
            for each in data["columns"]
        ),
        effects=tuple(
            Effect(
                tuple(each["columns"]),
                {tuple(cell): weight for *cell, weight in each["weights"]},
                each["rest"],
            )
            for each in data["effects"]
        ),
        usual=data["usual"],
        rows=data["rows"],
        won=data["won"],
        auc=data["auc"],
        memory=Memory(**data["memory"]),
        suspects=tuple(Suspect(**each) for each in data["suspects"]),
        left_out=dict(data["left_out"]),
    )
