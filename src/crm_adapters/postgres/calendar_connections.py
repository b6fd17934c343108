"""
Calendars on servers, and what is known of them, in PostgreSQL.
"""

from datetime import UTC, datetime
from typing import Any

from attrs import asdict, frozen
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from crm_core.activities import ActivityId
from crm_core.calendars import (
    Connection,
    ConnectionId,
    ConnectionState,
    ConnectionUnknown,
    SyncedItem,
    SyncedObject,
)
from crm_core.shared import OrganizationId, Seal, Unavailable, UserId

from .context import Context
from .schema import SCHEMA, WORKER_ROLE, calendar_connections
from .statements import json, statement

_NO_OCCURRENCE = datetime(9999, 12, 31, tzinfo=UTC)
_NAMES = [
    c.name
    for c in calendar_connections.c
    if c.name not in ("organization_id", "sealed_password")
]
_KINDS = {"id": "uuid", "user_id": "uuid", "failures": "integer"}
_CASTS = [
    f"${n}::{_KINDS.get(name, 'timestamptz' if name.endswith('_at') else 'text')}"
    for n, name in enumerate(_NAMES, 2)
]
_SELECT = (
    f"SELECT {', '.join(_NAMES)} FROM crm.calendar_connections"
    " WHERE organization_id = $1::uuid"
)
_GET = statement(f"{_SELECT} AND id = $2::uuid FOR UPDATE", ("organization_id", "id"))
_OF_USER = statement(
    f"{_SELECT} AND user_id = $2::uuid ORDER BY id", ("organization_id", "user_id")
)
_DUE = statement(
    f"{_SELECT} AND next_at <= $2::timestamptz AND state <> 'needs_password'"
    " ORDER BY next_at, id",
    ("organization_id", "at"),
)
_SAVE = statement(
    f"INSERT INTO crm.calendar_connections (organization_id, {', '.join(_NAMES)})"
    f" VALUES ($1::uuid, {', '.join(_CASTS)})"
    " ON CONFLICT (organization_id, id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _NAMES if name != "id"),
    ("organization_id", *_NAMES),
)
_REMOVE = statement(
    "DELETE FROM crm.calendar_connections WHERE organization_id = $1::uuid"
    " AND id = $2::uuid",
    ("organization_id", "id"),
)
_PASSWORD = statement(
    "SELECT sealed_password FROM crm.calendar_connections"
    " WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id"),
)
_KEEP_PASSWORD = statement(
    "UPDATE crm.calendar_connections SET sealed_password = $3"
    " WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id", "sealed"),
)
_OBJECTS = statement(
    "SELECT href, tag, text, problem FROM crm.calendar_objects"
    " WHERE organization_id = $1::uuid AND connection_id = $2::uuid"
    " AND ($3::text IS NULL OR href = $3) ORDER BY href",
    ("organization_id", "id", "href"),
)
_KEEP_OBJECT = statement(
    "INSERT INTO crm.calendar_objects"
    " (organization_id, connection_id, href, tag, text, problem)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6)"
    " ON CONFLICT (organization_id, connection_id, href) DO UPDATE"
    " SET tag = excluded.tag, text = excluded.text, problem = excluded.problem",
    ("organization_id", "id", "href", "tag", "text", "problem"),
)
_FORGET_OBJECT = statement(
    "WITH items AS (DELETE FROM crm.calendar_items WHERE organization_id = $1::uuid"
    " AND connection_id = $2::uuid AND href = $3)"
    " DELETE FROM crm.calendar_objects WHERE organization_id = $1::uuid"
    " AND connection_id = $2::uuid AND href = $3",
    ("organization_id", "id", "href"),
)
_ITEMS = statement(
    "SELECT href, occurrence, activity_id, base FROM crm.calendar_items"
    " WHERE organization_id = $1::uuid AND connection_id = $2::uuid"
    " AND ($3::text IS NULL OR href = $3) ORDER BY href, occurrence",
    ("organization_id", "id", "href"),
)
_KEEP_ITEM = statement(
    "INSERT INTO crm.calendar_items"
    " (organization_id, connection_id, href, occurrence, activity_id, base)"
    " VALUES ($1::uuid, $2::uuid, $3, $4::timestamptz, $5::uuid, $6::jsonb)"
    " ON CONFLICT (organization_id, connection_id, href, occurrence) DO UPDATE"
    " SET activity_id = excluded.activity_id, base = excluded.base",
    ("organization_id", "id", "href", "occurrence", "activity_id", "base"),
)
_FORGET_ITEM = statement(
    "DELETE FROM crm.calendar_items WHERE organization_id = $1::uuid"
    " AND connection_id = $2::uuid AND href = $3 AND occurrence = $4::timestamptz",
    ("organization_id", "id", "href", "occurrence"),
)


@frozen
class PostgresCalendarConnections:
    """
    The calendars on servers that people keep in step with; their passwords are sealed.
    """

    context: Context
    seal: Seal

    def get(self, id: ConnectionId, /) -> Connection:
        found = self._connections(_GET, id=id)
        if not found:
            raise ConnectionUnknown(id=id)
        return found[0]

    def of_user(self, user_id: UserId, /) -> list[Connection]:
        return self._connections(_OF_USER, user_id=user_id)

    def due(self, at: datetime, /) -> list[Connection]:
        return self._connections(_DUE, at=at)

    def save(self, connection: Connection, /) -> None:
        self.context.introduce()
        row = {**asdict(connection), "state": connection.state.value}
        self._tell(_SAVE, **row)

    def remove(self, id: ConnectionId, /) -> None:
        self._tell(_REMOVE, id=id)

    def password(self, id: ConnectionId, /) -> str:
        rows = self._ask(_PASSWORD, id=id)
        sealed = rows[0][0] if rows else None
        if sealed is None:
            raise Unavailable("The password must be entered anew.")
        return self.seal.unseal(sealed, purpose=_purpose(id))

    def keep_password(self, id: ConnectionId, password: str, /) -> None:
        sealed = self.seal.seal(password, purpose=_purpose(id))
        self._tell(_KEEP_PASSWORD, id=id, sealed=sealed)

    def objects(self, id: ConnectionId, /) -> list[SyncedObject]:
        return self._objects(id, None)

    def object_at(self, id: ConnectionId, href: str, /) -> SyncedObject | None:
        return next(iter(self._objects(id, href)), None)

    def keep_object(self, id: ConnectionId, known: SyncedObject, /) -> None:
        self._tell(_KEEP_OBJECT, id=id, **asdict(known))

    def forget_object(self, id: ConnectionId, href: str, /) -> None:
        self._tell(_FORGET_OBJECT, id=id, href=href)

    def items(self, id: ConnectionId, href: str | None = None, /) -> list[SyncedItem]:
        return [
            SyncedItem(
                href=place,
                occurrence=None if at == _NO_OCCURRENCE else at,
                activity_id=ActivityId(activity),
                base=base,
            )
            for place, at, activity, base in self._ask(_ITEMS, id=id, href=href)
        ]

    def keep_item(self, id: ConnectionId, item: SyncedItem, /) -> None:
        self._tell(
            _KEEP_ITEM,
            id=id,
            href=item.href,
            occurrence=item.occurrence or _NO_OCCURRENCE,
            activity_id=item.activity_id,
            base=json(dict(item.base)),
        )

    def forget_item(self, id: ConnectionId, item: SyncedItem, /) -> None:
        at = item.occurrence or _NO_OCCURRENCE
        self._tell(_FORGET_ITEM, id=id, href=item.href, occurrence=at)

    def _connections(self, asked: Any, **values: object) -> list[Connection]:
        return [
            Connection(**{**row, "state": ConnectionState(row["state"])})
            for each in self._ask(asked, **values)
            for row in [dict(zip(_NAMES, each, strict=True))]
        ]

    def _objects(self, id: ConnectionId, href: str | None) -> list[SyncedObject]:
        return [
            SyncedObject(href=place, tag=tag, text=content, problem=problem)
            for place, tag, content, problem in self._ask(_OBJECTS, id=id, href=href)
        ]

    def _ask(self, asked: Any, **values: object) -> Any:
        return self.context.transaction.ask(asked, self.context.values(**values))

    def _tell(self, told: Any, **values: object) -> None:
        self.context.transaction.tell(told, self.context.values(**values))


def _purpose(id: ConnectionId) -> str:
    return f"calendar {id}"


def organizations_to_sync(engine: Engine, now: datetime) -> list[OrganizationId]:
    """
    The organizations that have a calendar to bring in step by *now*.

    Raises:
        Unavailable: The database cannot be reached.
    """
    due = text(
        f"SELECT DISTINCT organization_id FROM {SCHEMA}.calendar_connections"
        " WHERE next_at <= :now AND state <> 'needs_password'"
    )
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {WORKER_ROLE}"))
            rows = connection.execute(due, {"now": now}).all()
    except DBAPIError as error:
        raise Unavailable("The database cannot be reached.") from error
    return [OrganizationId(row[0]) for row in rows]
