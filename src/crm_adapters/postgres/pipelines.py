"""
Pipelines and moves between their stages, in PostgreSQL.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from crm_core.pipelines import (
    Pipeline,
    PipelineId,
    PipelineInUse,
    StageChange,
    StageChangeId,
    usual_pipelines,
)
from crm_core.shared import Conflict, RecordRef

from ..rows import PIPELINE_ROWS, STAGE_CHANGE_ROWS
from .repository import PostgresRepository
from .schema import pipelines, stage_changes
from .statements import json, statement

_NAMES = [c.name for c in pipelines.c if c.name != "organization_id"]
_QUOTED = ", ".join(map('"{}"'.format, _NAMES))
_CHANGE = [c.name for c in stage_changes.c if c.name != "organization_id"]
_OF = statement(
    f"SELECT {_QUOTED} FROM crm.pipelines"
    " WHERE organization_id = $1::uuid AND record = $2"
    ' ORDER BY "default" DESC, name, id',
    ("organization_id", "record"),
)
_BEGIN = statement(
    "INSERT INTO crm.pipelines (organization_id, id, version, created_at, updated_at,"
    ' record, name, stages, reasons, "default") VALUES ($1::uuid, $2::uuid, 1,'
    " $3::timestamptz, $3::timestamptz, $4, $5, $6::jsonb, $7::text[], true)"
    " ON CONFLICT DO NOTHING",
    ("organization_id", "id", "at", "record", "name", "stages", "reasons"),
)
_STAGES = statement(
    "INSERT INTO crm.pipeline_stages (organization_id, pipeline_id, stage)"
    " SELECT $1::uuid, $2::uuid, unnest($3::text[]) ON CONFLICT DO NOTHING",
    ("organization_id", "id", "keys"),
)
_RETIRE = statement(
    "DELETE FROM crm.pipeline_stages WHERE organization_id = $1::uuid"
    " AND pipeline_id = $2::uuid AND stage <> ALL($3::text[])",
    ("organization_id", "id", "keys"),
)
_LOCK = statement(
    "SELECT 1 FROM crm.pipeline_stages WHERE organization_id = $1::uuid"
    " AND pipeline_id = $2::uuid ORDER BY stage FOR UPDATE",
    ("organization_id", "id"),
)
_TABLES = {"lead": "leads", "opportunity": "opportunities"}
_COUNTS = {
    record: statement(
        f"SELECT stage, count(*) FROM crm.{table} WHERE organization_id = $1::uuid"
        " AND pipeline_id = $2::uuid GROUP BY stage",
        ("organization_id", "id"),
    )
    for record, table in _TABLES.items()
}
_ANY = statement(
    " UNION ".join(
        f"SELECT pipeline_id FROM crm.{table} WHERE organization_id = $1::uuid"
        " AND pipeline_id = ANY($2::uuid[])"
        for table in _TABLES.values()
    ),
    ("organization_id", "ids"),
)
_WAY = statement(
    f"SELECT {', '.join(_CHANGE)} FROM crm.stage_changes"
    " WHERE organization_id = $1::uuid AND kind = $2 AND record_id = $3::uuid"
    " ORDER BY id",
    ("organization_id", "kind", "id"),
)


class PostgresPipelines(PostgresRepository[PipelineId, Pipeline]):
    """
    The pipelines of the organization at work; the usual ones are stored when they are
    first asked for.
    """

    table = pipelines
    mapping = PIPELINE_ROWS

    def of(self, record: str, /) -> list[Pipeline]:
        asked = self.context.values(record=record)
        rows = self.transaction.ask(_OF, asked)
        if not rows:
            self._begin()
            rows = self.transaction.ask(_OF, asked)
        return [
            self.mapping.from_row(dict(zip(_NAMES, row, strict=True))) for row in rows
        ]

    def _begin(self) -> None:
        for pipeline in usual_pipelines(self.context.organization_id):
            row = self.mapping.to_row(pipeline)
            values = self.context.values(
                at=pipeline.created_at, **{**row, "stages": json(row["stages"])}
            )
            self.transaction.tell(_BEGIN, values)
            self._offer(pipeline)

    def counts(self, pipeline: Pipeline, /) -> Mapping[str, int]:
        asked = self.context.values(id=pipeline.id)
        counting = _COUNTS[pipeline.record]
        _, rows = self.transaction.ask_all([(_LOCK, asked), (counting, asked)])
        return dict(rows)

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        rows = self.transaction.ask(_ANY, self.context.values(ids=list(ids)))
        return {row[0] for row in rows}

    def after_write(self, before: Pipeline | None, after: Pipeline, /) -> None:
        if before is None or before.live != after.live:
            self._offer(after)
        if before is not None and before.live != after.live:
            self.transaction.tell(_RETIRE, self._keys(after))

    def _offer(self, pipeline: Pipeline) -> None:
        self.transaction.tell(_STAGES, self._keys(pipeline))

    def _keys(self, pipeline: Pipeline) -> dict[str, object]:
        keys = [stage.key for stage in pipeline.live]
        return self.context.values(id=pipeline.id, keys=keys)

    def in_use(self, pipeline: Pipeline, /) -> Conflict:
        return PipelineInUse(id=pipeline.id)


class PostgresStageChanges(PostgresRepository[StageChangeId, StageChange]):
    """
    Which record entered which stage when.
    """

    table = stage_changes
    mapping = STAGE_CHANGE_ROWS

    def of(self, record: RecordRef, /) -> list[StageChange]:
        asked = self.context.values(kind=record.kind, id=record.id)
        rows = self.transaction.ask(_WAY, asked)
        return [
            self.mapping.from_row(dict(zip(_CHANGE, row, strict=True))) for row in rows
        ]
