"""
What goals and submissions are made of, as people say it.
"""

from collections.abc import Mapping
from typing import Any

from ...shared import Amount, Field, FieldError, Fields, Id, Invalid, Text

_PERIOD = Field(name="period", label="Period", kind=Text(20))
_AMOUNTS = (
    Field(name="commit", label="Commit", kind=Amount()),
    Field(name="best_case", label="Best case", kind=Amount()),
    Field(name="pipeline", label="Pipeline", kind=Amount()),
    Field(name="note", label="Note", kind=Text(5_000, lines=True)),
)

GOAL_FIELDS = Fields.of(
    [
        _PERIOD,
        Field(name="amount", label="Amount", kind=Amount()),
        Field(name="owner", label="Person", kind=Id("user")),
        Field(name="team", label="Team", kind=Id("team")),
    ]
)
SUBMISSION_FIELDS = Fields.of([_PERIOD, *_AMOUNTS])
ADJUSTMENT_FIELDS = Fields.of(_AMOUNTS)


def read(
    fields: Fields, raw: Mapping[str, object]
) -> tuple[dict[str, Any], list[FieldError]]:
    """
    The values of *raw* that can be read, and what is wrong with the others.
    """
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in raw.items():
        try:
            values |= fields.parse({name: value})
        except Invalid as error:
            errors += error.errors
    return values, errors
