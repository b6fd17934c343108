"""
Likely duplicates in PostgreSQL.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import asdict, frozen

from crm_core.duplicates import FoundPair, Pair, PairId, PairRow, PairState, Scan
from crm_core.shared import Page, PageRequest, Visibility, new_uuid7

from ..rows import PAIR_ROWS
from .context import Context
from .keyset import Keyset
from .repository import PostgresRepository
from .schema import duplicate_pairs
from .statements import Statement, json, statement

_NAMED = {
    "contact": (
        "crm.contacts",
        (
            "coalesce(nullif(trim({0}.first_name || ' ' || {0}.last_name), ''),"
            " {0}.email, {0}.phone, {0}.mobile, '')"
        ),
    ),
    "company": ("crm.companies", "{0}.name"),
}
_SEEN = (
    "{0}.archived_at IS NULL AND ($5::boolean OR {0}.assigned_to = ANY($6::uuid[])"
    " OR ($7::boolean AND {0}.assigned_to IS NULL))"
)
_NAMES = [c.name for c in duplicate_pairs.c if c.name != "organization_id"]
_OF = (
    f"SELECT {', '.join(_NAMES)} FROM crm.duplicate_pairs"
    " WHERE organization_id = $1::uuid AND kind = $2"
)
_BETWEEN = statement(
    f"{_OF} AND low_id = ANY($3::uuid[]) AND high_id = ANY($3::uuid[])"
    " ORDER BY id FOR UPDATE",
    ("organization_id", "kind", "ids"),
)
_APART = statement(
    f"{_OF} AND state = 'apart'"
    " AND (low_id = ANY($3::uuid[]) OR high_id = ANY($3::uuid[]))",
    ("organization_id", "kind", "ids"),
)
_KEEP = statement(
    "INSERT INTO crm.duplicate_pairs AS known (organization_id, kind, created_at,"
    " updated_at, id, low_id, high_id, score, reasons, state, version)"
    " SELECT $1::uuid, $2, $3::timestamptz, $3::timestamptz, g.*, 'open', 1"
    " FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::float8[], $8::jsonb[]) AS g"
    " ON CONFLICT (organization_id, kind, low_id, high_id) DO UPDATE"
    " SET score = excluded.score, reasons = excluded.reasons,"
    " updated_at = excluded.updated_at, version = known.version + 1"
    " WHERE known.state = 'open'",
    (
        "organization_id",
        "kind",
        "at",
        "ids",
        "low_ids",
        "high_ids",
        "scores",
        "reasons",
    ),
)
_DROP = statement(
    "DELETE FROM crm.duplicate_pairs WHERE organization_id = $1::uuid AND kind = $2"
    " AND state = 'open' AND updated_at < $3::timestamptz AND ($4::uuid[] IS NULL"
    " OR low_id = ANY($4::uuid[]) OR high_id = ANY($4::uuid[]))",
    ("organization_id", "kind", "before", "ids"),
)
_SCAN = "kind, started_at, finished_at, records, compared, found, crowded"
_SCANS = statement(
    f"SELECT {_SCAN} FROM crm.duplicate_scans WHERE organization_id = $1::uuid"
    " ORDER BY kind DESC",
    ("organization_id",),
)
_SAVE_SCAN = statement(
    f"INSERT INTO crm.duplicate_scans (organization_id, {_SCAN}) VALUES ($1::uuid, $2,"
    " $3::timestamptz, $4::timestamptz, $5::integer, $6::bigint, $7::integer,"
    " $8::integer) ON CONFLICT (organization_id, kind) DO UPDATE SET"
    " started_at = excluded.started_at, finished_at = excluded.finished_at,"
    " records = excluded.records, compared = excluded.compared,"
    " found = excluded.found, crowded = excluded.crowded",
    ("organization_id", *_SCAN.split(", ")),
)


def _listing(kind: str) -> Keyset:
    table, name = _NAMED[kind]
    joins = " ".join(
        f"JOIN {table} AS {side} ON {side}.organization_id = p.organization_id"
        f" AND {side}.id = p.{side}_id"
        for side in ("low", "high")
    )
    seen = " AND ".join(_SEEN.format(side) for side in ("low", "high"))
    return Keyset(
        columns=f"p.id, p.kind, p.low_id, {name.format('low')}, p.high_id,"
        f" {name.format('high')}, p.score, p.reasons, p.state, p.decided_by,"
        " p.decided_at, p.created_at, p.version",
        origin=f"crm.duplicate_pairs AS p {joins} WHERE p.organization_id = $1::uuid"
        f" AND p.kind = $2 AND p.state = $3 AND p.score >= $4::float8 AND {seen}",
        places=("p.score", "p.id"),
        kinds=("float8", "uuid"),
        binds=("kind", "state", "least", "all", "visible_owners", "unowned"),
    )


_LISTINGS = {kind: _listing(kind) for kind in _NAMED}


class PostgresPairs(PostgresRepository[PairId, Pair]):
    """
    Records that may be the same, two at a time.
    """

    table = duplicate_pairs
    mapping = PAIR_ROWS

    def page(
        self, kind: str, state: PairState, request: PageRequest, /, *, least: float = 0
    ) -> Page[PairRow]:
        sight = self.context.sight
        found = _LISTINGS[kind].page(
            self.context,
            request,
            bound_to=f"duplicates|{kind}|{state}|{least}",
            kind=kind,
            state=state.value,
            least=float(least),
            all=sight.visibility is Visibility.ALL,
            unowned=sight.visibility is Visibility.TEAM,
            visible_owners=sight.values.get("visible_owners"),
        )
        return found.mapped(_shown)

    def between(self, kind: str, ids: Collection[UUID], /) -> list[Pair]:
        return self._found(_BETWEEN, kind, ids)

    def apart_from(self, kind: str, ids: Collection[UUID], /) -> list[Pair]:
        return self._found(_APART, kind, ids)

    def keep(self, kind: str, found: Sequence[FoundPair], /, *, at: datetime) -> None:
        values = self.context.values(
            kind=kind,
            at=at,
            ids=[new_uuid7() for _ in found],
            low_ids=[pair.low_id for pair in found],
            high_ids=[pair.high_id for pair in found],
            scores=[pair.score for pair in found],
            reasons=[json(list(pair.reasons)) for pair in found],
        )
        self.transaction.tell(_KEEP, values)

    def drop_open(
        self, kind: str, /, *, before: datetime, of: Collection[UUID] | None
    ) -> None:
        values = self.context.values(
            kind=kind, before=before, ids=None if of is None else list(of)
        )
        self.transaction.tell(_DROP, values)

    def _found(self, what: Statement, kind: str, ids: Collection[UUID]) -> list[Pair]:
        values = self.context.values(kind=kind, ids=list(ids))
        rows = self.transaction.ask(what, values)
        return [
            self.mapping.from_row(dict(zip(_NAMES, row, strict=True))) for row in rows
        ]


@frozen
class PostgresScans:
    """
    The latest scan of each kind of record.
    """

    context: Context

    def all(self) -> list[Scan]:
        rows = self.context.transaction.ask(_SCANS, self.context.values())
        return [Scan(**dict(zip(_SCAN.split(", "), row, strict=True))) for row in rows]

    def save(self, scan: Scan, /) -> None:
        values = self.context.values(**asdict(scan))
        self.context.transaction.tell(_SAVE_SCAN, values)


def _shown(row: tuple[Any, ...]) -> PairRow:
    known = dict(zip([f.name for f in PairRow.__attrs_attrs__], row, strict=False))
    return PairRow(**known | {"state": PairState(known["state"])})
