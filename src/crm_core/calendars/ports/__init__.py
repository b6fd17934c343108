"""
What calendars ask of storage, of calendar files and of calendar servers.
"""

from .files import CalendarFiles, NoCalendarFiles
from .records import CalendarConnections, Feeds, Invitations
from .servers import CalendarServer, CalendarServers
from .work import CalendarWork

__all__ = [
    "CalendarConnections",
    "CalendarFiles",
    "CalendarServer",
    "CalendarServers",
    "CalendarWork",
    "Feeds",
    "Invitations",
    "NoCalendarFiles",
]
