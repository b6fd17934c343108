"""
Leads on their way: moved, ranked, answered, disqualified, reopened, on a board.
"""

from collections.abc import Mapping

from attrs import evolve

from ...changes import check_version
from ...pipelines import (
    Board,
    PipelineId,
    StageKind,
    board_of,
    pipeline_of,
    rank_beside,
)
from ...shared import Conflict, Invalid, Permission, Query, RecordRef, use_case
from ..changing import lead_to_write, parse_lead, settled, store
from ..events import LeadEdited
from ..model import Lead, LeadId, LeadRow, LeadStatus
from ..ports import LeadWork
from .finding import get_lead

CARDS = 25


@use_case(requires=Permission.LEAD_WRITE)
def move_lead(
    work: LeadWork,
    /,
    lead_id: LeadId,
    *,
    stage: object = None,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Lead:
    """
    Move a lead to another stage, on top; *fields* that the stage requires may come
    with the move. Into the stage of what is won a lead comes by its conversion only.

    Raises:
        Invalid: No such stage in its pipeline; or naming every field that is wrong or
            that the stage requires.
        Forbidden: The stage is for other roles.
        LeadClosed: It is converted.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    return _moved(work, lead_id, stage, notes, version, fields)


def _moved(
    work: LeadWork,
    lead_id: LeadId,
    stage: object,
    notes: object,
    version: int | None,
    fields: Mapping[str, object],
) -> Lead:
    lead = lead_to_write(work, lead_id)
    check_version(work, "lead", lead, version)
    values = parse_lead(work, {**fields, "stage": stage}, before=lead)
    if values["stage"] is None:
        raise Invalid.of("stage", "required", "Say to which stage.")
    edited = settled(work, lead, values)
    pipeline = pipeline_of(work, "lead", edited.pipeline_id)
    work.name(f"Move lead {edited.title} to {pipeline.known(edited.stage).name}")
    return store(work, lead, edited, notes=notes)


@use_case(requires=Permission.LEAD_WRITE)
def disqualify_lead(
    work: LeadWork,
    /,
    lead_id: LeadId,
    *,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Lead:
    """
    Give a lead up; ``lost_reason`` says why, ``lost_note`` more on that.

    Raises:
        Invalid: No reason is given, or one that its pipeline does not know.
        LeadClosed: It is converted.
    """
    if "stage" in fields:
        raise Invalid.of("stage", "unknown", "No such field.")
    pipeline = pipeline_of(work, "lead", lead_to_write(work, lead_id).pipeline_id)
    stage = pipeline.first(StageKind.LOST).key
    return _moved(work, lead_id, stage, notes, version, fields)


@use_case(requires=Permission.LEAD_WRITE)
def reopen_lead(
    work: LeadWork,
    /,
    lead_id: LeadId,
    *,
    stage: object = None,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Lead:
    """
    Take up a disqualified lead again, in *stage* or in the one that it came from.

    Raises:
        Conflict: It is open.
        LeadClosed: It is converted.
    """
    lead = lead_to_write(work, lead_id)
    if lead.status is not LeadStatus.DISQUALIFIED:
        raise Conflict("It is open already.", id=lead.id)
    stage = stage or _before(work, lead)
    return _moved(work, lead_id, stage, notes, version, fields)


def _before(work: LeadWork, lead: Lead) -> str:
    pipeline = pipeline_of(work, "lead", lead.pipeline_id)
    live = {stage.key for stage in pipeline.live if stage.kind is StageKind.OPEN}
    for change in reversed(work.stage_changes.of(RecordRef("lead", lead.id))):
        if change.from_stage in live and change.pipeline_id == pipeline.id:
            return change.from_stage
    return pipeline.first().key


@use_case(requires=Permission.LEAD_WRITE)
def respond_to_lead(
    work: LeadWork, lead_id: LeadId, *, version: int | None = None
) -> Lead:
    """
    Note that somebody answered a lead for the first time; a second time changes
    nothing. So does a move out of the first stage.

    Raises:
        LeadClosed: It is converted.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    lead = lead_to_write(work, lead_id)
    check_version(work, "lead", lead, version)
    if lead.first_responded_at is not None:
        return lead
    work.name(f"Answer lead {lead.title}")
    answered = evolve(lead, first_responded_at=work.now, updated_at=work.now)
    work.emit(LeadEdited(lead_id=lead.id, fields=("first_responded_at",)))
    return work.leads.save(answered)


@use_case(requires=Permission.LEAD_WRITE)
def rank_lead(
    work: LeadWork,
    lead_id: LeadId,
    *,
    after: LeadId | None = None,
    before: LeadId | None = None,
) -> Lead:
    """
    Put a card behind the one *after* and ahead of the one *before* it in its column;
    on top when both are None.

    Raises:
        Invalid: One of them stands in another stage, or they are in no such order.
        LeadClosed: It is converted.
    """
    lead = lead_to_write(work, lead_id)
    if after is None and before is None:
        ranked = lead.on_top(at=work.now)
    else:
        above = get_lead(work, after) if after else None
        below = get_lead(work, before) if before else None
        rank = rank_beside(lead, after=above, before=below)
        ranked = evolve(lead, rank=rank, updated_at=work.now)
    work.name(f"Rank lead {lead.title}")
    return work.leads.save(ranked)


@use_case(requires=Permission.LEAD_READ)
def lead_board(
    work: LeadWork,
    *,
    pipeline_id: PipelineId | None = None,
    query: Query | None = None,
    cards: int = CARDS,
    closed: bool = False,
) -> Board[LeadRow]:
    """
    The board of a pipeline: what stands in each stage, counted and summed up, and the
    first *cards* of each (1 to 200) by rank. Converted and disqualified leads are shown
    when *closed*.
    """
    return board_of(
        work,
        "lead",
        work.leads.standings,
        pipeline_id=pipeline_id,
        query=query,
        cards=cards,
        closed=closed,
    )
