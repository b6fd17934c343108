"""
When an activity is planned: a moment, a span or whole days, and what follows from it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from attrs import frozen

from ...shared import Date, FieldError, Invalid, Moment, midnight, read_zone, refuse

FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
_RANGE = "Must be between the years 1970 and 2199."
TIMES = ("starts_at", "ends_at", "due_at")
DAYS = ("day", "last_day")


@frozen
class PlannedMoment:
    """
    A moment that something can be planned for or done at.
    """

    empty: None = None
    name: ClassVar[str] = "moment"

    def parse(self, raw: object, /) -> datetime | None:
        moment = Moment().parse(raw)
        if moment is not None and not FIRST <= moment.date() <= LAST:
            raise refuse("range", _RANGE)
        return moment


@frozen
class PlannedDay:
    """
    A day that something can be planned for.
    """

    empty: None = None
    name: ClassVar[str] = "date"

    def parse(self, raw: object, /) -> date | None:
        day = Date().parse(raw)
        if day is not None and not FIRST <= day <= LAST:
            raise refuse("range", _RANGE)
        return day


def timed(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """
    *values* with what goes with them: whole days clear hours and the other way round,
    and an end moves with its beginning, unless *values* say it too.
    """
    found = dict(values)
    if found.get("day") is not None:
        found = {**dict.fromkeys(TIMES), **found}
    elif any(found.get(name) is not None for name in TIMES):
        found = {**dict.fromkeys(DAYS), **found}
    for begins, ends in (("starts_at", "ends_at"), ("day", "last_day")):
        new = found.get(begins)
        if begins not in values or found.get(ends) is not None or ends in values:
            continue
        if new is None:
            found[ends] = None
        elif before.get(begins) is not None and before.get(ends) is not None:
            found[ends] = new + (before[ends] - before[begins])
    return found


def timing_errors(values: Mapping[str, Any]) -> list[FieldError]:
    """
    What contradicts itself in when something is planned.
    """
    errors = []
    for begins, ends in (("starts_at", "ends_at"), ("day", "last_day")):
        first, last = values[begins], values[ends]
        if last is None:
            continue
        if first is None:
            message = f"It needs {begins} too."
            errors.append(FieldError(ends, "required", message))
        elif last < first:
            errors.append(FieldError(ends, "order", "It ends before it begins."))
    if values["day"] is not None:
        message = "Either whole days or hours."
        errors += [
            FieldError(name, "whole-day", message)
            for name in TIMES
            if values[name] is not None
        ]
    return errors


def day_begins(day: date, zone: str) -> datetime:
    """
    When *day* begins in a time zone, in UTC.
    """
    return midnight(day, zone)


def whole_day(day: date) -> datetime:
    """
    The moment that stands for a day in the rules of a series: its midnight in UTC.
    """
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def check_zone(raw: object, field: str) -> str:
    """
    Raises:
        Invalid: No such time zone.
    """
    try:
        return read_zone(raw)
    except Invalid as error:
        raise Invalid(errors=error.under(field)) from None
