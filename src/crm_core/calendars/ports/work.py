"""
The unit of work of calendars.
"""

from typing import Protocol

from ...activities import ActivityWork
from ...emails import EmailWork
from .files import CalendarFiles
from .records import CalendarConnections, Feeds, Invitations


class CalendarWork(ActivityWork, EmailWork, Protocol):
    """
    What the use cases of calendars need.
    """

    @property
    def calendar_connections(self) -> CalendarConnections: ...

    @property
    def calendar_feeds(self) -> Feeds: ...

    @property
    def calendar_files(self) -> CalendarFiles: ...

    @property
    def invitations(self) -> Invitations: ...
