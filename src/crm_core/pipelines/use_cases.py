"""
What people do with pipelines.
"""

from collections.abc import Mapping

from attrs import evolve

from ..changes import check_version
from ..shared import (
    Conflict,
    Invalid,
    NotFound,
    Permission,
    RecordRef,
    fold,
    use_case,
)
from .events import PipelineChanged
from .model import (
    RECORDS,
    Pipeline,
    PipelineId,
    PipelineInUse,
    Stage,
    StageChange,
    StageInUse,
    Stages,
    pipeline_fields,
    read_moves,
    read_pipeline,
)
from .moving import stage_change
from .ports import PipelineWork


@use_case(requires=Permission.PIPELINE_READ)
def list_pipelines(work: PipelineWork, record: str | None = None) -> list[Pipeline]:
    """
    The pipelines of ``lead`` or ``opportunity`` records, or of both; the default one of
    each first.
    """
    kinds = RECORDS if record is None else (record,)
    if not set(kinds) <= set(RECORDS):
        raise Invalid.of("record", "choice", f"Must be one of: {', '.join(RECORDS)}.")
    return [pipeline for kind in kinds for pipeline in work.pipelines.of(kind)]


@use_case(requires=Permission.PIPELINE_READ)
def show_pipeline(work: PipelineWork, pipeline_id: PipelineId) -> Pipeline:
    """
    One pipeline.
    """
    return work.pipelines.get(pipeline_id)


@use_case(requires=Permission.PIPELINE_READ)
def stage_history(work: PipelineWork, record: RecordRef) -> list[StageChange]:
    """
    Which stages a record entered when, and how long it stood in each.

    Raises:
        NotFound: No such record in this organization, or not visible.
    """
    work.actor.require(Permission(f"{record.kind}:read"))
    if not work.records.visible(record.kind, [record.id]):
        raise NotFound(id=record.id)
    return work.stage_changes.of(record)


@use_case(requires=Permission.PIPELINE_WRITE)
def add_pipeline(work: PipelineWork, /, **fields: object) -> Pipeline:
    """
    A further pipeline for one kind of record.

    Args:
        work: The unit of work.
        **fields: ``record``, ``lead`` or ``opportunity``; ``name``; ``stages``, objects
            with the members of ``Stage``, in order; ``reasons``, why records may be
            lost, any words when empty; ``default``, whether new records enter it.

    Raises:
        Invalid: Naming every member that is wrong, as ``stages.2.probability``.
    """
    members = pipeline_fields(_stages(work, fields.get("record")), new=True)
    values = read_pipeline(fields, members, needed=("record", "name", "stages"))
    default = values.pop("default", False)
    pipeline = Pipeline(
        id=PipelineId(work.new_id()),
        created_at=work.now,
        updated_at=work.now,
        **values,
    )
    _check_name(work, pipeline)
    work.name(f"Add pipeline {pipeline.name}")
    work.pipelines.add(pipeline)
    work.emit(PipelineChanged(pipeline_id=pipeline.id))
    return _preferred(work, pipeline) if default else pipeline


@use_case(requires=Permission.PIPELINE_WRITE)
def edit_pipeline(
    work: PipelineWork,
    pipeline_id: PipelineId,
    /,
    *,
    version: int | None = None,
    moves: object = None,
    **fields: object,
) -> Pipeline:
    """
    Change some members of a pipeline. Of ``stages`` those left out are retired:
    history still names them, and *moves* says by their keys into which stages their
    records go.

    Raises:
        Invalid: Naming every member that is wrong, as ``stages.2.probability``.
        StageInUse: Records stand in a stage that would go, and *moves* does not say
            where they go; ``stages`` counts them.
        Stale: It is no longer at *version*.
    """
    pipeline = work.pipelines.get(pipeline_id)
    check_version(work, "pipeline", pipeline, version)
    stages = _stages(work, pipeline.record, pipeline.stages)
    needed = {"name", "stages"}.intersection(fields)
    members = pipeline_fields(stages, new=False)
    values = read_pipeline(fields, members, needed=sorted(needed))
    default = values.pop("default", pipeline.default)
    if pipeline.default and not default:
        message = "Make another pipeline the default one instead."
        raise Invalid.of("default", "default", message)
    changed = evolve(pipeline, updated_at=work.now).restaged(
        values.pop("stages", pipeline.stages)
    )
    changed = evolve(changed, **values)
    _check_name(work, changed)
    targets = read_moves(changed, moves)
    work.name(f"Edit pipeline {changed.name}")
    saved = work.pipelines.save(changed)
    if saved.live != pipeline.live:
        _empty_retired(work, saved, targets)
    work.emit(PipelineChanged(pipeline_id=saved.id))
    return _preferred(work, saved) if default else saved


@use_case(requires=Permission.PIPELINE_WRITE)
def remove_pipeline(
    work: PipelineWork, pipeline_id: PipelineId, *, into: PipelineId | None = None
) -> None:
    """
    Delete a pipeline; its records go *into* another one, into the stage of the same
    key there, or else the first one of the same kind.

    Raises:
        Invalid: There is no such other pipeline.
        PipelineInUse: It is the default one, or has records and *into* is None.
    """
    pipeline = work.pipelines.get(pipeline_id)
    target = _other(work, pipeline, into) if into is not None else None
    if pipeline.default:
        message = "New records enter this pipeline; make another one the default first."
        raise PipelineInUse(message, id=pipeline.id)
    counts = work.pipelines.counts(pipeline)
    if counts and target is None:
        raise PipelineInUse(id=pipeline.id, stages=dict(counts))
    work.name(f"Remove pipeline {pipeline.name}")
    if target is not None:
        for key in counts:
            here = pipeline.known(key)
            same = [s for s in target.live if (s.key, s.kind) == (key, here.kind)]
            there = same[0] if same else target.first(here.kind)
            _move_all(work, pipeline, key, target, there)
    work.pipelines.remove(pipeline)
    work.emit(PipelineChanged(pipeline_id=pipeline.id))


def _stages(
    work: PipelineWork, record: object, known: tuple[Stage, ...] = ()
) -> Stages:
    """
    How stages are read for a kind of record; for none there is, without its fields.
    """
    standing = work.standing.get(record) if isinstance(record, str) else None
    if standing is None:
        return Stages()
    own = (custom.field for custom in work.custom_fields.of(str(record)))
    fields = standing.fields.with_custom(own).by_name
    settable = {n for n, f in fields.items() if f.writable or n.startswith("custom.")}
    return Stages(fields=settable, roles=set(work.roles.all()), known=known)


def _other(work: PipelineWork, pipeline: Pipeline, into: PipelineId) -> Pipeline:
    for other in work.pipelines.of(pipeline.record):
        if other.id == into != pipeline.id:
            return other
    message = f"No other pipeline for {pipeline.record} records has this id."
    raise Invalid.of("into", "unknown", message)


def _check_name(work: PipelineWork, pipeline: Pipeline) -> None:
    for other in work.pipelines.of(pipeline.record):
        if other.id != pipeline.id and fold(other.name) == fold(pipeline.name):
            raise Conflict("Another pipeline has this name.", field="name")


def _preferred(work: PipelineWork, pipeline: Pipeline) -> Pipeline:
    for other in work.pipelines.of(pipeline.record):
        if other.default and other.id != pipeline.id:
            work.pipelines.save(evolve(other, default=False, updated_at=work.now))
    if pipeline.default:
        return pipeline
    return work.pipelines.save(evolve(pipeline, default=True))


def _empty_retired(
    work: PipelineWork, pipeline: Pipeline, targets: Mapping[str, Stage]
) -> None:
    live = {stage.key for stage in pipeline.live}
    counts = {k: n for k, n in work.pipelines.counts(pipeline).items() if k not in live}
    left = {key: count for key, count in counts.items() if key not in targets}
    if left:
        raise StageInUse(stages=left)
    for key in counts:
        _move_all(work, pipeline, key, pipeline, targets[key])


def _move_all(
    work: PipelineWork, source: Pipeline, key: str, target: Pipeline, stage: Stage
) -> None:
    records = work.standing[source.record]
    notes = f"The stage {source.known(key).name} of {source.name} is no more."
    moves = []
    for record in records.standing(source.id, key):
        saved = records.save(record.placed(target, stage, at=work.now))
        moves.append(stage_change(work, source.record, record, saved, notes=notes))
    work.stage_changes.add_many(moves)
