"""
When people are free: their working hours without their absences and meetings.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from ...shared import (
    DaysOff,
    NeverWorking,
    Span,
    UserId,
    WorkingHours,
    on_wall,
)

_NOTHING: Final = timedelta()
UNSAID_LENGTH: Final = timedelta(hours=1)
"""
How long a meeting keeps people busy of which nobody has said when it ends.
"""
LONGEST_MEETING: Final = timedelta(days=62)
"""
One that began longer ago keeps nobody busy any more.
"""
USUAL_WEEK: Final = (*((Span(9 * 60, 17 * 60),),) * 5, (), ())
"""
When those work who have said nothing: Monday to Friday, nine to five.
"""


@frozen(kw_only=True, order=True)
class Busy:
    """
    When somebody is busy, and how long before and after they want to be left alone.
    """

    starts: datetime
    ends: datetime
    before: timedelta = _NOTHING
    after: timedelta = _NOTHING


@frozen(kw_only=True)
class Host:
    """
    A person who can be met: *hours* are without their absences.
    """

    user_id: UserId
    name: str
    email: str | None = None
    hours: WorkingHours
    busy: tuple[Busy, ...] = ()

    def may_meet(self, starts: datetime, ends: datetime, gap: "Gap") -> bool:
        """
        Whether they work all the time and are not busy, with what is kept free.
        """
        return self.is_free(starts, ends, gap) and any(
            begins <= starts and ends <= closes
            for begins, closes in stretches(self.hours, starts, ends)
        )

    def is_free(self, starts: datetime, ends: datetime, gap: "Gap") -> bool:
        """
        Whether no meeting is in the way.

        Between two meetings lies the longer of what the one wants free behind it and
        the other before it, not both.
        """
        before, after = gap
        return not any(
            (busy.starts < ends + after and starts - before < busy.ends)
            or (busy.starts - busy.before < ends and starts < busy.ends + busy.after)
            for busy in self.busy
        )


Gap = tuple[timedelta, timedelta]


@frozen(kw_only=True)
class Slot:
    """
    A time at which a meeting may be, and who of those asked for is free then.
    """

    starts: datetime
    ends: datetime
    hosts: tuple[UserId, ...]


@frozen(kw_only=True)
class Wanted:
    """
    A meeting that is looked for: so long, beginning every *step*, with a *gap*; with
    all hosts *together*, or with any.
    """

    length: timedelta
    step: timedelta
    gap: Gap = (_NOTHING, _NOTHING)
    together: bool = False


def working(hours: WorkingHours, *absences: DaysOff) -> WorkingHours:
    """
    *hours* without some days off more.
    """
    ranges = [each for days in (hours.holidays, *absences) for each in days.ranges]
    return evolve(hours, holidays=DaysOff(ranges))


def stretches(
    hours: WorkingHours, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """
    The working time in a stretch of time, without the breaks; whole where it reaches
    beyond the end.
    """
    opened: datetime | None = None
    closed = since
    at = since
    while at < until:
        try:
            begins, ends = hours.next_stretch(at)
        except NeverWorking:
            break
        if begins >= until:
            break
        if opened is not None and begins > closed:
            yield opened, closed
            opened = None
        opened, closed, at = opened or begins, ends, ends
    if opened is not None:
        yield opened, closed


def free_slots(
    hosts: Sequence[Host], wanted: Wanted, since: datetime, until: datetime
) -> list[Slot]:
    """
    The times from *since* on at which a meeting may begin before *until*, in order.
    """
    free: dict[datetime, list[UserId]] = {}
    for host in hosts:
        for starts in _beginnings(host, wanted, since, until):
            if host.is_free(starts, starts + wanted.length, wanted.gap):
                free.setdefault(starts, []).append(host.user_id)
    needed = len(hosts) if wanted.together else 1
    return [
        Slot(starts=starts, ends=starts + wanted.length, hosts=tuple(found))
        for starts, found in sorted(free.items())
        if len(found) >= needed
    ]


def _beginnings(
    host: Host, wanted: Wanted, since: datetime, until: datetime
) -> Iterable[datetime]:
    """
    The moments on the clock of a host, counted in steps from midnight, from which on
    there is working time enough.
    """
    far = until + wanted.length
    for begins, ends in stretches(host.hours, since, far):
        at = _rounded(begins, wanted.step, host.hours.time_zone)
        while at < until and at + wanted.length <= ends:
            yield at
            at += wanted.step


def _rounded(moment: datetime, step: timedelta, zone: str) -> datetime:
    """
    The next moment at which the clock shows a multiple of *step*.
    """
    wall = on_wall(moment, zone)
    since_midnight = timedelta(
        hours=wall.hour,
        minutes=wall.minute,
        seconds=wall.second,
        microseconds=wall.microsecond,
    )
    return moment + -since_midnight % step


def on_day(moment: datetime, zone: str) -> date:
    """
    The day that the calendar of a zone shows.
    """
    return on_wall(moment, zone).date()


def spans_of(
    busy: Iterable[Busy], since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """
    When somebody is busy in a stretch of time, joined where spans touch.
    """
    found: list[tuple[datetime, datetime]] = []
    for each in sorted(busy):
        starts, ends = max(each.starts, since), min(each.ends, until)
        if starts >= ends:
            continue
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found
