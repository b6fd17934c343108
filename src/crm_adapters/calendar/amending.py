"""
Changing an event in a calendar file, with all that the file says besides.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import icalendar

from crm_core.calendars import Entry
from crm_core.shared import Invalid

from .writing import plain_text, value_of

_RECURRING = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_TEXTS = {"subject": "SUMMARY", "description": "DESCRIPTION", "place": "LOCATION"}


def amend_calendar(
    text: str,
    occurrence: datetime | None,
    entry: Entry | None,
    changes: Mapping[str, Any],
) -> str:
    """
    *text* with *changes* to its event, or to one *occurrence* of it; without an *entry*
    that occurrence is left out. Only what has changed is touched.

    Raises:
        Invalid: It is not written so that it could be changed safely.
    """
    try:
        calendar: Any = icalendar.Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
        master = next((e for e in events if "RECURRENCE-ID" not in e), None)
        if occurrence is None:
            event = master or events[0]
        else:
            event = _occurrence(calendar, events, master, occurrence)
        if entry is None:
            _leave_out(calendar, event, master, occurrence)
        else:
            _change(event, entry, changes)
        spelled: str = calendar.to_ical().decode()
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        message = f"It cannot be changed here: {error}."
        raise Invalid(message) from None
    return spelled


def _occurrence(calendar: Any, events: list[Any], master: Any, at: datetime) -> Any:
    """
    The event that stands in for an occurrence: the one there is, or a new one.
    """
    for each in events:
        if "RECURRENCE-ID" in each and _moment(each["RECURRENCE-ID"].dt) == at:
            return each
    if master is None:
        raise KeyError("no such occurrence")
    made = master.copy(recursive=True)
    for name in _RECURRING:
        made.pop(name, None)
    starts = _shown(master, at)
    made.add("RECURRENCE-ID", starts)
    length = master.duration
    for name in ("DTSTART", "DTEND", "DURATION"):
        made.pop(name, None)
    made.add("DTSTART", starts)
    made.add("DTEND", starts + length)
    calendar.add_component(made)
    return made


def _leave_out(calendar: Any, event: Any, master: Any, at: datetime | None) -> None:
    calendar.subcomponents.remove(event)
    if master is not None and at is not None:
        master.add("EXDATE", _shown(master, at))
        _touch(master)


def _change(event: Any, entry: Entry, changes: Mapping[str, Any]) -> None:
    for name, spelled in _TEXTS.items():
        if name in changes:
            event.pop(spelled, None)
            if changes[name]:
                event.add(spelled, plain_text(changes[name]))
    if "off" in changes:
        event.pop("STATUS", None)
        event.add("STATUS", "CANCELLED" if changes["off"] else "CONFIRMED")
    if "when" in changes and entry.starts is not None and entry.ends is not None:
        for name in ("DTSTART", "DTEND", "DURATION"):
            event.pop(name, None)
        event.add("DTSTART", value_of(entry.starts))
        event.add("DTEND", value_of(entry.ends))
    _touch(event, entry.modified)


def _touch(event: Any, at: datetime | None = None) -> None:
    now = at or datetime.now(UTC)
    sequence = int(event.get("SEQUENCE", 0)) + 1
    for name in ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP"):
        event.pop(name, None)
    event.add("SEQUENCE", sequence)
    event.add("LAST-MODIFIED", now)
    event.add("DTSTAMP", now)


def _shown(master: Any, at: datetime) -> date | datetime:
    """
    A moment as the event spells its beginning.
    """
    begins = master["DTSTART"].dt
    if not isinstance(begins, datetime):
        return at.date()
    if begins.tzinfo is None:
        return at.replace(tzinfo=None)
    return at.astimezone(begins.tzinfo)


def _moment(value: date | datetime) -> datetime:
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
