"""
Definitions of time zones for calendar files (RFC 5545, section 3.6.5).

As Outlook has them, two rules by weekday, where a zone keeps to such; the moments one by
one otherwise. The definitions that the library makes begin summer time an hour late.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from attrs import frozen

YEARS = 15
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_DAY = timedelta(days=1)


@frozen
class _Change:
    """
    When the clocks change: what they show before, and both offsets.
    """

    wall: datetime
    before: timedelta
    after: timedelta
    summer: bool
    name: str


def define_zone(name: str, year: int) -> Any:
    """
    The zone as it is from *year* on, for some years.
    """
    made = icalendar.Timezone()
    made.add("tzid", name)
    changes = _changes(name, max(min(year, 9900), 1900))
    if not changes:
        clock = datetime(year, 1, 1, tzinfo=ZoneInfo(name))
        offset = clock.utcoffset() or timedelta()
        begun = datetime(1970, 1, 1)  # noqa: DTZ001
        label = clock.tzname() or name
        only = _Change(begun, offset, offset, summer=False, name=label)
        made.add_component(_observance([only], None))
        return made
    for kind in sorted({(each.summer, each.before, each.after) for each in changes}):
        same = [c for c in changes if (c.summer, c.before, c.after) == kind]
        made.add_component(_observance(same, _rule(same)))
    return made


def _observance(changes: Sequence[_Change], rule: str | None) -> Any:
    first, *others = changes
    made = (
        icalendar.TimezoneDaylight() if first.summer else icalendar.TimezoneStandard()
    )
    made.add("dtstart", first.wall)
    made.add("tzoffsetfrom", first.before)
    made.add("tzoffsetto", first.after)
    made.add("tzname", first.name)
    if rule:
        made.add("rrule", icalendar.vRecur.from_ical(rule))
    else:
        for each in others:
            made.add("rdate", each.wall)
    return made


def _rule(changes: Sequence[_Change]) -> str | None:
    """
    The rule that these keep to; none when they do not, or are not one a year.
    """
    walls = [each.wall for each in changes]
    alike = {(each.month, each.weekday(), each.time()) for each in walls}
    years = [each.year for each in walls]
    if len(alike) > 1 or years != list(range(years[0], years[0] + YEARS)):
        return None
    last = {(each + 7 * _A_DAY).month != each.month for each in walls}
    nth = {(each.day - 1) // 7 + 1 for each in walls}
    if last == {True}:
        number = -1
    elif len(nth) == 1:
        number = nth.pop()
    else:
        return None
    month, day = walls[0].month, _DAYS[walls[0].weekday()]
    return f"FREQ=YEARLY;BYMONTH={month};BYDAY={number}{day}"


@lru_cache(maxsize=512)
def _changes(name: str, year: int) -> tuple[_Change, ...]:
    return tuple(_found(ZoneInfo(name), year))


def _found(clock: ZoneInfo, year: int) -> Iterable[_Change]:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + YEARS, 1, 1, tzinfo=UTC)
    while moment < end:
        later = moment + _A_DAY
        before, after = _offset(moment, clock), _offset(later, clock)
        if before != after:
            at = _exactly(moment, later, clock)
            shown = at.astimezone(clock)
            yield _Change(
                wall=at.replace(tzinfo=None) + before,
                before=before,
                after=after,
                summer=bool(shown.dst()),
                name=shown.tzname() or clock.key,
            )
        moment = later


def _exactly(low: datetime, high: datetime, clock: ZoneInfo) -> datetime:
    before = _offset(low, clock)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, clock) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(moment: datetime, clock: ZoneInfo) -> timedelta:
    return moment.astimezone(clock).utcoffset() or timedelta()
