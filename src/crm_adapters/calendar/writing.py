"""
Calendars as files (RFC 5545): what calendar programs and mail programs take in.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from crm_core.calendars import Attendee, Calendar, Entry, EntryKind, When

from .zone_writing import define_zone

_NAMES = {
    EntryKind.EVENT: icalendar.Event,
    EntryKind.TODO: icalendar.Todo,
    EntryKind.JOURNAL: icalendar.Journal,
}
PRODUCT = "-//erp-crm-module//CRM//EN"


def write_calendar(calendar: Calendar) -> str:
    """
    *calendar* as a file; its zones are defined for the years that its entries are in.
    """
    made = icalendar.Calendar()
    made.add("prodid", calendar.product or PRODUCT)
    made.add("version", "2.0")
    if calendar.method:
        made.add("method", calendar.method)
    if calendar.name:
        made.add("x-wr-calname", plain_text(calendar.name))
    for zone, year in sorted(_zones(calendar).items()):
        made.add_component(define_zone(zone, year - 1))
    for entry in calendar.entries:
        made.add_component(_entry(entry))
    text: str = made.to_ical().decode()
    return text


def _zones(calendar: Calendar) -> dict[str, int]:
    """
    The zones that its times are in, and the first year of each.
    """
    found: dict[str, int] = {}
    for entry in calendar.entries:
        said = (entry.starts, entry.ends, entry.due, entry.replaces)
        for when in (*said, *entry.more, *entry.exceptions):
            if when is None or not isinstance(when.clock, ZoneInfo):
                continue
            year = min(when.wall.year, found.get(when.zone, 9999))
            found[when.zone] = year
    return found


def _entry(entry: Entry) -> Any:
    made = _NAMES[entry.kind]()
    made.add("uid", entry.uid)
    made.add("dtstamp", entry.stamp or datetime.now(UTC))
    made.add("sequence", entry.sequence)
    for name, text in (
        ("summary", entry.summary),
        ("description", entry.description),
        ("location", entry.place),
        ("url", entry.url),
        ("status", entry.status),
    ):
        if text:
            made.add(name, plain_text(text))
    for name, when in (
        ("dtstart", entry.starts),
        ("dtend", entry.ends),
        ("due", entry.due),
        ("completed", entry.completed),
    ):
        if when is not None:
            made.add(name, value_of(when))
    if entry.kind is EntryKind.EVENT:
        made.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    if entry.categories:
        made.add("categories", [plain_text(each) for each in entry.categories])
    if entry.modified:
        made.add("last-modified", entry.modified)
    _add_recurrence(made, entry)
    _add_people(made, entry)
    for before in entry.alarms:
        made.add_component(_alarm(entry, before))
    return made


def _add_recurrence(made: Any, entry: Entry) -> None:
    for rule in entry.rules:
        made.add("rrule", icalendar.vRecur.from_ical(rule))
    for when in entry.more:
        made.add("rdate", value_of(when))
    for when in entry.exceptions:
        made.add("exdate", value_of(when))
    if entry.replaces is not None:
        following = {"RANGE": "THISANDFUTURE"} if entry.and_following else {}
        made.add("recurrence-id", value_of(entry.replaces), parameters=following)


def _add_people(made: Any, entry: Entry) -> None:
    if entry.organizer is not None:
        made.add("organizer", _person(entry.organizer, {}))
    for each in entry.attendees:
        said = {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": each.role,
            "PARTSTAT": each.status,
            "RSVP": "TRUE" if each.rsvp else "FALSE",
        }
        made.add("attendee", _person(each, said), encode=0)


def _person(person: Attendee, said: dict[str, str]) -> Any:
    made = icalendar.vCalAddress(f"mailto:{plain_text(person.address)}")
    if person.name:
        made.params["CN"] = plain_text(person.name).replace('"', "'").replace("\n", " ")
    for name, value in said.items():
        made.params[name] = value
    return made


def _alarm(entry: Entry, before: timedelta) -> Any:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain_text(entry.summary))
    alarm.add("trigger", -before)
    return alarm


def value_of(when: When) -> date | datetime:
    """
    A day or a moment as the library has them.
    """
    if when.whole_day or not isinstance(when.value, datetime):
        return when.value
    return when.value.replace(tzinfo=when.clock)


def plain_text(text: str) -> str:
    """
    *text* without what no calendar may hold: control characters but for line breaks.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each >= " " or each in "\n\t")
