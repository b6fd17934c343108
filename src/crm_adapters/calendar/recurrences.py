"""
When the occurrences of a series are.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from attrs import frozen

from .expansion import LAST_YEAR, Budget, ended, walls
from .rules import read_rule

_rule = lru_cache(maxsize=1024)(read_rule)
_EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
_LATEST = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


@frozen
class RfcRecurrences:
    """
    Recurrences by RFC 5545: days, weeks, months and years, true to the wall clock.
    """

    def check(self, rule: str, /) -> str:
        return str(_rule(rule))

    def occurrences(
        self,
        rule: str,
        /,
        *,
        start: datetime,
        zone: str,
        after: datetime,
        until: datetime,
        most: int,
        without: Collection[datetime] = (),
    ) -> list[datetime]:
        known = _rule(rule)
        clock = ZoneInfo(zone)
        begin = _shown(start, clock)
        near = _shown(after, clock).date() - timedelta(days=2)
        leaving = {each.astimezone(UTC) for each in without}
        found: set[datetime] = set()  # where clocks leap, two walls are one moment
        for number, wall in enumerate(walls(known, begin, near, Budget()), 1):
            moment = wall.replace(tzinfo=clock).astimezone(UTC)
            counted = known.count is not None and number > known.count
            if moment >= until or counted or ended(known, wall, moment):
                break
            if moment >= after and moment not in leaving:
                found.add(moment)
                if len(found) == most:
                    break
        return sorted(found)


def _shown(moment: datetime, clock: ZoneInfo) -> datetime:
    """
    What the clocks show at *moment*, kept a year away from where dates end.
    """
    kept = min(max(moment, _EARLIEST), _LATEST)
    return kept.astimezone(clock).replace(tzinfo=None)
