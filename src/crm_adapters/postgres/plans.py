"""
What is planned about records, from the index of entries.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from uuid import UUID

from attrs import frozen
from sqlalchemy import ColumnElement, Table, bindparam, exists
from sqlalchemy.types import DateTime

from .context import Context
from .schema import timeline_links
from .statements import statement

_UPCOMING = statement(
    "SELECT of.id, planned.at FROM unnest($2::uuid[]) AS of (id) CROSS JOIN LATERAL"
    " (SELECT t.at FROM crm.timeline_links AS t WHERE t.organization_id = $1::uuid"
    " AND t.record_id = of.id AND t.open AND t.at >= $3::timestamptz"
    " ORDER BY t.at LIMIT 1) AS planned",
    ("organization_id", "ids", "since"),
)


def midnight(now: datetime) -> datetime:
    """
    When the day began.
    """
    return datetime.combine(now.date(), time(), now.tzinfo)


def planned(table: Table) -> ColumnElement[bool]:
    """
    The condition that an activity about a row of *table* is planned from *midnight* on.
    """
    links = timeline_links.c
    return exists().where(
        links.organization_id == bindparam("organization_id"),
        links.record_id == table.c.id,
        links.open,
        links.at >= bindparam("midnight", type_=DateTime(timezone=True)),
    )


@frozen
class PostgresPlans:
    """
    What is planned about the records of the organization at work.
    """

    context: Context

    def upcoming(self, ids: Iterable[UUID], /) -> Mapping[UUID, datetime]:
        wanted = list(ids)
        if not wanted:
            return {}
        since = midnight(self.context.now)
        values = self.context.values(ids=wanted, since=since)
        return dict(self.context.transaction.ask(_UPCOMING, values))
