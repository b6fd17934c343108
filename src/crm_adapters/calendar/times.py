"""
The times of a calendar's entries, by the zones that the calendar speaks of.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from crm_core.calendars import When

from .components import Component
from .lines import Property
from .values import read_length, read_moment
from .zones import Zones

MOST_MOMENTS = 10_000


@frozen
class Times:
    """
    Reads times; those without a zone are in *zone*, if the calendar names its own.
    """

    zones: Zones
    zone: str

    def lasting(self, part: Component, starts: When) -> When:
        """
        When an entry ends that says how long it takes, or nothing of its end.
        """
        said = part.value("DURATION")
        length = read_length(said) if said else None
        if said and length is None:
            part.odd(f"DURATION is no length: {said[:40]!r}.")
        if length is None:
            length = timedelta(days=1) if starts.whole_day else timedelta()
        try:
            if starts.whole_day:
                days = not length.seconds
                start = starts.value if days else starts.wall
                return evolve(starts, value=start + length)
            if starts.clock is None:
                return evolve(starts, value=starts.wall + length)
            ended = (starts.at(UTC) + length).astimezone(starts.clock)
            return evolve(starts, value=ended.replace(tzinfo=None))
        except OverflowError:
            part.odd("It ends after the last day that there is.")
            return starts

    def when(self, part: Component, name: str) -> When | None:
        """
        The day or moment that a property names.
        """
        found = part.first(name)
        if found is None or not found.value.strip():
            return None
        when = self._moment(part, found, found.value)
        if when is None:
            part.odd(f"{name} is no day and no moment: {found.value[:40]!r}.")
        return when

    def moments(self, part: Component, name: str) -> tuple[When, ...]:
        """
        All of them that properties of that name list.
        """
        found: list[When] = []
        for each in part.every(name):
            for value in each.value.split(",", MOST_MOMENTS):
                if len(found) == MOST_MOMENTS:
                    part.odd(f"Only the first {MOST_MOMENTS} {name} were read.")
                    return tuple(found)
                if "/" in value and name == "RDATE":
                    continue  # a period, read as such
                when = self._moment(part, each, value)
                if when is not None:
                    found.append(when)
                elif value.strip():
                    part.odd(f"{name} is no day and no moment: {value[:40]!r}.")
        return tuple(found)

    def periods(self, part: Component) -> tuple[tuple[When, timedelta], ...]:
        """
        The moments that are added with lengths of their own.
        """
        found: list[tuple[When, timedelta]] = []
        for each in part.every("RDATE"):
            for value in each.value.split(",", MOST_MOMENTS)[:MOST_MOMENTS]:
                begins, slash, ends = value.partition("/")
                if not slash:
                    continue
                start, end = (self._moment(part, each, at) for at in (begins, ends))
                length = read_length(ends)
                if start and end:
                    length = end.at(UTC) - start.at(UTC)
                if start is None or length is None:
                    part.odd(f"RDATE is no period: {value[:40]!r}.")
                else:
                    found.append((start, length))
        return tuple(found)

    def _moment(self, part: Component, line: Property, raw: str) -> When | None:
        value = read_moment(raw)
        if value is None:
            return None
        if not isinstance(value, datetime):
            return When(value)
        if value.tzinfo is not None:
            return self._in_utc(value.replace(tzinfo=None))
        named = line.parameters.get("TZID", "")
        zone, clock = self.zones.find(named) if named else ("", None)
        if clock is None and named:
            part.odd(
                f"Unknown time zone: {named[:80]!r}; the time is read as floating."
            )
        if clock is None and self.zone:
            zone, clock = self.zone, ZoneInfo(self.zone)
        return When(value, zone if clock else "", clock)

    def _in_utc(self, value: datetime) -> When:
        """
        A moment in UTC; calendars that name a zone of their own mean it by its clocks.
        """
        if not self.zone:
            return When(value, "UTC", UTC)
        clock = ZoneInfo(self.zone)
        try:
            wall = value.replace(tzinfo=UTC).astimezone(clock)
        except OverflowError:
            return When(value, "UTC", UTC)
        return When(wall.replace(tzinfo=None), self.zone, clock)
