"""
What became of leads and opportunities, in PostgreSQL.
"""

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from crm_core.analytics import History
from crm_core.shared import Visibility

from .context import Context
from .statements import Statement, statement

# The way of each record in one pass, not one lookup for each.
_WAYS = """
    ways AS (
        SELECT record_id, array_agg(DISTINCT to_stage) AS stages,
               (array_agg(from_stage ORDER BY id DESC))[1] AS before
        FROM crm.stage_changes
        WHERE organization_id = $1::uuid AND kind = '{kind}'
          AND record_id IN (SELECT id FROM found)
        GROUP BY record_id
    )
"""
_SEEN = (
    "($2::boolean OR r.assigned_to = ANY($3::uuid[])"
    " OR ($4::boolean AND r.assigned_to IS NULL))"
)
_BINDS = ("organization_id", "all", "visible_owners", "unowned", "since", "until")


def _histories(kind: str, table: str, columns: str, period: str) -> Statement:
    return statement(
        f"WITH found AS (SELECT r.* FROM crm.{table} r"
        f" WHERE r.organization_id = $1::uuid AND r.archived_at IS NULL AND {_SEEN}"
        f" AND {period}), {_WAYS.format(kind=kind)}"
        " SELECT f.id, f.pipeline_id, f.status, f.created_at,"
        f" {columns}, coalesce(w.stages, ARRAY[f.stage]),"
        " CASE WHEN f.status IN ('open', 'new', 'working') THEN f.stage"
        " ELSE w.before END"
        " FROM found f LEFT JOIN ways w ON w.record_id = f.id",
        _BINDS,
        reads=True,
    )


_CAME = (
    "($5::timestamptz IS NULL OR r.created_at >= $5::timestamptz)"
    " AND ($6::timestamptz IS NULL OR r.created_at < $6::timestamptz)"
)
_LEADS = _histories(
    "lead",
    "leads",
    "CASE WHEN f.status IN ('converted', 'disqualified')"
    " THEN (f.stage_entered_at AT TIME ZONE 'UTC')::date END,"
    " f.value, f.currency, f.assigned_to, NULL::uuid, f.source, f.campaign, f.product,"
    " NULL::text, f.lost_reason, 0",
    _CAME,
)
_DEAL = (
    "f.actual_close_date, f.value, f.currency, f.assigned_to, f.team_id,"
    " f.source, NULL::text, NULL::text, f.competitor, f.lost_reason, jsonb_array_length(f.contact_roles)"
)
_CLOSED = _histories(
    "opportunity",
    "opportunities",
    _DEAL,
    "r.status <> 'open' AND ($5::date IS NULL OR r.closed_key >= $5::date)"
    " AND ($6::date IS NULL OR r.closed_key <= $6::date)",
)
_ADDED = _histories(
    "opportunity",
    "opportunities",
    _DEAL,
    "($5::date IS NULL OR r.created_at >= $5::date)"
    " AND ($6::date IS NULL OR r.created_at < $6::date + 1)",
)


@frozen
class PostgresHistories:
    """
    What became of the leads and opportunities that the actor may see.
    """

    context: Context

    def leads(
        self, *, since: datetime | None, until: datetime | None
    ) -> Iterable[History]:
        return self._read(_LEADS, since, until)

    def opportunities(
        self, *, since: date | None, until: date | None, closed: bool
    ) -> Iterable[History]:
        return self._read(_CLOSED if closed else _ADDED, since, until)

    def _read(
        self, what: Statement, since: date | None, until: date | None
    ) -> Iterable[History]:
        sight = self.context.sight
        values = self.context.values(
            all=sight.visibility is Visibility.ALL,
            visible_owners=sight.values.get("visible_owners"),
            unowned=sight.visibility is Visibility.TEAM,
            since=since,
            until=until,
        )
        for row in self.context.transaction.ask(what, values):
            *columns, stages, before = row
            names = [each.name for each in History.__attrs_attrs__][:-2]
            yield History(
                **dict(zip(names, columns, strict=True)),
                stages=frozenset(stages),
                before=before,
            )
