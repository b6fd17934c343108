"""
Calendars on servers, and what is known of them, in memory.
"""

from datetime import datetime

from attrs import define

from crm_core.calendars import (
    Connection,
    ConnectionId,
    ConnectionState,
    ConnectionUnknown,
    SyncedItem,
    SyncedObject,
)
from crm_core.shared import Unavailable, UserId

from .context import Context


@define
class MemoryCalendarConnections:
    """
    The calendars on servers that people keep in step with.
    """

    context: Context

    @property
    def rows(self) -> dict[ConnectionId, Connection]:
        """
        The connections.
        """
        return self.context.tables.calendar_connections

    def get(self, id: ConnectionId, /) -> Connection:
        if id not in self.rows:
            raise ConnectionUnknown(id=id)
        return self.rows[id]

    def of_user(self, user_id: UserId, /) -> list[Connection]:
        return [each for each in self.rows.values() if each.user_id == user_id]

    def due(self, at: datetime, /) -> list[Connection]:
        return [
            each
            for each in self.rows.values()
            if each.next_at <= at and each.state is not ConnectionState.NEEDS_PASSWORD
        ]

    def save(self, connection: Connection, /) -> None:
        self.rows[connection.id] = connection

    def remove(self, id: ConnectionId, /) -> None:
        self.rows.pop(id, None)
        tables = self.context.tables
        tables.calendar_passwords.pop(id, None)
        for each in self.objects(id):
            self.forget_object(id, each.href)

    def password(self, id: ConnectionId, /) -> str:
        password = self.context.tables.calendar_passwords.get(id)
        if password is None:
            raise Unavailable("The password must be entered anew.")
        return password

    def keep_password(self, id: ConnectionId, password: str, /) -> None:
        self.context.tables.calendar_passwords[id] = password

    def objects(self, id: ConnectionId, /) -> list[SyncedObject]:
        known = self.context.tables.calendar_objects
        return [each for (whose, _), each in known.items() if whose == id]

    def object_at(self, id: ConnectionId, href: str, /) -> SyncedObject | None:
        return self.context.tables.calendar_objects.get((id, href))

    def keep_object(self, id: ConnectionId, known: SyncedObject, /) -> None:
        self.context.tables.calendar_objects[id, known.href] = known

    def forget_object(self, id: ConnectionId, href: str, /) -> None:
        self.context.tables.calendar_objects.pop((id, href), None)
        for item in self.items(id, href):
            self.forget_item(id, item)

    def items(self, id: ConnectionId, href: str | None = None, /) -> list[SyncedItem]:
        known = self.context.tables.calendar_items
        return [
            each
            for (whose, place, _), each in known.items()
            if whose == id and href in (None, place)
        ]

    def keep_item(self, id: ConnectionId, item: SyncedItem, /) -> None:
        self.context.tables.calendar_items[id, item.href, item.occurrence] = item

    def forget_item(self, id: ConnectionId, item: SyncedItem, /) -> None:
        self.context.tables.calendar_items.pop((id, item.href, item.occurrence), None)
