"""
Calendar files, read and written.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from crm_core.calendars import Calendar, CalendarFile, Entry, EntryKind, Instances

from .amending import amend_calendar
from .instances import Expansion, Window
from .reading import read_calendars
from .writing import write_calendar


@frozen
class IcalendarFiles:
    """
    Reads calendar files with patience, and within bounds of time and memory; writes
    them by the book (RFC 5545).
    """

    def read(self, raw: bytes, /) -> CalendarFile:
        return read_calendars(raw)

    def instances(
        self,
        calendar: Calendar,
        /,
        *,
        start: datetime,
        end: datetime,
        zone: str,
        most: int = 10_000,
        most_each: int = 5_000,
    ) -> Instances:
        window = Window(start=start, end=end, here=ZoneInfo(zone))
        expansion = Expansion(window, most, most_each)
        found = expansion.of(calendar.of_kind(EntryKind.EVENT))
        return Instances(tuple(found), tuple(expansion.cut))

    def write(self, calendar: Calendar, /) -> str:
        return write_calendar(calendar)

    def amend(
        self,
        text: str,
        occurrence: datetime | None,
        entry: Entry | None,
        changes: Mapping[str, Any],
        /,
    ) -> str:
        return amend_calendar(text, occurrence, entry, changes)
