"""
All leads of an organization, as routing and scoring need them, in PostgreSQL.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.leads import (
    CapturedLead,
    ClosedLead,
    Lead,
    LeadId,
    LeadStatus,
    Scoring,
    facts_of,
)
from crm_core.routing import Load
from crm_core.shared import Facts, UserId

from ..rows import LEAD_ROWS, lead_before_closing
from .context import Context
from .record_statements import columns_read
from .repository import WORTH_PUSHING
from .schema import leads
from .statements import Statement, json, statement

_IS_OPEN = "l.status IN ('new', 'working')"
_CLOSED_AT = "coalesce(l.converted_at, l.stage_entered_at)"
_ENDED_AT = (
    f"least(CASE WHEN {_IS_OPEN} THEN NULL ELSE {_CLOSED_AT} END, l.archived_at)"
)
_LOADS = statement(
    "SELECT u.id, (SELECT count(*) FROM crm.leads l"
    " WHERE l.organization_id = $1::uuid AND l.assigned_to = u.id"
    f" AND l.archived_at IS NULL AND {_IS_OPEN}),"
    " (SELECT max(l.assigned_at) FROM crm.leads l"
    " WHERE l.organization_id = $1::uuid AND l.assigned_to = u.id)"
    " FROM crm.users u WHERE u.organization_id = $1::uuid",
    ("organization_id",),
)
_CAPTURED = statement(
    f"SELECT coalesce(came.after, to_jsonb(l)), l.assigned_to, {_ENDED_AT}"
    " FROM crm.leads l LEFT JOIN LATERAL (SELECT c.after FROM crm.changes c"
    " WHERE c.organization_id = $1::uuid AND c.record_id = l.id AND c.kind = 'lead'"
    " AND c.action = 'created' AND c.after <> '{}'"
    " ORDER BY c.part, c.position LIMIT 1) came ON true"
    " WHERE l.organization_id = $1::uuid AND l.created_at >= $2::timestamptz"
    " ORDER BY l.created_at, l.id",
    ("organization_id", "since"),
)
_OPEN_AT = statement(
    f"SELECT l.assigned_to, {_ENDED_AT} FROM crm.leads l"
    " WHERE l.organization_id = $1::uuid AND l.created_at < $2::timestamptz"
    " AND l.assigned_to IS NOT NULL"
    f" AND coalesce({_ENDED_AT} > $2::timestamptz, true)",
    ("organization_id", "moment"),
)
_COLUMNS = columns_read(leads, LEAD_ROWS)
_CLOSED = statement(
    f"SELECT {', '.join(f'l.{name}' for name in _COLUMNS)}, {_CLOSED_AT},"
    " (SELECT jsonb_agg(c.before ORDER BY c.part DESC, c.position DESC)"
    " FROM crm.changes c WHERE c.organization_id = $1::uuid AND c.record_id = l.id"
    " AND c.kind = 'lead' AND c.action = 'updated')"
    " FROM crm.leads l WHERE l.organization_id = $1::uuid"
    f" AND NOT ({_IS_OPEN}) ORDER BY {_CLOSED_AT} DESC, l.id LIMIT $2::integer",
    ("organization_id", "most"),
)
_KEEP = statement(
    "UPDATE crm.leads l SET score = s.score, score_key = coalesce(s.score, 0),"
    " score_reasons = s.reasons, scored_at = $5::timestamptz"
    " FROM unnest($2::uuid[], $3::smallint[], $4::jsonb[]) AS s (id, score, reasons)"
    " WHERE l.organization_id = $1::uuid AND l.id = s.id AND"
    " (l.score, l.score_reasons) IS DISTINCT FROM (s.score, s.reasons)",
    ("organization_id", "ids", "scores", "reasons", "at"),
)
_FIRST = UUID(int=0)
_PARTS = {"city": "address", "country": "address"}


@frozen
class PostgresAllLeads:
    """
    The leads of the organization at work, visible to the actor or not.
    """

    context: Context

    def loads(self) -> Mapping[UserId, Load]:
        rows = self._ask(_LOADS)
        return {UserId(id): Load(count, last) for id, count, last in rows}

    def captured(self, since: datetime, /) -> list[CapturedLead]:
        found = []
        for image, owner, closed_at in self._ask(_CAPTURED, since=since):
            lead: Lead = LEAD_ROWS.record(image)
            first = lead.assigned_to or owner
            found.append(CapturedLead(lead=lead, owner=first, closed_at=closed_at))
        return found

    def open_at(self, moment: datetime, /) -> list[tuple[UserId, datetime | None]]:
        return [(UserId(user), at) for user, at in self._ask(_OPEN_AT, moment=moment)]

    def closed(self, *, most: int) -> list[ClosedLead]:
        return [
            _closed(dict(zip(_COLUMNS, row, strict=True)), at, changes or ())
            for *row, at, changes in self._ask(_CLOSED, most=most)
        ]

    def open_facts(
        self, behind: LeadId | None, names: Collection[str], /, *, most: int
    ) -> list[tuple[LeadId, Facts]]:
        wanted = {name.partition(".")[0] for name in names}
        columns = tuple(sorted({_PARTS.get(each, each) for each in wanted}))
        rows = self._ask(
            _open_facts(columns), behind=behind or LeadId(_FIRST), most=most
        )
        return [
            (LeadId(id), facts_of(dict(zip(columns, row, strict=True))))
            for id, *row in rows
        ]

    def keep_scores(
        self, scored: Sequence[tuple[LeadId, Scoring]], /, *, at: datetime
    ) -> None:
        values = self.context.values(
            ids=[id for id, _ in scored],
            scores=[found.score for _, found in scored],
            reasons=[json(found.reasons) for _, found in scored],
            at=at,
        )
        self.context.transaction.tell(_KEEP, values)
        if len(scored) >= WORTH_PUSHING:
            self.context.transaction.push()

    def _ask(self, what: Statement, **more: object) -> Iterable[tuple[Any, ...]]:
        return self.context.transaction.ask(what, self.context.values(**more))


def _closed(
    row: dict[str, Any], at: datetime, changes: Iterable[Mapping[str, object]]
) -> ClosedLead:
    lead = lead_before_closing(LEAD_ROWS.image(row), changes)
    won = row["status"] == LeadStatus.CONVERTED
    return ClosedLead(facts=facts_of(lead.values), won=won, closed_at=at)


@lru_cache(maxsize=128)
def _open_facts(columns: tuple[str, ...]) -> Statement:
    own = "".join(f", l.{name}" for name in columns if name in leads.c)
    return statement(
        f"SELECT l.id{own} FROM crm.leads l WHERE l.organization_id = $1::uuid"
        f" AND l.id > $2::uuid AND l.archived_at IS NULL AND {_IS_OPEN}"
        " ORDER BY l.id LIMIT $3::integer",
        ("organization_id", "behind", "most"),
    )
