"""
Merges in PostgreSQL, and the redirects that they make.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.duplicates import Merge, MergeId
from crm_core.shared import Page, PageRequest, RecordRef

from ..rows import MERGE_ROWS
from .context import Context
from .keyset import Keyset
from .repository import PostgresRepository
from .schema import merges
from .statements import statement

_TARGET = statement(
    "SELECT survivor_id, merge_id FROM crm.merged_records"
    " WHERE organization_id = $1::uuid AND kind = $2 AND record_id = $3::uuid"
    " ORDER BY merge_id DESC LIMIT 1",
    ("organization_id", "kind", "id"),
)
_SOURCES = statement(
    "WITH RECURSIVE source (id) AS (SELECT record_id FROM crm.merged_records"
    " WHERE organization_id = $1::uuid AND kind = $2 AND survivor_id = $3::uuid"
    " UNION SELECT m.record_id FROM crm.merged_records AS m JOIN source"
    " ON m.organization_id = $1::uuid AND m.kind = $2 AND m.survivor_id = source.id)"
    " SELECT id FROM source",
    ("organization_id", "kind", "id"),
    reads=True,
)
_REDIRECT = statement(
    "INSERT INTO crm.merged_records"
    " (organization_id, kind, record_id, merge_id, survivor_id)"
    " SELECT $1::uuid, $2, record_id, $3::uuid, $4::uuid"
    " FROM unnest($5::uuid[]) AS record_id",
    ("organization_id", "kind", "id", "survivor_id", "ids"),
)
_NAMES = [c.name for c in merges.c if c.name != "organization_id"]
_LATEST = Keyset(
    columns=", ".join(_NAMES),
    origin="crm.merges WHERE organization_id = $1::uuid",
    places=("id",),
    kinds=("uuid",),
)


class PostgresMerges(PostgresRepository[MergeId, Merge]):
    """
    The merges that stand.
    """

    table = merges
    mapping = MERGE_ROWS

    def page(self, request: PageRequest, /) -> Page[Merge]:
        found = _LATEST.page(self.context, request, bound_to="merges")
        return found.mapped(self._named)

    def latest_of(self, record: RecordRef, /) -> Merge | None:
        rows = self.transaction.ask(_TARGET, _values(self.context, record))
        return self.get(MergeId(rows[0][1])) if rows else None

    def after_write(self, before: Merge | None, after: Merge, /) -> None:
        if before is None:
            values = self.context.values(
                kind=after.kind,
                id=after.id,
                survivor_id=after.survivor_id,
                ids=after.merged_ids,
            )
            self.transaction.tell(_REDIRECT, values)

    def _named(self, row: tuple[Any, ...]) -> Merge:
        return self.mapping.from_row(dict(zip(_NAMES, row[: len(_NAMES)], strict=True)))


@frozen
class PostgresRedirects:
    """
    The records that were merged into others.
    """

    context: Context

    def target(self, record: RecordRef, /) -> UUID | None:
        rows = self.context.transaction.ask(_TARGET, _values(self.context, record))
        return rows[0][0] if rows else None

    def sources(self, record: RecordRef, /) -> set[UUID]:
        rows = self.context.transaction.ask(_SOURCES, _values(self.context, record))
        return {row[0] for row in rows}


def _values(context: Context, record: RecordRef) -> Mapping[str, object]:
    return context.values(kind=record.kind, id=record.id)
