"""
Pipelines and moves between their stages as rows.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from attrs import asdict

from crm_core.pipelines import Category, Pipeline, Stage, StageChange, StageKind
from crm_core.shared import RecordRef

from .mapping import Row, RowMapping

_PIPELINE = ("id", "version", "created_at", "updated_at", "record", "name", "default")
_CHANGE = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "pipeline_id",
    "from_stage",
    "to_stage",
    "notes",
    "seconds",
)


def _stage(raw: Mapping[str, Any]) -> Stage:
    return Stage(
        **{
            **raw,
            "kind": StageKind(raw["kind"]),
            "category": Category(raw["category"]),
            "required": tuple(raw["required"]),
            "roles": tuple(raw["roles"]),
        }
    )


def _pipeline_to_row(pipeline: Pipeline) -> Row:
    row: Row = {name: getattr(pipeline, name) for name in _PIPELINE}
    row["stages"] = msgspec.to_builtins([asdict(each) for each in pipeline.stages])
    row["reasons"] = list(pipeline.reasons)
    return row


def _pipeline_from_row(row: Row) -> Pipeline:
    return Pipeline(
        **{name: row[name] for name in _PIPELINE},
        stages=tuple(map(_stage, row["stages"])),
        reasons=tuple(row["reasons"]),
    )


def _change_to_row(change: StageChange) -> Row:
    row: Row = {name: getattr(change, name) for name in _CHANGE}
    return {**row, "kind": change.record.kind, "record_id": change.record.id}


def _change_from_row(row: Row) -> StageChange:
    record = RecordRef(row["kind"], row["record_id"])
    return StageChange(**{name: row[name] for name in _CHANGE}, record=record)


PIPELINE_ROWS = RowMapping(
    kind="pipeline",
    to_row=_pipeline_to_row,
    from_row=_pipeline_from_row,
    derived=frozenset(),
    ids=frozenset({"id"}),
    moments=frozenset({"created_at", "updated_at"}),
)
STAGE_CHANGE_ROWS = RowMapping(
    kind="stage_change",
    to_row=_change_to_row,
    from_row=_change_from_row,
    derived=frozenset(),
    ids=frozenset({"id", "created_by", "record_id", "pipeline_id"}),
    moments=frozenset({"created_at", "updated_at"}),
)
