"""
What an activity and an event of a calendar have in common, field by field.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from ...activities import Activity, ActivityStatus
from ...shared import on_wall
from .entries import Entry, Instance, When
from .meetings import when_of

LONGEST_SUBJECT, LONGEST_PLACE, LONGEST_TEXT = 255, 255, 20_000
UNTITLED = "(untitled)"
Said = Mapping[str, Any]


def said_by_activity(activity: Activity) -> Said:
    """
    What an activity says, in the words that both sides share.
    """
    return {
        "subject": activity.subject,
        "description": activity.description or "",
        "place": activity.place or "",
        "when": _planned(activity),
        "off": activity.status is ActivityStatus.CANCELLED,
    }


def said_by_entry(entry: Entry, starts: When, ends: When) -> Said:
    """
    What an event says, of one time that it takes place.
    """
    return {
        "subject": " ".join(entry.summary.split())[:LONGEST_SUBJECT] or UNTITLED,
        "description": entry.description[:LONGEST_TEXT],
        "place": " ".join(entry.place.split())[:LONGEST_PLACE],
        "when": _span(starts, ends),
        "off": entry.cancelled,
    }


def said_by_instance(instance: Instance) -> Said:
    """
    The same, of one occurrence.
    """
    return said_by_entry(instance.entry, instance.starts, instance.ends)


def fields_for(said: Said) -> dict[str, object]:
    """
    The fields of an activity that say so.
    """
    found: dict[str, object] = {}
    for name in ("subject", "description", "place"):
        if name in said:
            found[name] = said[name] or None
    when = said.get("when")
    if when and "day" in when:
        found |= {"day": when["day"], "last_day": when["last"], "starts_at": None}
        found |= {"ends_at": None, "due_at": None}
    elif when:
        found |= {"starts_at": when["starts"], "ends_at": when["ends"]}
        found |= {"time_zone": when["zone"], "day": None, "last_day": None}
    return found


def times_of(activity: Activity) -> tuple[When, When]:
    """
    When an activity begins and ends.
    """
    if activity.day is not None:
        last = activity.last_day or activity.day
        return When(activity.day), When(last + timedelta(days=1))
    begins = activity.scheduled_at
    assert begins is not None
    return when_of(activity, begins), when_of(activity, activity.ends_at or begins)


def _planned(activity: Activity) -> dict[str, str] | None:
    if activity.day is not None:
        last = activity.last_day or activity.day
        return {"day": f"{activity.day}", "last": f"{last}"}
    begins = activity.scheduled_at
    if begins is None:
        return None
    ends = activity.ends_at or begins
    zone = activity.time_zone
    return {"starts": _spelled(begins), "ends": _spelled(ends), "zone": zone}


def _span(starts: When, ends: When) -> dict[str, str]:
    if starts.whole_day:
        last = max(ends.wall - timedelta(days=1), starts.wall)
        return {"day": f"{starts.wall.date()}", "last": f"{last.date()}"}
    known = starts.zone in available_timezones()
    return {
        "starts": _spelled(starts.at(UTC)),
        "ends": _spelled(ends.at(UTC)),
        "zone": starts.zone if known else "UTC",
    }


def _spelled(moment: datetime) -> str:
    return f"{on_wall(moment, 'UTC'):%Y-%m-%dT%H:%M:%SZ}"
