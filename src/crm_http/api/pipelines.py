"""
Pipelines over HTTP.
"""

from crm_core import CrmWork
from crm_core.pipelines import (
    RECORDS,
    PipelineId,
    add_pipeline,
    edit_pipeline,
    list_pipelines,
    remove_pipeline,
    show_pipeline,
)
from crm_core.shared import Invalid, Permission, read_id

from ..calls import Call
from ..operations import Operation, Parameter
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .records import record_reply

_PLACE = f"{ROOT}/pipelines"
_ONE = f"{_PLACE}/{{id}}"


def list_all(call: Call) -> Reply:
    """
    The pipelines of one kind of record, or of both.
    """
    record = call.parameters("record").get("record")
    return json_reply({"items": call.run(list_pipelines, record)})


def show(call: Call) -> Reply:
    """
    One pipeline, or that it is still what the client saw.
    """
    call.parameters()
    pipeline = call.run(show_pipeline, PipelineId(call.id()))
    tag = entity_tag(pipeline.version)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return record_reply(pipeline)


def add(call: Call) -> Reply:
    """
    A new pipeline.
    """
    call.parameters()
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        pipeline = add_pipeline(work, **fields)
        place = f"{call.root}{_PLACE}/{pipeline.id}/"
        return record_reply(pipeline, (b"location", place.encode()), status=201)

    return call.write(act)


def edit(call: Call) -> Reply:
    """
    A pipeline otherwise; stages that are left out take no more records.
    """
    pipeline_id, versions = PipelineId(call.id()), call.versions(required=True)
    call.parameters()
    fields = call.fields
    if "version" in fields:
        raise Invalid.of("version", "unknown", "No such field.")
    moves = fields.pop("moves", None)

    def act(work: CrmWork) -> Reply:
        saw = next(iter(versions)) if versions and len(versions) == 1 else None
        if saw is None:
            check_version(show_pipeline(work, pipeline_id).version, versions)
        edited = edit_pipeline(work, pipeline_id, version=saw, moves=moves, **fields)
        return record_reply(edited)

    return call.write(act)


def remove(call: Call) -> Reply:
    """
    A pipeline less; its records go into another one.
    """
    pipeline_id, versions = PipelineId(call.id()), call.versions(required=False)
    said = call.parameters("into").get("into")
    try:
        into = None if said is None else PipelineId(read_id(said))
    except Invalid as error:
        raise Invalid(errors=error.under("into")) from None

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(show_pipeline(work, pipeline_id).version, versions)
        remove_pipeline(work, pipeline_id, into=into)
        return Reply(204)

    return call.write(act)


OPERATIONS = [
    Operation(
        method="GET",
        path=_PLACE,
        name="list_pipelines",
        tag="Pipelines",
        summary="The pipelines, of each kind of record the default one first",
        answer=list_all,
        requires=Permission.PIPELINE_READ,
        query=(
            Parameter(
                name="record",
                says="Only those of this kind of record.",
                schema={"type": "string", "enum": [*RECORDS]},
                example="opportunity",
            ),
        ),
        gives="PipelineList",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=_PLACE,
        name="add_pipeline",
        tag="Pipelines",
        summary="Add a pipeline for leads or opportunities",
        answer=add,
        requires=Permission.PIPELINE_WRITE,
        takes="NewPipeline",
        gives="Pipeline",
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid", "conflict"),
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="show_pipeline",
        tag="Pipelines",
        summary="One pipeline, with the stages that take no more records",
        answer=show,
        requires=Permission.PIPELINE_READ,
        gives="Pipeline",
        tagged=True,
        problems=("not-found",),
    ),
    Operation(
        method="PATCH",
        path=_ONE,
        name="edit_pipeline",
        tag="Pipelines",
        summary="Change a pipeline, and say where the records of stages go that end",
        answer=edit,
        requires=Permission.PIPELINE_WRITE,
        takes="EditedPipeline",
        gives="Pipeline",
        tagged=True,
        conditional="required",
        written=True,
        problems=("invalid", "not-found", "stale", "conflict", "stage-in-use"),
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="remove_pipeline",
        tag="Pipelines",
        summary="Delete a pipeline; its records go into another one",
        answer=remove,
        requires=Permission.PIPELINE_WRITE,
        query=(
            Parameter(
                name="into",
                says="The id of the pipeline that its records go into.",
                schema={"type": "string", "format": "uuid"},
            ),
        ),
        status=204,
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale", "pipeline-in-use"),
    ),
]
