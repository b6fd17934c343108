"""
The days and times that a recurrence rule names (RFC 5545, section 3.3.10).

An engine of our own, for the sake of its bounds: python-dateutil looks for the next
30th of February until the year 9999 and cannot be told to stop, nor to begin where
the window begins. Tests hold the two against each other.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from attrs import define

from crm_core.shared import refuse

from .rules import Rule, until_of

LAST_YEAR = date.max.year - 1
_LAST_DAY = date(LAST_YEAR, 12, 31).toordinal()
_SECONDS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}


@define
class Budget:
    """
    How many days a search may still look at.
    """

    left: int = 100_000  # some 270 years

    def spend(self, days: int) -> None:
        """
        Look at so many more.

        Raises:
            Invalid: There is none left.
        """
        self.left -= days
        if self.left < 0:
            message = "Too seldom, too often, or too far from its beginning."
            raise refuse("seldom", message)


def ended(rule: Rule, wall: datetime, moment: datetime) -> bool:
    """
    Whether *rule* ended before *wall*, which is at *moment*.
    """
    end = until_of(rule)
    if end is None:
        return False
    last, in_utc = end
    if not isinstance(last, datetime):
        return wall.date() > last
    return moment > last.replace(tzinfo=UTC) if in_utc else wall > last


def walls(
    rule: Rule, start: datetime, near: date, budget: Budget
) -> Iterator[datetime]:
    """
    What the clocks show at each occurrence, in order, from about *near* on, or from the
    *start* if the rule is counted.
    """
    if rule.count is not None:
        near = start.date()
    if rule.frequency in _SECONDS:
        yield from _within_days(rule, start, near, budget)
        return
    rule_times = _times(rule, start)
    for days in _periods(rule, start.date(), near):
        budget.spend(len(days))
        found = [
            datetime.combine(day, each)
            for day in days
            if _matches(rule, day, start.date())
            for each in rule_times
        ]
        for wall in _picked(rule, found):
            if wall >= start:
                yield wall


def _within_days(
    rule: Rule, start: datetime, near: date, budget: Budget
) -> Iterator[datetime]:
    """
    Of a rule that recurs by hours, minutes or seconds.
    """
    step = timedelta(seconds=_SECONDS[rule.frequency] * rule.interval)
    wall = start + max(0, (datetime.combine(near, time()) - start) // step) * step
    while wall.year <= LAST_YEAR:
        budget.spend(1)
        hours = not rule.hours or wall.hour in rule.hours
        minutes = not rule.minutes or wall.minute in rule.minutes
        if hours and minutes and _matches(rule, wall.date(), start.date()):
            yield wall
        wall += step


def _times(rule: Rule, start: datetime) -> list[time]:
    return [
        start.time().replace(hour=hour, minute=minute)
        for hour in rule.hours or (start.hour,)
        for minute in rule.minutes or (start.minute,)
    ]


def _picked(rule: Rule, walls: list[datetime]) -> list[datetime]:
    if not rule.positions:
        return walls
    count = len(walls)
    indexes = {n - 1 if n > 0 else count + n for n in rule.positions}
    return [walls[index] for index in sorted(indexes) if 0 <= index < count]


def _periods(rule: Rule, start: date, near: date) -> Iterator[list[date]]:
    """
    The days of each day, week, month or year that *rule* looks at, from the one that
    *near* is in, or from the first.
    """
    index = _index(rule, start)
    step = rule.interval
    skipped = max(0, _index(rule, near) - index) // step
    index += skipped * step
    while (days := _days(rule, index)) is not None:
        yield days
        index += step


def _index(rule: Rule, day: date) -> int:
    match rule.frequency:
        case "DAILY":
            return day.toordinal()
        case "WEEKLY":
            return (day.toordinal() - 1 - rule.week_start) // 7
        case "MONTHLY":
            return day.year * 12 + day.month - 1
        case _:
            return day.year


def _days(rule: Rule, index: int) -> list[date] | None:
    """
    The days of a period; none when it is beyond the last year.
    """
    spans: list[tuple[int, int]]
    match rule.frequency:
        case "DAILY":
            spans = [(index, 1)]
        case "WEEKLY":
            spans = [(index * 7 + 1 + rule.week_start, 7)]
        case "MONTHLY":
            spans = [_month(*divmod(index, 12))]
        case _:
            months = rule.months or range(1, 13)
            spans = [_month(index, month - 1) for month in months]
    first, last = spans[0][0], sum(spans[-1])
    if last > _LAST_DAY:
        return None
    first = max(first, 1)
    return [
        date.fromordinal(each)
        for start, count in spans
        for each in range(max(start, first), start + count)
    ]


def _month(year: int, month: int) -> tuple[int, int]:
    """
    The first day of a month, 0 for January, and how many it has.
    """
    if year > LAST_YEAR:
        return _LAST_DAY + 1, 0
    count = monthrange(year, month + 1)[1]
    return date(year, month + 1, 1).toordinal(), count


def _matches(rule: Rule, day: date, start: date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    length = monthrange(day.year, day.month)[1]
    if rule.month_days and not _among(rule.month_days, day.day, length):
        return False
    if rule.year_days:
        length = 366 if isleap(day.year) else 365
        if not _among(rule.year_days, day.timetuple().tm_yday, length):
            return False
    if rule.weeks and not _in_weeks(rule, day):
        return False
    if rule.weekdays:
        return any(_weekday(rule, day, nth, on) for nth, on in rule.weekdays)
    return _by_default(rule, day, start)


def _among(numbers: tuple[int, ...], at: int, length: int) -> bool:
    return at in numbers or at - length - 1 in numbers


def _in_weeks(rule: Rule, day: date) -> bool:
    """
    Whether *day* is in one of the numbered weeks of its year; the first week is the
    one with at least four days in the year.
    """
    at = day.toordinal()
    year = day.year + 1
    while at < (first := _first_week(rule, year)):
        year -= 1
    count = (_first_week(rule, year + 1) - first) // 7
    return _among(rule.weeks, (at - first) // 7 + 1, count)


def _first_week(rule: Rule, year: int) -> int:
    fourth = date(year, 1, 4)
    return fourth.toordinal() - (fourth.weekday() - rule.week_start) % 7


def _weekday(rule: Rule, day: date, nth: int, on: int) -> bool:
    if day.weekday() != on:
        return False
    if not nth:
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        at, length = day.day, monthrange(day.year, day.month)[1]
    else:
        at, length = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
    return nth in ((at - 1) // 7 + 1, -((length - at) // 7 + 1))


def _by_default(rule: Rule, day: date, start: date) -> bool:
    """
    What a rule without a word on days takes from its start.
    """
    if rule.frequency == "WEEKLY" or rule.weeks:
        return day.weekday() == start.weekday()
    if rule.frequency not in ("MONTHLY", "YEARLY") or rule.month_days or rule.year_days:
        return True
    if rule.frequency == "YEARLY" and not rule.months and day.month != start.month:
        return False
    return day.day == start.day
