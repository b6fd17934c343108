"""
When people work: hours of the week in a time zone, and how long is left of them.

A moment is working time when the clock on the wall shows a time inside a span of its
day, holidays apart. So the hour that a clock shows twice in autumn counts twice, and
the one that it leaves out in spring does not count.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from attrs import field, frozen

from .days_off import DaysOff
from .errors import Conflict, FieldError, Invalid
from .kinds import Moment, each_of
from .time_zones import Stretch, noon, read_zone, shown, zone
from .values import refuse

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_SPANS = 12
FARTHEST = timedelta(days=3660)
_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_PARTS = ("time_zone", "week", "holidays")


class NeverWorking(Conflict):
    """
    There is no working time in the ten years around this moment.
    """


@frozen(order=True)
class Span:
    """
    Part of a day in minutes after midnight; an *end* beyond 1440 is on the next day.
    """

    start: int
    end: int

    @classmethod
    def read(cls, raw: object) -> "Span":
        """
        A span from ``09:00-17:30``; ``22:00-06:00`` ends on the next day.

        Raises:
            Invalid: Spelled in another way, or empty.
        """
        parts = raw.split("-") if isinstance(raw, str) else []
        if len(parts) != 2 or not all(map(_CLOCK.fullmatch, parts)):
            raise refuse("span", "Must be a span such as 09:00-17:30.")
        start, end = (int(each[:2]) * 60 + int(each[3:]) for each in parts)
        if start in (end, _MIDNIGHT):
            raise refuse("span", "An empty span; a whole day is 00:00-24:00.")
        return cls(start, end if end > start else end + _MIDNIGHT)

    def __str__(self) -> str:
        end = self.end if self.end <= _MIDNIGHT else self.end - _MIDNIGHT
        return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (self.start, end))


Week = tuple[tuple[Span, ...], ...]


@frozen(cache_hash=True)
class WorkingHours:
    """
    The hours of a week, Monday first, in a time zone, without the holidays.

    A span belongs to the day on which it begins: with a holiday all of it falls away.
    """

    time_zone: str
    week: Week
    holidays: DaysOff = field(factory=DaysOff, hash=False)

    @classmethod
    def read(cls, raw: object) -> "WorkingHours":
        """
        Working hours from plain data: ``{"time_zone": "Europe/Berlin", "week":
        {"mon": ["09:00-12:30", "13:30-18:00"]}, "holidays": [...]}``.

        Raises:
            Invalid: Naming every part that is wrong.
        """
        if not isinstance(raw, Mapping):
            raise refuse("type", "Must be a mapping with time_zone and week.")
        errors = _unknown(raw, _PARTS)
        zone, holidays = "", DaysOff()
        week: Week = ()
        try:
            zone = read_zone(raw.get("time_zone"))
        except Invalid as error:
            errors += error.under("time_zone")
        try:
            week = _read_week(raw.get("week"))
        except Invalid as error:
            errors += error.under("week")
        try:
            holidays = DaysOff.read(raw.get("holidays") or ())
        except Invalid as error:
            errors += error.under("holidays")
        if errors:
            raise Invalid(errors=errors)
        return cls(zone, week, holidays)

    def to_json(self) -> dict[str, object]:
        """
        What ``read`` reads.
        """
        return {
            "time_zone": self.time_zone,
            "week": {
                name: [str(span) for span in spans]
                for name, spans in zip(WEEKDAYS, self.week, strict=True)
                if spans
            },
            "holidays": self.holidays.to_json(),
        }

    def day_of(self, moment: datetime) -> date:
        """
        The day that the calendar on the wall shows.
        """
        return moment.astimezone(zone(self.time_zone)).date()

    def is_working(self, moment: datetime) -> bool:
        """
        Whether *moment* is working time.
        """
        local = _in_utc(moment).astimezone(zone(self.time_zone))
        today = local.date()
        minute = local.hour * 60 + local.minute
        return any(s.start <= minute < s.end for s in self._spans(today)) or any(
            minute + _MIDNIGHT < s.end for s in self._spans(today - _DAY)
        )

    def next_stretch(self, moment: datetime) -> Stretch:
        """
        The working time without a break that *moment* is in, from *moment* on, or the
        first after it: when it begins and ends.

        Raises:
            NeverWorking: Holidays leave none in the next ten years.
        """
        return next(self._stretches(_in_utc(moment)))

    def add_working_time(self, moment: datetime, amount: timedelta) -> datetime:
        """
        When *amount* of working time has passed since *moment*: an SLA's due moment.

        With nothing to add it is *moment* itself.

        Raises:
            Invalid: A negative amount, or one that ends beyond the calendar.
            NeverWorking: Holidays leave no working time for ten years.
        """
        moment, left = _in_utc(moment), amount
        if left < timedelta():
            raise Invalid.of("amount", "range", "Must not be negative.")
        if not left:
            return moment
        if left > FARTHEST:
            raise Invalid.of("amount", "range", "At most 3660 days of working time.")
        for start, end in self._stretches(moment):
            if left <= end - start:
                return start + left
            left -= end - start
        raise NeverWorking

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """
        The working time from *start* to *end*; negative when *end* comes first.

        Raises:
            Invalid: More than 3660 days apart.
        """
        start, end = _in_utc(start), _in_utc(end)
        if end < start:
            return -self.working_time_between(end, start)
        if end - start > FARTHEST:
            raise Invalid.of("end", "range", "At most 3660 days after the start.")
        total = timedelta()
        try:
            for opens, closes in self._stretches(start):
                if opens >= end:
                    break
                total += min(closes, end) - opens
        except NeverWorking:
            pass
        return total

    def _spans(self, day: date) -> tuple[Span, ...]:
        spans = self.week[day.weekday()]
        return () if not spans or self.holidays.until(day) else spans

    def _stretches(self, since: datetime) -> Iterator[Stretch]:
        """
        The stretches of working time from *since* on, in order, in UTC.

        Those of a day are held back until noon of it is reached: where clocks go back
        at midnight, two days are shown in turns.
        """
        held: list[Stretch] = []
        day, idle = self.day_of(since) - _DAY, 0
        try:
            while idle < FARTHEST.days:
                held += self._stretches_on(day)
                held.sort()
                midday = noon(day, self.time_zone)
                ready = [each for each in held if each[0] < midday]
                held = held[len(ready) :]
                found = [(max(s, since), e) for s, e in ready if e > since]
                yield from found
                idle = 0 if found or held else idle + 1
                day += _DAY
        except OverflowError:
            raise Invalid.of("moment", "range", "Beyond the calendar.") from None
        raise NeverWorking

    def _stretches_on(self, day: date) -> list[Stretch]:
        return [
            stretch
            for span in self._spans(day)
            for stretch in shown(day, (span.start, span.end), self.time_zone)
        ]


def _read_week(raw: object) -> Week:
    """
    The spans of each day, in order, from a mapping of days to lists of spans.
    """
    if not isinstance(raw, Mapping):
        raise refuse("type", "Must be a mapping of mon to sun to lists of spans.")
    errors = _unknown(raw, WEEKDAYS)
    week: list[tuple[Span, ...]] = []
    for name in WEEKDAYS:
        try:
            spans = _each_span(raw.get(name) or ())
        except Invalid as error:
            errors += error.under(name)
            spans = ()
        week.append(spans)
    if not errors and not any(week):
        errors.append(FieldError("", "empty", "At least one day must have a span."))
    if errors:
        raise Invalid(errors=errors)
    _refuse_overlaps(week)
    return tuple(week)


def _each_span(raw: object) -> tuple[Span, ...]:
    spelled = each_of(raw, lambda item: str(Span.read(item)), most=MOST_SPANS)
    return tuple(sorted(map(Span.read, spelled)))


def _refuse_overlaps(week: list[tuple[Span, ...]]) -> None:
    """
    Raises:
        Invalid: Naming each day with a span that begins before another has ended.
    """
    errors = []
    for index, spans in enumerate(week):
        over = max((s.end - _MIDNIGHT for s in week[index - 1]), default=0)
        for span in spans:
            if span.start < over:
                message = f"{span} begins before another span has ended."
                errors.append(FieldError(WEEKDAYS[index], "overlap", message))
            over = max(over, span.end)
    if errors:
        raise Invalid(errors=errors)


def _unknown(raw: Mapping[object, object], known: tuple[str, ...]) -> list[FieldError]:
    return [
        FieldError(str(each), "unknown", "No such field.")
        for each in raw
        if each not in known
    ]


def _in_utc(moment: datetime) -> datetime:
    parsed = Moment().parse(moment)
    if parsed is None or not MINYEAR < parsed.year < MAXYEAR:
        raise Invalid.of("moment", "range", "Beyond the calendar.")
    return parsed
