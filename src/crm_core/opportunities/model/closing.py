"""
What fits the stage that an opportunity stands in.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...pipelines import Category, Stage, StageKind
from ...shared import FieldError, Invalid


def check_fitting(
    values: Mapping[str, Any],
    stage: Stage,
    *,
    today: date,
    expected_before: date | None = None,
    past_dates: bool = False,
) -> None:
    """
    Whether new values fit an opportunity that stands in *stage*.

    Args:
        values: The fields that are set, as ``OPPORTUNITY_FIELDS`` has parsed them.
        stage: Where it stands with them.
        today: The day.
        expected_before: When it was expected to close so far.
        past_dates: Whether an open one may be expected to have closed already.

    Raises:
        Invalid: Naming every field that does not.
    """
    errors = [
        FieldError(name, "closed", message)
        for name, message in _unfitting(values, stage)
    ]
    expected = values.get("expected_close_date")
    overdue = expected is not None and expected < today and not past_dates
    if overdue and stage.kind is StageKind.OPEN and expected != expected_before:
        message = "An open opportunity cannot be expected to close in the past."
        errors.append(FieldError("expected_close_date", "past", message))
    closed = values.get("actual_close_date")
    if closed is not None and closed > today and stage.kind is not StageKind.OPEN:
        message = "It cannot have closed in the future."
        errors.append(FieldError("actual_close_date", "future", message))
    if errors:
        raise Invalid(errors=errors)


def _unfitting(values: Mapping[str, Any], stage: Stage) -> list[tuple[str, str]]:
    found = []
    if stage.kind is StageKind.OPEN:
        if values.get("actual_close_date") is not None:
            found.append(("actual_close_date", "An open opportunity has not closed."))
        if values.get("forecast_category") == Category.CLOSED:
            found.append(("forecast_category", "An open opportunity is not closed."))
    else:
        probability = values.get("probability")
        if probability not in (None, stage.probability):
            message = f"In {stage.name} it is {stage.probability}."
            found.append(("probability", message))
        category = values.get("forecast_category")
        if category not in (None, stage.category):
            message = f"In {stage.name} it is {stage.category}."
            found.append(("forecast_category", message))
    if stage.kind is not StageKind.LOST:
        found += [
            (name, "Only a lost opportunity has it.")
            for name in ("lost_reason", "lost_note")
            if values.get(name) is not None
        ]
    return found
