"""
Reading and writing calendar files.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from ...shared import Unavailable
from ..model import Calendar, CalendarFile, Entry, Instances


class CalendarFiles(Protocol):
    """
    Reads and writes calendar files (RFC 5545).
    """

    def read(self, raw: bytes, /) -> CalendarFile:
        """
        What the file says.

        Raises:
            Invalid: It is no calendar, is empty or too large, or nested too deep.
        """
        ...

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
        """
        When its events take place within [start, end), at most so many of them and of
        each; floating times are read by the clocks of *zone*.
        """
        ...

    def write(self, calendar: Calendar, /) -> str:
        """
        The file that says so, with the time zones that it needs.
        """
        ...

    def amend(
        self,
        text: str,
        occurrence: datetime | None,
        entry: Entry | None,
        changes: Mapping[str, Any],
        /,
    ) -> str:
        """
        A file with *changes* to its event, or to one *occurrence* of it, as *entry* has
        them; without an entry that occurrence is left out. All else stays.

        Raises:
            Invalid: It is not written so that it could be changed safely.
        """
        ...


class NoCalendarFiles:
    """
    Where nothing that reads or writes calendar files is installed.
    """

    def read(self, _raw: bytes, /) -> CalendarFile:
        raise Unavailable("The extra calendar of this package is not installed.")

    def instances(
        self,
        _calendar: Calendar,
        /,
        *,
        start: datetime,  # noqa: ARG002
        end: datetime,  # noqa: ARG002
        zone: str,  # noqa: ARG002
        most: int = 10_000,  # noqa: ARG002
        most_each: int = 5_000,  # noqa: ARG002
    ) -> Instances:
        return Instances(())

    def write(self, _calendar: Calendar, /) -> str:
        raise Unavailable("The extra calendar of this package is not installed.")

    def amend(self, *_said: object) -> str:
        raise Unavailable("The extra calendar of this package is not installed.")
