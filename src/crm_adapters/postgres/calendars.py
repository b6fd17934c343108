"""
Invitations and feeds in PostgreSQL.
"""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from crm_core.activities import Activity, ActivityId, Series, SeriesId
from crm_core.calendars import Feed, Invitation
from crm_core.shared import UserId

from ..rows.calendars import feed_from, feed_row, invitation_from, invitation_row
from .activities import PostgresActivities, PostgresActivitySeries
from .context import Context
from .everything import seeing_all
from .schema import calendar_feeds, invitations
from .statements import Statement, compiled, statement

_INVITATION = [c.name for c in invitations.c if c.name != "organization_id"]
_FEED = [c.name for c in calendar_feeds.c if c.name != "organization_id"]
_OF_UID = statement(
    f"SELECT {', '.join(_INVITATION)} FROM crm.invitations"
    " WHERE organization_id = $1::uuid AND uid = $2"
    " ORDER BY occurrence, address_key FOR UPDATE",
    ("organization_id", "uid"),
)
_FORGET = statement(
    "DELETE FROM crm.invitations WHERE organization_id = $1::uuid"
    " AND address_key = ANY($2::text[])",
    ("organization_id", "keys"),
)
_FEED_SELECT = (
    f"SELECT {', '.join(_FEED)} FROM crm.calendar_feeds"
    " WHERE organization_id = $1::uuid AND revoked_at IS NULL"
)
_OF_USER = statement(
    f"{_FEED_SELECT} AND user_id = $2::uuid", ("organization_id", "user_id")
)
_BEHIND = statement(
    f"{_FEED_SELECT} AND digest = $2::bytea", ("organization_id", "digest")
)
# Whom an activity concerns is told one by one, its owner and participants among them.
_PLANNED = statement(
    "SELECT a.id FROM crm.activities a WHERE a.organization_id = $1::uuid"
    " AND a.archived_at IS NULL AND a.scheduled_at >= $3::timestamptz"
    " AND a.scheduled_at < $4::timestamptz AND (a.assigned_to = $2::uuid"
    " OR a.participants @> jsonb_build_array(jsonb_build_object('user_id', $2::uuid)))"
    " ORDER BY a.scheduled_at, a.id LIMIT $5::integer",
    ("organization_id", "user_id", "since", "until", "most"),
)
_SERIES = statement(
    "SELECT DISTINCT s.id FROM crm.activity_series s JOIN crm.activities a"
    " ON a.organization_id = s.organization_id AND a.series_id = s.id"
    " WHERE s.organization_id = $1::uuid AND a.archived_at IS NULL"
    " AND a.status = 'pending' AND (a.assigned_to = $2::uuid"
    " OR a.participants @> jsonb_build_array(jsonb_build_object('user_id', $2::uuid)))"
    " ORDER BY s.id LIMIT $3::integer",
    ("organization_id", "user_id", "most"),
)


def _upsert(table: object, keys: tuple[str, ...]) -> Statement:
    made = insert(table).values(  # type: ignore[arg-type]
        {c.name: bindparam(c.name, type_=c.type) for c in table.c}  # type: ignore[attr-defined]
    )
    kept = {
        c.name: made.excluded[c.name]
        for c in table.c  # type: ignore[attr-defined]
        if c.name not in ("organization_id", *keys)
    }
    return compiled(
        made.on_conflict_do_update(index_elements=["organization_id", *keys], set_=kept)
    )


_SAVE_INVITATION = _upsert(invitations, ("uid", "occurrence", "address_key"))
_SAVE_FEED = _upsert(calendar_feeds, ("id",))


@frozen
class PostgresInvitations:
    """
    Whom the organization at work has invited.
    """

    context: Context

    def of_uid(self, uid: str, /) -> list[Invitation]:
        asked = self.context.values(uid=uid)
        return [
            invitation_from(dict(zip(_INVITATION, row, strict=True)))
            for row in self.context.transaction.ask(_OF_UID, asked)
        ]

    def save(self, invitations: Iterable[Invitation], /) -> None:
        self.context.introduce()
        for each in invitations:
            values = self.context.values(**invitation_row(each))
            self.context.transaction.tell(_SAVE_INVITATION, values)

    def forget(self, keys: Iterable[str], /) -> None:
        values = self.context.values(keys=list(keys))
        self.context.transaction.tell(_FORGET, values)


@frozen
class PostgresFeeds:
    """
    The secret addresses of calendars, and what is read there.
    """

    context: Context

    def of_user(self, user_id: UserId, /) -> Feed | None:
        return self._feed(_OF_USER, user_id=user_id)

    def behind(self, digest: bytes, /) -> Feed | None:
        return self._feed(_BEHIND, digest=digest)

    def save(self, feed: Feed, /) -> None:
        self.context.introduce()
        values = self.context.values(**feed_row(feed))
        self.context.transaction.tell(_SAVE_FEED, values)

    def activities(
        self, user_id: UserId, /, *, since: datetime, until: datetime, most: int
    ) -> list[Activity]:
        asked = self.context.values(
            user_id=user_id, since=since, until=until, most=most
        )
        rows = self.context.transaction.ask(_PLANNED, asked)
        everyone = PostgresActivities(seeing_all(self.context))
        found = everyone.many([ActivityId(row[0]) for row in rows])
        return sorted(found, key=lambda each: (each.at, each.id))

    def series(self, user_id: UserId, /, *, most: int) -> list[Series]:
        asked = self.context.values(user_id=user_id, most=most)
        rows = self.context.transaction.ask(_SERIES, asked)
        known = PostgresActivitySeries(seeing_all(self.context))
        return known.many([SeriesId(row[0]) for row in rows])

    def _feed(self, asked: Statement, **values: object) -> Feed | None:
        rows = self.context.transaction.ask(asked, self.context.values(**values))
        return feed_from(dict(zip(_FEED, rows[0], strict=True))) if rows else None
