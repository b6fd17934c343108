"""
What calendars ask of calendar servers.
"""

from collections.abc import Sequence
from typing import Protocol

from ..model import RemoteCalendar, RemoteChanges, RemoteObject


class CalendarServer(Protocol):
    """
    A calendar server (CalDAV), for one person. Everything raises ``ServerUnreachable``,
    ``ServerBusy``, ``ServerPassword`` or ``ServerRefused``.
    """

    def calendars(self) -> list[RemoteCalendar]: ...

    def changes(self, calendar: str, token: str | None, /) -> RemoteChanges:
        """
        What has changed since *token*; all that there is without one.
        """
        ...

    def fetch(self, calendar: str, hrefs: Sequence[str], /) -> list[RemoteObject]: ...

    def put(self, calendar: str, href: str, text: str, tag: str | None, /) -> str:
        """
        Write an object that still has *tag*, or a new one; answers the new tag.

        Raises:
            RemoteChanged: It has another tag, or is there already.
        """
        ...

    def delete(self, calendar: str, href: str, tag: str, /) -> None:
        """
        Raises:
            RemoteChanged: It has another tag.
        """
        ...

    def close(self) -> None: ...


class CalendarServers(Protocol):
    """
    Opens calendar servers.
    """

    def open(self, url: str, username: str, password: str, /) -> CalendarServer: ...
