"""
What it takes to enter a stage, the note that a record did, and how its column looks.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol, TypeVar

from ..currencies import rates_of
from ..shared import FieldError, Forbidden, Invalid, Query, RecordRef
from .model import (
    Attended,
    Board,
    Pipeline,
    PipelineId,
    Stage,
    StageChange,
    StageChangeId,
    StageKind,
    Standings,
    make_board,
    rank_between,
)
from .ports import PipelineWork, Placed

MOST_CARDS = 200


def pipeline_of(
    work: PipelineWork, record: str, pipeline_id: PipelineId | None
) -> Pipeline:
    """
    The pipeline of that id, or else the default one of a kind of record.

    Raises:
        Invalid: There is none of that id for such records.
    """
    known = work.pipelines.of(record)
    if pipeline_id is None:
        return known[0]
    for pipeline in known:
        if pipeline.id == pipeline_id:
            return pipeline
    message = f"No such pipeline for {record} records in this organization."
    raise Invalid.of("pipeline_id", "unknown", message)


def check_entry(
    work: PipelineWork, record: str, stage: Stage, values: Mapping[str, object]
) -> None:
    """
    Whether the actor may move one of a kind of *record*, with these *values*, into a
    stage.

    Raises:
        Forbidden: The stage is for other roles.
        Invalid: Naming every field that the stage requires and that is empty.
    """
    if stage.roles and not set(stage.roles).intersection(work.actor.roles):
        roles = ", ".join(stage.roles)
        message = f"Only these roles move records to {stage.name}: {roles}."
        raise Forbidden(message, stage=stage.key, roles=stage.roles)
    missing = [name for name in stage.required if _empty(values, name)]
    if any(name.startswith("custom.") for name in missing):
        own = {custom.field.name for custom in work.custom_fields.of(record)}
        # One that was removed since cannot be filled any more.
        missing = [n for n in missing if n in own or not n.startswith("custom.")]
    if missing:
        message = f"Required to enter {stage.name}."
        raise Invalid(errors=[FieldError(n, "required", message) for n in missing])


def _empty(values: Mapping[str, object], name: str) -> bool:
    value: object = values
    for part in name.split("."):  # custom.<name>
        value = value.get(part) if isinstance(value, Mapping) else None
    return value is None or value in ("", (), [], Decimal(0))


def stage_change(
    work: PipelineWork,
    kind: str,
    before: Placed | None,
    after: Placed,
    *,
    notes: str | None = None,
) -> StageChange:
    """
    That a record entered the stage where it stands *after*.
    """
    seconds = None
    if before is not None:
        stood = after.stage_entered_at - before.stage_entered_at
        seconds = max(0, int(stood.total_seconds()))
    return StageChange(
        id=StageChangeId(work.new_id()),
        record=RecordRef(kind, after.id),
        pipeline_id=after.pipeline_id,
        from_stage=before.stage if before else None,
        to_stage=after.stage,
        created_at=after.stage_entered_at,
        created_by=work.actor.user_id,
        notes=notes,
        seconds=seconds,
        updated_at=work.now,
    )


def moved(before: Placed, after: Placed) -> bool:
    """
    Whether a record stands elsewhere than before.
    """
    return (before.pipeline_id, before.stage) != (after.pipeline_id, after.stage)


class Ranked(Placed, Protocol):
    """
    A card in its column.
    """

    @property
    def rank(self) -> str: ...


C = TypeVar("C", bound=Ranked)
Row = TypeVar("Row", bound=Attended)


def rank_beside(card: C, *, after: C | None, before: C | None) -> str:
    """
    The rank that puts a card behind the one *after* and ahead of the one *before* it.

    Raises:
        Invalid: One of them stands in another stage, or they are in no such order.
    """
    for name, other in (("after", after), ("before", before)):
        if other is not None and moved(card, other):
            raise Invalid.of(name, "stage", "This card stands in another column.")
    return rank_between(after.rank if after else "", before.rank if before else None)


def board_of(
    work: PipelineWork,
    record: str,
    standings: Callable[..., Mapping[str, Standings[Row]]],
    *,
    pipeline_id: PipelineId | None,
    query: Query | None,
    cards: int,
    closed: bool,
) -> Board[Row]:
    """
    The board of a pipeline, of what *standings* knows of its stages.

    Raises:
        Invalid: More cards than 200, or fewer than one.
    """
    if not 1 <= cards <= MOST_CARDS:
        raise Invalid.of("cards", "range", f"Must be between 1 and {MOST_CARDS}.")
    pipeline = pipeline_of(work, record, pipeline_id)
    stages = [s.key for s in pipeline.live if closed or s.kind is StageKind.OPEN]
    found = standings(pipeline.id, query or Query(), stages=stages, most=cards)
    shown = [row.id for each in found.values() for row, _ in each.cards]
    return make_board(
        pipeline,
        found,
        rates_of(work),
        plans=work.plans.upcoming(shown),
        now=work.now,
        closed=closed,
    )
