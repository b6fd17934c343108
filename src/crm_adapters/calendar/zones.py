"""
Time zones as calendars name and define them (RFC 5545, section 3.6.5).
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from attrs import define, field, frozen
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from crm_core.shared import Invalid

from .components import Component
from .expansion import Budget, ended, walls
from .rules import read_leniently
from .values import read_moment, read_offset, read_text

FIRST_YEAR, LAST_YEAR = 1970, 2100
MOST_OBSERVANCES = 500
LONGEST_NAME = 200
MOST_CHANGES = 20_000
MOST_DAYS = 1_000_000
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-]\d{1,2})[:.]?(\d{2})?", re.IGNORECASE)
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_NOTHING = timedelta()


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def known_zone(named: str) -> str | None:
    """
    The zone of the IANA database that *named* means: its own name, at times with a path
    before it or with underscores, or that of Windows.
    """
    text = named.strip().strip('"').removeprefix("TZID=").casefold()
    if not text:
        return None
    known = _known()
    parts = text.strip("/").split("/")
    spellings = ["/".join(parts[index:]) for index in range(len(parts))][:6]
    spellings.append(text.replace("_", "/", 1))
    for spelling in spellings:
        if spelling in known:
            return known[spelling]
    return _WINDOWS.get(text)


@frozen
class _Change:
    at: datetime
    before: timedelta
    after: timedelta
    name: str


@define
class DefinedZone(tzinfo):
    """
    A time zone that a calendar defines, between 1970 and 2100.
    """

    name: str
    changes: Sequence[_Change]
    _moments: list[datetime] = field(init=False)
    _skips: list[datetime] = field(init=False)
    _repeats: list[datetime] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._moments = [each.at for each in self.changes]
        self._skips = [each.at + max(each.before, each.after) for each in self.changes]
        self._repeats = [
            each.at + min(each.before, each.after) for each in self.changes
        ]

    def utcoffset(self, dt: datetime | None, /) -> timedelta:
        if dt is None:
            return _NOTHING
        borders = self._repeats if dt.fold else self._skips
        return self._after(bisect_right(borders, dt.replace(tzinfo=None, fold=0)))

    def dst(self, _dt: datetime | None, /) -> timedelta:
        return _NOTHING

    def tzname(self, _dt: datetime | None, /) -> str:
        return self.name

    def fromutc(self, dt: datetime, /) -> datetime:
        moment = dt.replace(tzinfo=None)
        number = bisect_right(self._moments, moment)
        wall = moment + self._after(number)
        again = bool(number) and wall < self._skips[number - 1]
        return wall.replace(tzinfo=self, fold=int(again))

    def _after(self, number: int) -> timedelta:
        if not self.changes:
            return _NOTHING
        return self.changes[number - 1].after if number else self.changes[0].before


def define_zone(name: str, component: Component, budget: Budget) -> DefinedZone | None:
    """
    What a VTIMEZONE defines; none when it says nothing of use.
    """
    found: list[_Change] = []
    for each in component.children[:MOST_OBSERVANCES]:
        if each.name not in ("STANDARD", "DAYLIGHT"):
            continue
        try:
            found += _observed(each, budget)
        except Invalid:
            component.odd(f"The time zone {name!r} has changes without end.")
        except (ValueError, OverflowError):
            component.odd(f"The time zone {name!r} has an offset that is none.")
        if len(found) > MOST_CHANGES:
            component.odd(f"The time zone {name!r} has too many changes.")
            break
    if not found:
        return None
    return DefinedZone(name, sorted(found[:MOST_CHANGES], key=lambda each: each.at))


def _observed(component: Component, budget: Budget) -> list[_Change]:
    before = read_offset(component.value("TZOFFSETFROM") or "+0000")
    after = read_offset(component.value("TZOFFSETTO"))
    name = component.value("TZNAME")
    start = read_moment(component.value("DTSTART"))
    if start is None:
        start = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001
    if not isinstance(start, datetime):
        start = datetime.combine(start, datetime.min.time())
    start = start.replace(tzinfo=None)
    onsets = {start}
    for rule in component.every("RRULE"):
        onsets |= _recurring(rule.value, start, before, budget)
    for dates in component.every("RDATE"):
        for value in dates.value.split(","):
            moment = read_moment(value)
            if isinstance(moment, datetime):
                onsets.add(moment.replace(tzinfo=None))
    return [_Change(each - before, before, after, name) for each in onsets]


def _recurring(
    raw: str, start: datetime, before: timedelta, budget: Budget
) -> set[datetime]:
    rule, _ = read_leniently(raw)
    if rule is None:
        return set()
    found: set[datetime] = set()
    near = max(start.date(), date(FIRST_YEAR, 1, 1))
    for number, wall in enumerate(walls(rule, start, near, budget), 1):
        counted = rule.count is not None and number > rule.count
        moment = (wall - before).replace(tzinfo=UTC)
        if wall.year > LAST_YEAR or counted or ended(rule, wall, moment):
            break
        found.add(wall)
    return found


@define
class Zones:
    """
    The time zones that one calendar speaks of; what it defines is worked out when it is
    asked for.
    """

    calendar: Component
    _definitions: Mapping[str, Component]
    _budget: Budget = field(factory=lambda: Budget(MOST_DAYS))
    _found: dict[str, tuple[str, tzinfo | None]] = field(factory=dict)

    @classmethod
    def of(cls, calendar: Component) -> "Zones":
        """
        The zones of a calendar.
        """
        definitions = {
            read_text(said.value).strip('"'): each
            for each in calendar.children
            if each.name == "VTIMEZONE"
            for said in each.every("TZID")
        }
        return cls(calendar, definitions)

    def find(self, named: str) -> tuple[str, tzinfo | None]:
        """
        The zone of that name and its clock; no clock when nobody knows it.
        """
        if len(named) > LONGEST_NAME:
            return named[:LONGEST_NAME], None
        if named not in self._found:
            self._found[named] = self._look(named)
        return self._found[named]

    def _look(self, named: str) -> tuple[str, tzinfo | None]:
        definition = self._definitions.get(named)
        place = definition.value("X-LIC-LOCATION") if definition else ""
        known = known_zone(named) or known_zone(place)
        if known:
            return known, UTC if known == "UTC" else ZoneInfo(known)
        if definition:
            defined = define_zone(named, definition, self._budget)
            for defect in definition.defects:
                self.calendar.odd(defect)
            if defined:
                return named, defined
        city = _by_city(named)
        return (city, ZoneInfo(city)) if city else (named, _fixed(named))


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    named = sorted(available_timezones(), reverse=True)  # Europe/ before America/
    zones = (name for name in named if name.count("/") and not name.startswith("Etc/"))
    return {
        zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in zones
    }


def _by_city(named: str) -> str | None:
    """
    The zone of the first city that old Outlooks list: ``Amsterdam, Berlin, Rome``.
    """
    places = named.rpartition(")")[2].split(",")
    cities = _cities()
    return next(
        (cities[p] for each in places if (p := each.strip().casefold()) in cities), None
    )


def _fixed(named: str) -> tzinfo | None:
    """
    What a name such as ``(UTC-03:00) Brasilia`` gives away: an offset.
    """
    found = _OFFSET.search(named)
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    length = timedelta(hours=abs(hours), minutes=minutes)
    if length >= timedelta(hours=24):
        return None
    offset = -length if found[1].startswith("-") else length
    change = _Change(datetime(FIRST_YEAR, 1, 1), offset, offset, named)  # noqa: DTZ001
    return DefinedZone(named, [change])
