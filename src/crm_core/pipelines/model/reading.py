"""
Pipelines from plain data, with every error by its place.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from ...shared import Choice, Field, FieldError, Fields, Flag, Invalid, refuse
from .pipeline import Pipeline
from .stage_reading import Named, Stages, Words
from .stages import Stage

RECORDS = ("lead", "opportunity")
"""
The kinds of record that have pipelines.
"""


def pipeline_fields(stages: Stages, *, new: bool) -> Fields:
    """
    The members of a pipeline as data.
    """
    kind = Choice(RECORDS)
    return Fields.of(
        [
            Field(name="record", label="Record", kind=kind, writable=new),
            Field(name="name", label="Name", kind=Named()),
            Field(name="stages", label="Stages", kind=stages),
            Field(name="reasons", label="Reasons", kind=Words("reason")),
            Field(name="default", label="Default", kind=Flag()),
        ]
    )


def read_pipeline(
    raw: Mapping[str, object], fields: Fields, *, needed: Iterable[str]
) -> dict[str, Any]:
    """
    The members of a pipeline from plain data.

    Raises:
        Invalid: Naming every member that is wrong, as ``stages.2.probability``, or
            that is *needed* and missing or null.
    """
    values: dict[str, Any] = {}
    missing = [name for name in needed if raw.get(name) is None]
    errors = [FieldError(name, "required", "Required.") for name in missing]
    try:
        values = fields.parse(raw)
    except Invalid as error:
        errors += error.errors
    if values.get("record", "") is None and "record" not in missing:
        errors.append(FieldError("record", "required", "Required."))
    if errors:
        raise Invalid(errors=errors)
    return values


def read_moves(pipeline: Pipeline, raw: object) -> dict[str, Stage]:
    """
    Where the records of stages go that take no more records, by the keys of these.

    Raises:
        Invalid: Naming every key that is no such stage's, or whose target is none that
            takes records, or one of another kind.
    """
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise Invalid.of("moves", "type", "Must be an object: a stage by a stage.")
    retired = {stage.key: stage for stage in pipeline.stages if stage.retired}
    targets: dict[str, Stage] = {}
    errors: list[FieldError] = []
    for key, said in raw.items():
        try:
            if key not in retired:
                raise refuse("unknown", "No stage that goes has this key.")
            target = pipeline.stage(said)
            if target.kind is not retired[key].kind:
                message = f"Records of {key} go to a stage of the same kind."
                raise refuse("kind", message)
            targets[key] = target
        except Invalid as error:
            errors += [evolve(e, field=f"moves.{key}") for e in error.errors]
    if errors:
        raise Invalid(errors=errors)
    return targets
