"""
What people are to be told and were told of activities, in PostgreSQL.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from attrs import frozen
from sqlalchemy import Engine

from crm_core.activities import (
    ActivityId,
    Channel,
    Due,
    Notification,
    NotificationId,
    NotificationRow,
)
from crm_core.shared import (
    COUNTED_AT_MOST,
    NotFound,
    OrganizationId,
    Page,
    PageRequest,
    UserId,
)

from ..rows import notification_from, notification_row
from .context import Context
from .keyset import Keyset
from .schema import SCHEMA, notifications
from .statements import statement
from .waiting import organizations_in

# Gone with the transaction that tells it, or still there: two workers never meet.
_CLAIM = statement(
    "WITH due AS (SELECT activity_id, user_id, at FROM crm.activity_reminders"
    " WHERE organization_id = $1::uuid AND at <= $2::timestamptz"
    " ORDER BY at, activity_id, user_id LIMIT $3::integer FOR UPDATE SKIP LOCKED)"
    " DELETE FROM crm.activity_reminders r USING due WHERE r.organization_id = $1::uuid"
    " AND r.activity_id = due.activity_id AND r.user_id = due.user_id"
    " AND r.at = due.at RETURNING r.activity_id, r.user_id, r.at, r.channels",
    ("organization_id", "now", "most"),
    reads=False,
)
_ADD = statement(
    "INSERT INTO crm.notifications"
    " (organization_id, id, user_id, activity_id, at, channels, created_at)"
    " SELECT $1::uuid, id, user_id, activity_id, at, string_to_array(channels, ','),"
    " $7::timestamptz FROM unnest($2::uuid[], $3::uuid[], $4::uuid[],"
    " $5::timestamptz[], $6::text[]) AS n (id, user_id, activity_id, at, channels)"
    " ON CONFLICT ON CONSTRAINT notifications_once_key DO NOTHING RETURNING id",
    ("organization_id", "ids", "users", "activities", "ats", "channels", "now"),
    reads=False,
)
_COLUMNS = tuple(c.name for c in notifications.c if c.name != "organization_id")
_GET = statement(
    f"SELECT {', '.join(_COLUMNS)} FROM crm.notifications"
    " WHERE organization_id = $1::uuid AND id = $2::uuid FOR UPDATE",
    ("organization_id", "id"),
)
_MINE = (
    "crm.notifications n JOIN crm.activities a ON a.organization_id = n.organization_id"
    " AND a.id = n.activity_id WHERE n.organization_id = $1::uuid"
    " AND n.user_id = $2::uuid AND 'in-app' = ANY(n.channels)"
    " AND ($3::boolean IS NOT TRUE OR n.seen_at IS NULL)"
)
_LATEST = Keyset(
    columns="n.id AS notification, n.activity_id, a.type, a.subject, a.status,"
    " a.scheduled_at, n.at, n.seen_at",
    origin=_MINE,
    places=("n.id",),
    kinds=("uuid",),
    binds=("user_id", "unseen"),
)
_UNSEEN = statement(
    "SELECT count(*) FROM (SELECT FROM crm.notifications"
    " WHERE organization_id = $1::uuid AND user_id = $2::uuid AND seen_at IS NULL"
    " AND 'in-app' = ANY(channels) LIMIT $3::integer) AS counted",
    ("organization_id", "user_id", "most"),
)
_SEE = statement(
    "WITH seen AS (UPDATE crm.notifications SET seen_at = $3::timestamptz"
    " WHERE organization_id = $1::uuid AND user_id = $2::uuid AND seen_at IS NULL"
    " AND 'in-app' = ANY(channels) AND ($4::uuid[] IS NULL OR id = ANY($4::uuid[]))"
    " RETURNING 1) SELECT count(*) FROM seen",
    ("organization_id", "user_id", "now", "ids"),
    reads=False,
)
_MAILED = statement(
    "UPDATE crm.notifications SET mailed_at = $3::timestamptz"
    " WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id", "now"),
)


@frozen
class PostgresReminders:
    """
    What people of the organization at work are still to be told.
    """

    context: Context

    def claim(self, *, most: int) -> list[Due]:
        asked = self.context.values(now=self.context.now, most=most)
        return [
            Due(
                activity_id=ActivityId(activity),
                user_id=UserId(user),
                at=at,
                channels=tuple(map(Channel, channels)),
            )
            for activity, user, at, channels in self.context.transaction.ask(
                _CLAIM, asked
            )
        ]


@frozen
class PostgresNotifications:
    """
    What people of the organization at work were told.
    """

    context: Context

    def add(self, notifications: Iterable[Notification], /) -> set[NotificationId]:
        rows = [notification_row(each) for each in notifications]
        values = self.context.values(
            ids=[row["id"] for row in rows],
            users=[row["user_id"] for row in rows],
            activities=[row["activity_id"] for row in rows],
            ats=[row["at"] for row in rows],
            channels=[",".join(row["channels"]) for row in rows],
            now=self.context.now,
        )
        return {row[0] for row in self.context.transaction.ask(_ADD, values)}

    def get(self, id: NotificationId, /) -> Notification:
        rows = self.context.transaction.ask(_GET, self.context.values(id=id))
        if not rows:
            raise NotFound(id=id)
        return notification_from(dict(zip(_COLUMNS, rows[0], strict=True)))

    def page(
        self, user_id: UserId, request: PageRequest, /, *, unseen: bool
    ) -> Page[NotificationRow]:
        bound = f"notifications|{user_id}|{unseen}"
        found = _LATEST.page(
            self.context, request, bound_to=bound, user_id=user_id, unseen=unseen
        )
        return found.mapped(lambda row: NotificationRow(*row[:-1]))

    def unseen(self, user_id: UserId, /) -> int:
        asked = self.context.values(user_id=user_id, most=COUNTED_AT_MOST)
        return int(self.context.transaction.ask(_UNSEEN, asked)[0][0])

    def see(self, user_id: UserId, ids: Collection[NotificationId] | None, /) -> int:
        values = self.context.values(
            user_id=user_id,
            now=self.context.now,
            ids=None if ids is None else list(ids),
        )
        return int(self.context.transaction.ask(_SEE, values)[0][0])

    def mailed(self, id: NotificationId, /) -> None:
        values = self.context.values(id=id, now=self.context.now)
        self.context.transaction.tell(_MAILED, values)


def organizations_to_remind(engine: Engine, now: datetime) -> list[OrganizationId]:
    """
    The organizations that have somebody to remind of something by *now*.

    Raises:
        Unavailable: The database cannot be reached.
    """
    due = (
        f"SELECT DISTINCT organization_id FROM {SCHEMA}.activity_reminders"
        " WHERE at <= :now"
    )
    return organizations_in(engine, due, now=now)
