"""
From a day, a time and a length to moments, true to the clocks of a zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from attrs import evolve, frozen

from .clock import Times, clock
from .scanning import Scan
from .understood import Doubt

_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PAST: Final = "This is past."
_SKIPPED: Final = "Clocks are put forward and never show this time."
_TWICE: Final = "Clocks are put back and show this time twice: the first one is meant."
_BEYOND: Final = "This is beyond the calendar."


@frozen(kw_only=True)
class When:
    """
    When something is planned for, as in ``Understood``.
    """

    day: date | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    duration: int | None = None
    doubts: tuple[Doubt, ...] = ()


def when_of(scan: Scan, now: datetime) -> When:
    """
    What a scan says of when; *now* is the clock of who said it.
    """
    duration = next(iter(scan.values("duration", int)), None)
    try:
        for moment in scan.values("moment", timedelta):
            at = now.astimezone(UTC).replace(second=0, microsecond=0) + moment
            day = at.astimezone(now.tzinfo).date()
            return _lasting(When(day=day, starts=at, duration=duration))
        said = [*scan.values("time", Times), *scan.values("hour", Times)]
        times = next(iter(said), None)
        found = _day(scan, now, times)
        if found is None:
            return When(duration=duration)
        if times is None:
            doubts = (Doubt("past", _PAST),) if found < now.date() else ()
            return When(day=found, duration=duration, doubts=doubts)
        return _lasting(evolve(_timed(found, times, now), duration=duration))
    except OverflowError:
        return When(duration=duration, doubts=(Doubt("out-of-range", _BEYOND),))


def _day(scan: Scan, now: datetime, times: Times | None) -> date | None:
    for said in scan.values("day", date):
        return said
    for rule in scan.values("recurrence", str):
        return _first_of(rule, now, times)
    return None if times is None else now.date()


def _first_of(rule: str, now: datetime, times: Times | None) -> date:
    """
    The first day of a recurrence, today only if it is not over.
    """
    _, named, codes = rule.partition("BYDAY=")
    wanted = codes.split(",") if named else list(_CODES)
    over = times is not None and times.start <= now.hour * 60 + now.minute
    day = now.date() + timedelta(days=1 if over else 0)
    while _CODES[day.weekday()] not in wanted:
        day += timedelta(days=1)
    return day


def _timed(day: date, times: Times, now: datetime) -> When:
    starts, doubt = _moment(day, times.start, now)
    if starts is None:
        return When(day=day, doubts=(Doubt("skipped", f"{doubt} {day}."),))
    doubts = [Doubt("twice", doubt)] if doubt else []
    if starts < now:
        doubts.append(Doubt("past", _PAST))
    ends = None
    if times.end is not None:
        ends, doubt = _moment(day, times.end, now)
        if ends is None or ends <= starts:
            ends = None
            doubts.append(Doubt("skipped", f"{clock(times.end)}: {_SKIPPED}"))
    return When(day=day, starts=starts, ends=ends, doubts=tuple(doubts))


def _moment(day: date, minute: int, now: datetime) -> tuple[datetime | None, str]:
    """
    When the clocks of a day show a minute, and what is to be said of it.
    """
    wall = datetime.combine(day, time(), now.tzinfo) + timedelta(minutes=minute)
    found = wall.astimezone(UTC)
    if found.astimezone(now.tzinfo).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return None, _SKIPPED
    if wall.utcoffset() != wall.replace(fold=1).utcoffset():
        return found, _TWICE
    return found, ""


def _lasting(when: When) -> When:
    if when.starts is None:
        return when
    if when.ends is not None:
        minutes = int((when.ends - when.starts).total_seconds()) // 60
        if when.duration not in {None, minutes}:
            doubt = Doubt("several", "It ends when its end says, not its length.")
            return evolve(when, duration=minutes, doubts=(*when.doubts, doubt))
        return evolve(when, duration=minutes)
    if when.duration is not None:
        length = timedelta(minutes=when.duration)
        return evolve(when, ends=when.starts + length)
    return when
