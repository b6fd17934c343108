"""
Pipelines over HTTP.
"""

from typing import Final

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
from ..preconditions import check_version
from ..replies import Reply
from .record_operations import ROOT
from .small_operations import adds, edits, lists, shows
from .small_records import EditedRecords

PIPELINES: Final = EditedRecords(
    noun="pipeline",
    path=f"{ROOT}/pipelines",
    tag="Pipelines",
    reads=Permission.PIPELINE_READ,
    writes=Permission.PIPELINE_WRITE,
    show=show_pipeline,
)


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
    lists(
        PIPELINES,
        list_pipelines,
        "The pipelines, of each kind of record the default one first",
        Parameter(
            name="record",
            says="Only those of this kind of record.",
            schema={"type": "string", "enum": [*RECORDS]},
            example="opportunity",
        ),
    ),
    adds(
        PIPELINES, add_pipeline, "Add a pipeline for leads or opportunities", "conflict"
    ),
    shows(PIPELINES, "One pipeline, with the stages that take no more records"),
    edits(
        PIPELINES,
        edit_pipeline,
        "Change a pipeline, and say where the records of stages go that end",
        "conflict",
        "stage-in-use",
    ),
    Operation(
        method="DELETE",
        path=f"{PIPELINES.path}/{{id}}",
        name="remove_pipeline",
        tag=PIPELINES.tag,
        summary="Delete a pipeline; its records go into another one",
        answer=remove,
        requires=PIPELINES.writes,
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
