"""
Days on which nobody works, or one person does not: holidays and absences.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate

from attrs import field, frozen

from .errors import FieldError, Invalid
from .kinds import Date
from .values import clean_text, refuse

MOST_RANGES = 1000
LONGEST_RANGE = 3660
_PARTS = ("first", "last", "name")


@frozen(order=True)
class DayRange:
    """
    Days from *first* to *last*, both included, and what they are: ``Easter``.
    """

    first: date
    last: date
    name: str = ""

    @classmethod
    def read(cls, raw: object) -> "DayRange":
        """
        A range from plain data: ``{"first": day, "last": day, "name": text}``; without
        *last* it is one day.

        Raises:
            Invalid: Naming every part that is wrong.
        """
        if not isinstance(raw, Mapping):
            raise refuse("type", "Must be a mapping with first and last.")
        errors = [
            FieldError(str(each), "unknown", "No such field.")
            for each in raw
            if each not in _PARTS
        ]
        days: dict[str, date | None] = {}
        for part in ("first", "last"):
            try:
                given = raw.get(part)
                days[part] = None if given is None else Date().parse(given)
            except Invalid as error:
                errors += error.under(part)
        try:
            name = clean_text(raw.get("name") or "", longest=100)
        except Invalid as error:
            errors += error.under("name")
        first, last = days.get("first"), days.get("last") or days.get("first")
        if first is None and "first" in days:
            errors.append(FieldError("first", "required", "Must be a day."))
        if first and last and not 0 <= (last - first).days < LONGEST_RANGE:
            message = f"Must be 1 to {LONGEST_RANGE} days, and not end before first."
            errors.append(FieldError("last", "range", message))
        if errors:
            raise Invalid(errors=errors)
        assert first is not None
        assert last is not None
        return cls(first, last, name)

    def to_json(self) -> dict[str, str]:
        """
        What ``read`` reads.
        """
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return days | ({"name": self.name} if self.name else {})


def _in_order(ranges: Iterable[DayRange]) -> tuple[DayRange, ...]:
    return tuple(sorted(ranges))


@frozen
class DaysOff:
    """
    Ranges of days, in order of their first; they may overlap.
    """

    ranges: tuple[DayRange, ...] = field(default=(), converter=_in_order)
    _firsts: Sequence[date] = field(init=False, repr=False, eq=False)
    _lasts: Sequence[date] = field(init=False, repr=False, eq=False)

    @_firsts.default
    def _of_firsts(self) -> Sequence[date]:
        return [each.first for each in self.ranges]

    @_lasts.default
    def _of_lasts(self) -> Sequence[date]:
        return [*accumulate((each.last for each in self.ranges), max)]

    @classmethod
    def read(cls, raw: object) -> "DaysOff":
        """
        Days off from a list of ranges in plain data.

        Raises:
            Invalid: Naming every part of every range that is wrong.
        """
        if isinstance(raw, str | bytes) or not isinstance(raw, Iterable):
            raise refuse("type", "Must be a list of ranges of days.")
        ranges: list[DayRange] = []
        errors: list[FieldError] = []
        for index, each in enumerate(raw):
            if index == MOST_RANGES:
                raise refuse("length", f"At most {MOST_RANGES} ranges.")
            try:
                ranges.append(DayRange.read(each))
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return cls(ranges)

    def to_json(self) -> list[dict[str, str]]:
        """
        What ``read`` reads.
        """
        return [each.to_json() for each in self.ranges]

    def until(self, day: date) -> date | None:
        """
        The last day of the longest range that *day* is in; None when it is in none.
        """
        begun = bisect_right(self._firsts, day)
        if begun and self._lasts[begun - 1] >= day:
            return self._lasts[begun - 1]
        return None
