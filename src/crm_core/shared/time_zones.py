"""
What the clocks of a time zone show, and when, in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from attrs import frozen

from .values import refuse

Stretch = tuple[datetime, datetime]
zone = lru_cache(maxsize=None)(ZoneInfo)  # its own cache keeps eight
_known = lru_cache(maxsize=1)(available_timezones)


def read_zone(raw: object) -> str:
    """
    The name of a time zone in the IANA database: ``Europe/Berlin``.

    Raises:
        Invalid: No such name.
    """
    if not isinstance(raw, str) or raw not in _known():
        raise refuse("time-zone", "Must be a time zone such as Europe/Berlin.")
    return raw


@frozen
class TimeZone:
    """
    The name of a time zone in the IANA database; *empty* where none is said.
    """

    empty: str | None = None
    longest: ClassVar[int] = 64
    name: ClassVar[str] = "text"

    def parse(self, raw: object, /) -> str | None:
        return read_zone(raw) if raw != "" else self.empty


def shown(day: date, span: tuple[int, int], name: str) -> list[Stretch]:
    """
    When the clocks of zone *name* show *span*, minutes after the midnight of *day*:
    two stretches, one, or none where the clocks are changed in between.
    """
    midnight = datetime.combine(day, time())
    start, end = (midnight + timedelta(minutes=each) for each in span)
    before, after = _offset(start, name), _offset(end.replace(fold=1), name)
    if before == after:
        return [(_utc(start - before), _utc(end - after))]
    low, high = start - max(before, after), end - min(before, after)
    change = _change(_utc(low), _utc(high), before, name)
    pieces = [
        (_utc(start - before), min(_utc(end - before), change)),
        (max(_utc(start - after), change), _utc(end - after)),
    ]
    return [(opens, closes) for opens, closes in pieces if opens < closes]


def noon(day: date, name: str) -> datetime:
    """
    Noon of *day* in zone *name*.
    """
    wall = datetime.combine(day, time(12))
    return _utc(wall - _offset(wall, name))


def _change(low: datetime, high: datetime, before: timedelta, name: str) -> datetime:
    """
    When the clocks stop being *before* ahead of UTC, to the second.
    """
    first, last = 0, int((high - low).total_seconds())
    while first < last:
        middle = (first + last) // 2
        at = low + timedelta(seconds=middle)
        if at.astimezone(zone(name)).utcoffset() == before:
            first = middle + 1
        else:
            last = middle
    return low + timedelta(seconds=first)


def _offset(wall: datetime, name: str) -> timedelta:
    offset = wall.replace(tzinfo=zone(name)).utcoffset()
    assert offset is not None
    return offset


def _utc(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC, fold=0)


def midnight(day: date, name: str) -> datetime:
    """
    When *day* begins in zone *name*, in UTC.
    """
    return from_wall(datetime.combine(day, time()), name)


def on_wall(moment: datetime, name: str) -> datetime:
    """
    What the clocks of zone *name* show at *moment*, without a zone.
    """
    return moment.astimezone(zone(name)).replace(tzinfo=None)


def from_wall(wall: datetime, name: str) -> datetime:
    """
    The moment in UTC when the clocks of zone *name* show *wall*: the first of two, and
    as if they had not been changed where they leave it out.
    """
    return _utc(wall - _offset(wall, name))
