"""
The periods that are forecast: months, quarters and years, also of a fiscal year.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from attrs import field, frozen

from ...shared import Invalid

MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_RELATIVE = re.compile(r"(?:(this|last|next)_)?(month|quarter|year)")
_STEPS = {None: 0, "this": 0, "last": -1, "next": 1}


@frozen(order=True)
class Period:
    """
    The days from *start* to *end*, both included; *name* is how it is asked for.
    """

    start: date
    end: date
    name: str = field(eq=False)

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end


def parse_period(said: str, today: date, *, fiscal_start: int = 1) -> Period:
    """
    The period that *said* names: ``month``, ``this_quarter``, ``next_year``,
    ``last_month``, ``2026-07``, ``2026-Q3`` or ``2026``.

    A fiscal year has the name of the calendar year in which it ends, and its quarters
    count from *fiscal_start*, the number of its first month.

    Raises:
        Invalid: No such period.
    """
    if not 1 <= fiscal_start <= 12:
        raise Invalid.of("fiscal_start", "range", "Must be a month from 1 to 12.")
    text = said.strip()
    try:
        if found := _MONTH.fullmatch(text):
            return month_of(date(int(found[1]), int(found[2]), 1))
        if found := _QUARTER.fullmatch(text):
            months = 3 * (int(found[2]) - 1)
            return _fiscal(int(found[1]), months, 3, fiscal_start)
        if found := _YEAR.fullmatch(text):
            return _fiscal(int(found[1]), 0, 12, fiscal_start)
        if found := _RELATIVE.fullmatch(text.lower()):
            moved = add_months(first_of(today), _STEPS[found[1]] * MONTHS[found[2]])
            return period_of(moved, found[2], fiscal_start=fiscal_start)
    except (ValueError, OverflowError):
        pass  # a year that the calendar does not have
    message = "Use month, quarter, year, this_month, next_quarter, 2026-07 or 2026-Q3."
    raise Invalid.of("period", "value", message)


def period_of(day: date, kind: str, *, fiscal_start: int = 1) -> Period:
    """
    The month, quarter or year that *day* lies in.
    """
    if kind == "month":
        return month_of(day)
    behind = (day.month - fiscal_start) % 12
    first = add_months(first_of(day), -behind)
    year = add_months(first, 11).year
    months = MONTHS[kind]
    return _fiscal(year, behind // months * months, months, fiscal_start)


def month_of(day: date) -> Period:
    """
    The calendar month that *day* lies in.
    """
    first = first_of(day)
    return Period(first, last_of(day), f"{first:%Y-%m}")


def months_between(first: date, last: date) -> int:
    """
    How many months *last* lies behind *first*, whatever the days.
    """
    return 12 * (last.year - first.year) + last.month - first.month


def first_of(day: date) -> date:
    """
    The first day of its month.
    """
    return day.replace(day=1)


def last_of(day: date) -> date:
    """
    The last day of its month.
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """
    The same day so many months later; the last day of a month stays the last.
    """
    total = 12 * day.year + day.month - 1 + months
    year, month = divmod(total, 12)
    there = monthrange(year, month + 1)[1]
    if day == last_of(day):
        return date(year, month + 1, there)
    return date(year, month + 1, min(day.day, there))


def _fiscal(year: int, behind: int, months: int, fiscal_start: int) -> Period:
    first = date(year if fiscal_start == 1 else year - 1, fiscal_start, 1)
    start = add_months(first, behind)
    end = add_months(start, months) - timedelta(days=1)
    name = f"{year:04}" if months == 12 else f"{year:04}-Q{behind // 3 + 1}"
    return Period(start, end, name)
