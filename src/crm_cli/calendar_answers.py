"""
How the command line spells what is in a calendar file.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_core.calendars import (
        Attendee,
        Calendar,
        CalendarFiles,
        Entry,
        Instance,
        When,
    )


def calendar_answer(
    calendar: "Calendar",
    reader: "CalendarFiles",
    start: datetime,
    end: datetime,
    zone: str,
) -> dict[str, Any]:
    """
    A calendar: its entries, and when its events take place in the window.
    """
    from crm_core.calendars import EntryKind

    instances = reader.instances(calendar, start=start, end=end, zone=zone)
    return {
        "name": calendar.name,
        "method": calendar.method,
        "product": calendar.product,
        "version": calendar.version,
        "zone": calendar.zone,
        **{
            name: [_entry(each) for each in calendar.of_kind(kind)]
            for name, kind in (
                ("events", EntryKind.EVENT),
                ("todos", EntryKind.TODO),
                ("journals", EntryKind.JOURNAL),
                ("free_busy", EntryKind.FREE_BUSY),
            )
        },
        "instances": [_instance(each) for each in instances.found],
        "cut": instances.cut,
        "defects": calendar.defects,
    }


def _entry(entry: "Entry") -> dict[str, Any]:
    """
    One entry, with what it says; what it says nothing of is left out, but for the
    members that every entry has.
    """
    always = {
        "uid": entry.uid,
        "sequence": entry.sequence,
        "summary": entry.summary,
        "starts": _when(entry.starts),
        "ends": _when(entry.ends),
        "all_day": entry.all_day,
    }
    maybe = {
        "description": entry.description,
        "place": entry.place,
        "url": entry.url,
        "status": entry.status.lower(),
        "categories": entry.categories,
        "due": _when(entry.due),
        "completed": _when(entry.completed),
        "rules": entry.rules,
        "except_rules": entry.except_rules,
        "more": [_when(each) for each in entry.more],
        "periods": [
            {"starts": _when(each), "minutes": length.total_seconds() / 60}
            for each, length in entry.periods
        ],
        "exceptions": [_when(each) for each in entry.exceptions],
        "replaces": _when(entry.replaces),
        "and_following": entry.and_following,
        "organizer": entry.organizer and _person(entry.organizer),
        "attendees": [_person(each) for each in entry.attendees],
        "alarm_minutes_before": [each.total_seconds() / 60 for each in entry.alarms],
        "stamp": entry.stamp and moment_answer(entry.stamp),
        "modified": entry.modified and moment_answer(entry.modified),
        "defects": entry.defects,
    }
    return {**always, "busy": entry.busy, **{k: v for k, v in maybe.items() if v}}


def _person(person: "Attendee") -> dict[str, Any]:
    return {
        "address": person.address,
        "name": person.name,
        "status": person.status.lower(),
        "role": person.role.lower(),
        "rsvp": person.rsvp,
    }


def _when(when: "When | None") -> dict[str, str | None] | None:
    """
    What clocks show there, and where; the moment in UTC, unless it floats.
    """
    if when is None:
        return None
    known = when.clock is not None and not when.whole_day
    return {
        "local": when.spelled(),
        "zone": when.zone or None,
        "utc": moment_answer(when.at(UTC)) if known else None,
    }


def _instance(instance: "Instance") -> dict[str, Any]:
    return {
        "uid": instance.entry.uid,
        "summary": instance.entry.summary,
        "starts_at": moment_answer(instance.starts_at),
        "ends_at": moment_answer(instance.ends_at),
        "starts": instance.starts.spelled(),
        "ends": instance.ends.spelled(),
        "zone": instance.starts.zone or None,
        "all_day": instance.starts.whole_day,
        "status": instance.entry.status.lower() or None,
        "changed": instance.entry.replaces is not None,
    }


def moment_answer(moment: datetime) -> str:
    """
    A moment, as RFC 3339 spells it.
    """
    return moment.isoformat().replace("+00:00", "Z")
