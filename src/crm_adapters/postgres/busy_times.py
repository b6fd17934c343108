"""
When people are busy, from their meetings in PostgreSQL.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from crm_core.activities import ActivityId
from crm_core.bookings import LONGEST_MEETING, UNSAID_LENGTH, Busy
from crm_core.shared import UserId

from .context import Context
from .statements import statement

_HOLD = statement(
    "SELECT pg_advisory_xact_lock(lock) FROM (SELECT DISTINCT"
    " crm.busy_lock($1::uuid, id) AS lock FROM unnest($2::uuid[]) AS id"
    " ORDER BY 1) AS locks",
    ("organization_id", "users"),
    reads=False,
)
# The moments of a meeting of whole days are midnights on its own clock.
_OF = statement(
    "SELECT u.id, m.starts, m.ends, coalesce(b.buffer_before, 0),"
    " coalesce(b.buffer_after, 0)"
    " FROM crm.activities AS a"
    " CROSS JOIN LATERAL (SELECT"
    " CASE WHEN a.day IS NULL THEN a.starts_at"
    " ELSE a.day::timestamp AT TIME ZONE a.time_zone END AS starts,"
    " CASE WHEN a.day IS NOT NULL"
    " THEN (coalesce(a.last_day, a.day) + 1)::timestamp AT TIME ZONE a.time_zone"
    " ELSE coalesce(a.ends_at, a.starts_at + $6::interval) END AS ends) AS m"
    " JOIN unnest($2::uuid[]) AS u (id) ON u.id = a.assigned_to"
    " OR a.participants @> jsonb_build_array(jsonb_build_object('user_id', u.id))"
    " LEFT JOIN crm.bookings AS b ON b.organization_id = a.organization_id"
    " AND b.activity_id = a.id AND b.state = 'booked'"
    " WHERE a.organization_id = $1::uuid AND a.type = 'meeting'"
    " AND a.archived_at IS NULL AND a.status <> 'cancelled'"
    " AND a.scheduled_key >= $3::timestamptz - $7::interval"
    " AND a.scheduled_key < $4::timestamptz"
    " AND m.starts < $4::timestamptz AND m.ends > $3::timestamptz"
    " AND a.id IS DISTINCT FROM $5::uuid"
    " AND NOT a.participants @> jsonb_build_array("
    "jsonb_build_object('user_id', u.id, 'status', 'declined'))",
    ("organization_id", "users", "since", "until", "without", "unsaid", "longest"),
)


@frozen
class PostgresBusyTimes:
    """
    When the people of the organization at work are busy.
    """

    context: Context

    def hold(self, users: Collection[UserId], /) -> None:
        own = self.context.values(users=list(users))
        self.context.transaction.ask(_HOLD, own)

    def of(
        self,
        users: Collection[UserId],
        /,
        *,
        since: datetime,
        until: datetime,
        without: ActivityId | None = None,
    ) -> Mapping[UserId, list[Busy]]:
        own = self.context.values(
            users=list(users),
            since=since,
            until=until,
            without=without,
            unsaid=_spelled(UNSAID_LENGTH),
            longest=_spelled(LONGEST_MEETING),
        )
        found: dict[UserId, list[Busy]] = {}
        for user_id, starts, ends, before, after in self.context.transaction.ask(
            _OF, own
        ):
            busy = Busy(
                starts=starts,
                ends=ends,
                before=timedelta(minutes=before),
                after=timedelta(minutes=after),
            )
            found.setdefault(UserId(user_id), []).append(busy)
        return found


def _spelled(length: timedelta) -> str:
    return f"{int(length.total_seconds())} seconds"
