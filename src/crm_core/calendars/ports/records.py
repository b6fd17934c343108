"""
What calendars ask of storage.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from ...activities import Activity, Series
from ...shared import UserId
from ..model import (
    Connection,
    ConnectionId,
    Feed,
    Invitation,
    SyncedItem,
    SyncedObject,
)


class Invitations(Protocol):
    """
    Whom the organization at work has invited to its meetings.
    """

    def of_uid(self, uid: str, /) -> list[Invitation]:
        """
        Those to the meeting or series of that UID, locked.
        """
        ...

    def save(self, invitations: Iterable[Invitation], /) -> None:
        """
        Store them as they are now, whether known before or not.
        """
        ...

    def forget(self, keys: Iterable[str], /) -> None:
        """
        Remove those of the addresses with these keys.
        """
        ...


class Feeds(Protocol):
    """
    The secret addresses that calendar programs read from.
    """

    def of_user(self, user_id: UserId, /) -> Feed | None:
        """
        The feed of a user that is not revoked.
        """
        ...

    def behind(self, digest: bytes, /) -> Feed | None:
        """
        The feed of the secret with that digest, if it is not revoked.
        """
        ...

    def save(self, feed: Feed, /) -> None: ...

    def activities(
        self, user_id: UserId, /, *, since: datetime, until: datetime, most: int
    ) -> list[Activity]:
        """
        What a user owns or takes part in that is planned for [since, until), live,
        whatever its status, the earliest first.
        """
        ...

    def series(self, user_id: UserId, /, *, most: int) -> list[Series]:
        """
        The series that a user owns or takes part in and that have not ended, or have
        pending occurrences.
        """
        ...


class CalendarConnections(Protocol):
    """
    The calendars on servers that the people of the organization keep in step with.
    """

    def get(self, id: ConnectionId, /) -> Connection:
        """
        One of them, locked.

        Raises:
            NotFound: There is none.
        """
        ...

    def of_user(self, user_id: UserId, /) -> list[Connection]: ...

    def save(self, connection: Connection, /) -> None:
        """
        Store it as it is now, whether known before or not.
        """
        ...

    def remove(self, id: ConnectionId, /) -> None: ...

    def due(self, at: datetime, /) -> list[Connection]:
        """
        Those whose time has come and that have a password that may be taken.
        """
        ...

    def password(self, id: ConnectionId, /) -> str:
        """
        Raises:
            Unavailable: It cannot be opened with the key of this installation.
        """
        ...

    def keep_password(self, id: ConnectionId, password: str, /) -> None: ...

    def objects(self, id: ConnectionId, /) -> list[SyncedObject]: ...

    def object_at(self, id: ConnectionId, href: str, /) -> SyncedObject | None: ...

    def keep_object(self, id: ConnectionId, known: SyncedObject, /) -> None: ...

    def forget_object(self, id: ConnectionId, href: str, /) -> None:
        """
        Forget an object and its items.
        """
        ...

    def items(
        self, id: ConnectionId, href: str | None = None, /
    ) -> list[SyncedItem]: ...

    def keep_item(self, id: ConnectionId, item: SyncedItem, /) -> None: ...

    def forget_item(self, id: ConnectionId, item: SyncedItem, /) -> None: ...
