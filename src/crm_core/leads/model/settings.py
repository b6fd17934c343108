"""
How an organization sells: how fast it answers leads, what it asks, its fiscal year.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import asdict, evolve, fields_dict, frozen

from ...shared import (
    FieldError,
    Invalid,
    NeverWorking,
    Number,
    WholeNumber,
    WorkingHours,
    refuse,
)
from .qualification import USUAL_QUESTIONS, Question, read_questions

MOST_HOURS = 8760
_USUAL_HOURS = WorkingHours.read(
    {
        "time_zone": "UTC",
        "week": {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    }
)


@frozen(kw_only=True)
class SalesSettings:
    """
    How an organization sells.

    Args:
        response_hours: How many working hours a new lead waits at most for the first
            answer; 0 promises nothing.
        working_hours: The hours of a week, and the holidays.
        questions: What is asked to qualify a lead.
        fiscal_year_start: The month, 1 to 12, with which a fiscal year begins.
    """

    response_hours: Decimal = Decimal(8)
    working_hours: WorkingHours = _USUAL_HOURS
    questions: tuple[Question, ...] = USUAL_QUESTIONS
    fiscal_year_start: int = 1

    def response_due(self, at: datetime) -> datetime | None:
        """
        Until when a lead of that moment is to be answered.
        """
        if not self.response_hours:
            return None
        promised = timedelta(hours=float(self.response_hours))
        try:
            return self.working_hours.add_working_time(at, promised)
        except NeverWorking:
            return None

    def edited(self, raw: Mapping[str, object]) -> "SalesSettings":
        """
        The settings with those of *raw*; None brings back what is usual.

        Raises:
            Invalid: Naming every member that is wrong.
        """
        values: dict[str, Any] = {}
        errors: list[FieldError] = []
        for name, value in raw.items():
            try:
                values[name] = _read(name, value)
            except Invalid as error:
                errors += error.errors
        if errors:
            raise Invalid(errors=errors)
        return evolve(self, **values)

    def to_json(self) -> dict[str, object]:
        """
        What ``edited`` takes.
        """
        return {
            "response_hours": format(self.response_hours, "f"),
            "working_hours": self.working_hours.to_json(),
            "questions": [asdict(each) for each in self.questions],
            "fiscal_year_start": self.fiscal_year_start,
        }


def _read(name: str, raw: object) -> object:
    if raw is None and name in fields_dict(SalesSettings):
        return getattr(SalesSettings(), name)
    match name:
        case "response_hours":
            return _response_hours(raw)
        case "working_hours":
            try:
                return WorkingHours.read(raw)
            except Invalid as error:
                raise Invalid(errors=error.under(name)) from None
        case "questions":
            return read_questions(raw)
        case "fiscal_year_start":
            return _month(raw)
    raise Invalid.of(name, "unknown", "No such setting.")


def _month(raw: object) -> int:
    try:
        month = WholeNumber(1, 12).parse(raw)
        if month is None:
            raise refuse("range", "Must be a month from 1 to 12.")
    except Invalid as error:
        raise Invalid(errors=error.under("fiscal_year_start")) from None
    return month


def _response_hours(raw: object) -> Decimal:
    try:
        hours = Number().parse(raw)
        if hours is None or not 0 <= hours <= MOST_HOURS:
            raise refuse("range", f"Must be between 0 and {MOST_HOURS}.")
    except Invalid as error:
        raise Invalid(errors=error.under("response_hours")) from None
    return hours
