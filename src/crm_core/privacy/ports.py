"""
What privacy asks of storage.
"""

from typing import Protocol

from ..bookings import BookingWork
from ..calendars import CalendarWork
from ..duplicates import DuplicateWork
from ..emails import EmailWork
from .tracing import Traces


class RefusedRows(Protocol):
    """
    The rows that imports have refused, as they stood in their files.
    """

    def forget(self, traces: Traces, /) -> int:
        """
        Empty the rows that have any of these traces, whoever imported them; answers
        how many.
        """
        ...


class PrivacyWork(BookingWork, CalendarWork, DuplicateWork, EmailWork, Protocol):
    """
    What the use cases of privacy need.
    """

    @property
    def refused_rows(self) -> RefusedRows: ...
