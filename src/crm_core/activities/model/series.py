"""
Activities that recur.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from ...shared import Invalid, refuse
from .activity import Activity, ActivityId, SeriesId
from .kinds import ActivityStatus
from .timing import DAYS, TIMES, check_zone

AHEAD = timedelta(days=60)
"""
So far ahead occurrences are activities of their own; the next one is in any case.
"""
FARTHEST = timedelta(days=3660)
"""
A rule that has no occurrence for so long has ended.
"""
OLDEST = timedelta(days=366)
MOST_AT_ONCE = 500
TIMING = frozenset({*TIMES, *DAYS, "time_zone"})
"""
The fields that say when.
"""
OF_ONE = ("status", "completed_at", "outcome", "duration_minutes")
"""
What is said of one occurrence alone; all else is the same in all of them.
"""


@frozen(kw_only=True)
class Series:
    """
    A recurring activity: its *rule* (RFC 5545), and its *pattern*, the first occurrence
    as all of them begin. Those before *spread_until* are activities already, but for
    those that it is *without*.
    """

    id: SeriesId
    rule: str
    pattern: Activity
    without: tuple[datetime, ...] = ()
    spread_until: datetime | None = None
    ended: bool = False
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def start(self) -> datetime:
        """
        When it begins, as its rule counts it.
        """
        begins = self.pattern.planned_moment
        assert begins is not None
        return begins

    @property
    def zone(self) -> str:
        """
        Whose clocks its rule goes by; whole days go by none.
        """
        return "UTC" if self.pattern.all_day else self.pattern.time_zone

    def occurrence(self, id: ActivityId, at: datetime, *, now: datetime) -> Activity:
        """
        A new activity for the occurrence *at* that moment.
        """
        return evolve(
            self.pattern,
            id=id,
            **times_at(self.pattern, at),
            series_id=self.id,
            occurrence=at,
            created_at=now,
            updated_at=now,
            archived_at=None,
            version=1,
        )


def times_at(activity: Activity, at: datetime) -> dict[str, Any]:
    """
    When *activity* is, moved so that it begins or is due *at* that moment.
    """
    if activity.day is not None:
        day, last = at.astimezone(UTC).date(), activity.last_day
        return {"day": day, "last_day": last and day + (last - activity.day)}
    begins, ends, due = activity.starts_at, activity.ends_at, activity.due_at
    anchor = begins or due
    assert anchor is not None
    return {
        "starts_at": at if begins else None,
        "ends_at": at + (ends - anchor) if ends else None,
        "due_at": at + (due - anchor) if due else None,
    }


def ending(rule: str, moment: datetime) -> str:
    """
    *rule* with no occurrence at *moment* or later.
    """
    parts = [p for p in rule.split(";") if not p.startswith(("UNTIL=", "COUNT="))]
    last = moment.astimezone(UTC) - timedelta(seconds=1)
    return ";".join([*parts, f"UNTIL={last:%Y%m%dT%H%M%SZ}"])


def remaining(rule: str, gone: int) -> str:
    """
    *rule* after so many of its occurrences.
    """
    parts = [
        f"COUNT={int(each[6:]) - gone}" if each.startswith("COUNT=") else each
        for each in rule.split(";")
    ]
    return ";".join(parts)


def pattern_of(activity: Activity) -> Activity:
    """
    What all occurrences of a series that begins with *activity* have in common.
    """
    return evolve(
        activity,
        status=ActivityStatus.PENDING,
        completed_at=None,
        snoozed_until=None,
        outcome=None,
        duration_minutes=None,
    )


def check_start(activity: Activity, now: datetime) -> datetime:
    """
    When a series begins whose first occurrence *activity* is.

    Raises:
        Invalid: It is planned for no moment, or for one long ago.
    """
    begins = activity.planned_moment
    if begins is None:
        message = "What recurs is planned: say when it begins."
        raise Invalid.of("recurrence", "unplanned", message)
    if begins < now - OLDEST:
        message = "A series begins a year ago at the earliest."
        raise Invalid.of("recurrence", "past", message)
    check_zone(activity.time_zone, "time_zone")
    return begins


class NoRecurrences:
    """
    Where nothing can recur.
    """

    def check(self, rule: str, /) -> str:  # noqa: ARG002
        raise _CANNOT

    def occurrences(self, rule: str, /, **_asked: object) -> list[datetime]:  # noqa: ARG002
        raise _CANNOT


_CANNOT = refuse("unavailable", "Activities cannot recur here.")
