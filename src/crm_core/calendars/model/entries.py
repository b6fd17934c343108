"""
Calendar files (RFC 5545), read: calendars, their entries, and when these take place.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from attrs import field, frozen


class EntryKind(StrEnum):
    """
    What an entry of a calendar is.
    """

    EVENT = "event"
    TODO = "todo"
    JOURNAL = "journal"
    FREE_BUSY = "free_busy"


@frozen
class When:
    """
    A day, or what clocks show; *clock* is theirs, and none when the time floats: it is
    the same on the wall wherever one is.
    """

    value: date | datetime
    zone: str = ""
    clock: tzinfo | None = field(default=None, repr=False, eq=False)

    @property
    def whole_day(self) -> bool:
        """
        Whether it is a day, that no time zone shifts.
        """
        return not isinstance(self.value, datetime)

    @property
    def wall(self) -> datetime:
        """
        What the clocks show; of a day, at its beginning.
        """
        if isinstance(self.value, datetime):
            return self.value
        return datetime.combine(self.value, time())

    def at(self, here: tzinfo) -> datetime:
        """
        The moment, in UTC, for who is *here*.
        """
        return instant(self.wall, self.clock or here)

    def spelled(self) -> str:
        """
        A day as ``2026-03-29``, a moment with its offset, unless it floats.
        """
        if not isinstance(self.value, datetime) or self.clock is None:
            return self.value.isoformat()
        return self.value.replace(tzinfo=self.clock).isoformat()


def instant(wall: datetime, clock: tzinfo) -> datetime:
    """
    When the clocks of a place show *wall*, in UTC; the first or last moment that there
    is, where it lies beyond.
    """
    try:
        return wall.replace(tzinfo=clock).astimezone(UTC)
    except (OverflowError, ValueError):
        return wall.replace(tzinfo=UTC)


@frozen(kw_only=True)
class Attendee:
    """
    Who takes part, as a calendar tells it.
    """

    address: str
    name: str = ""
    status: str = "NEEDS-ACTION"
    role: str = "REQ-PARTICIPANT"
    rsvp: bool = False


@frozen(kw_only=True)
class Entry:
    """
    One entry of a calendar, as its file says it.

    *replaces* is the moment of the series that it stands in for, alone or, with
    *and_following*, with all that come later. *defects* tell what was odd about it.
    """

    kind: EntryKind = EntryKind.EVENT
    uid: str = ""
    sequence: int = 0
    summary: str = ""
    description: str = ""
    place: str = ""
    url: str = ""
    status: str = ""
    categories: tuple[str, ...] = ()
    busy: bool = True
    starts: When | None = None
    ends: When | None = None
    due: When | None = None
    completed: When | None = None
    rules: tuple[str, ...] = ()
    more: tuple[When, ...] = ()
    periods: tuple[tuple[When, timedelta], ...] = ()
    except_rules: tuple[str, ...] = ()
    exceptions: tuple[When, ...] = ()
    replaces: When | None = None
    and_following: bool = False
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    alarms: tuple[timedelta, ...] = ()
    stamp: datetime | None = None
    modified: datetime | None = None
    defects: tuple[str, ...] = ()

    @property
    def all_day(self) -> bool:
        """
        Whether it takes whole days.
        """
        return self.starts is not None and self.starts.whole_day

    @property
    def cancelled(self) -> bool:
        """
        Whether it does not take place.
        """
        return self.status == "CANCELLED"

    @property
    def length(self) -> timedelta:
        """
        How long it takes, by the clocks where it begins.
        """
        if self.starts is None or self.ends is None:
            return timedelta()
        if self.starts.clock is None or self.ends.clock is None or self.all_day:
            return self.ends.wall - self.starts.wall
        return self.ends.at(UTC) - self.starts.at(UTC)


@frozen(kw_only=True)
class Calendar:
    """
    One calendar of a file; *zone* is what it calls its own.
    """

    name: str = ""
    method: str = ""
    product: str = ""
    version: str = ""
    zone: str = ""
    entries: tuple[Entry, ...] = ()
    defects: tuple[str, ...] = ()

    def of_kind(self, kind: EntryKind) -> Sequence[Entry]:
        """
        Its entries of that kind.
        """
        return [each for each in self.entries if each.kind is kind]


@frozen
class CalendarFile:
    """
    A calendar file: one calendar as a rule, at times several.
    """

    calendars: tuple[Calendar, ...]
    defects: tuple[str, ...] = ()


@frozen(kw_only=True)
class Instance:
    """
    One time that an entry takes place: the moments in UTC, and as clocks show them.
    """

    entry: Entry
    starts_at: datetime
    ends_at: datetime
    starts: When
    ends: When


@frozen
class Instances:
    """
    When the entries of a calendar take place in a window, in order of time; *cut* says
    what was left out, and why.
    """

    found: tuple[Instance, ...]
    cut: tuple[str, ...] = ()
