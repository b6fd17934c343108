"""
Pipelines and moves between their stages, in memory.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial
from uuid import UUID

from crm_core.pipelines import (
    Pipeline,
    PipelineId,
    PipelineInUse,
    StageChange,
    StageChangeId,
    StageGone,
    usual_pipelines,
)
from crm_core.shared import Conflict, RecordRef

from ..rows import PIPELINE_ROWS, STAGE_CHANGE_ROWS, Row
from .context import Context
from .repository import MemoryRepository
from .tables import Tables, copied


class MemoryPipelines(MemoryRepository[PipelineId, Pipeline]):
    """
    The pipelines of the organization at work; the usual ones are stored when they are
    first asked for.
    """

    mapping = PIPELINE_ROWS

    def of(self, record: str, /) -> list[Pipeline]:
        known = [row for row in self.rows.values() if row["record"] == record]
        if not known:
            for pipeline in usual_pipelines(self.context.actor.organization_id):
                self.rows[pipeline.id] = copied(self.mapping.to_row(pipeline))
            return self.of(record)
        known.sort(key=lambda row: (not row["default"], row["name"], row["id"]))
        return [self._entity(row) for row in known]

    def counts(self, pipeline: Pipeline, /) -> Mapping[str, int]:
        rows = standing_rows(self.context.tables, pipeline.record).values()
        return Counter(
            row["stage"] for row in rows if row["pipeline_id"] == pipeline.id
        )

    def check(self, pipeline: Pipeline, /) -> None:
        rows = standing_rows(self.context.tables, pipeline.record)
        for id, row in rows.items():
            if row["pipeline_id"] == pipeline.id:
                check_standing(self.context, pipeline.record, id)

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        tables = self.context.tables
        rows = (*tables.leads.values(), *tables.opportunities.values())
        return {row["pipeline_id"] for row in rows}.intersection(ids)

    def in_use(self, pipeline: Pipeline, /) -> Conflict:
        return PipelineInUse(id=pipeline.id)


def standing_rows(tables: Tables, record: str) -> dict[UUID, Row]:
    """
    The rows of the records of one kind, those in the archive too.
    """
    return {"lead": tables.leads, "opportunity": tables.opportunities}[record]


def check_standing(context: Context, record: str, id: UUID) -> None:
    """
    See at the end of the transaction that a record stands in a stage that is there.
    """
    context.at_end.append(partial(_stand, context.tables, record, id))


def _stand(tables: Tables, record: str, id: UUID) -> None:
    row = standing_rows(tables, record).get(id)
    if row is None:
        return
    pipeline = tables.pipelines.get(row["pipeline_id"])
    stages = pipeline["stages"] if pipeline else ()
    if not any(s["key"] == row["stage"] and not s["retired"] for s in stages):
        raise StageGone


class MemoryStageChanges(MemoryRepository[StageChangeId, StageChange]):
    """
    Which record entered which stage when.
    """

    mapping = STAGE_CHANGE_ROWS

    def of(self, record: RecordRef, /) -> list[StageChange]:
        found = (self._entity(row) for _, row in sorted(self.rows.items()))
        return [change for change in found if change.record == record]
