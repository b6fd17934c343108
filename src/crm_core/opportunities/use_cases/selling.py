"""
Opportunities on their way: moved, won, lost, reopened, ranked, looked at on a board.
"""

from collections.abc import Mapping

from attrs import evolve

from ...changes import check_version
from ...pipelines import (
    Board,
    Card,
    PipelineId,
    StageKind,
    board_of,
    make_card,
    pipeline_of,
    rank_beside,
)
from ...shared import Conflict, Invalid, Permission, Query, RecordRef, use_case
from ..changing import parse_opportunity, settled, store
from ..model import Opportunity, OpportunityId, OpportunityRow
from ..ports import OpportunityWork
from .records import get_opportunity

CARDS = 25
MOST_UNATTENDED = 200


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def move_opportunity(
    work: OpportunityWork,
    /,
    opportunity_id: OpportunityId,
    *,
    stage: object = None,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Opportunity:
    """
    Move an opportunity to another stage, on top; *fields* that the stage requires may
    come with the move.

    Raises:
        Invalid: No such stage in its pipeline; or naming every field that is wrong or
            that the stage requires.
        Forbidden: The stage is for other roles.
        OpportunityClosed: It is won or lost already.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    return _moved(work, opportunity_id, stage, notes, version, fields)


def _moved(
    work: OpportunityWork,
    opportunity_id: OpportunityId,
    stage: object,
    notes: object,
    version: int | None,
    fields: Mapping[str, object],
    *,
    reopening: bool = False,
) -> Opportunity:
    opportunity = get_opportunity(work, opportunity_id)
    check_version(work, "opportunity", opportunity, version)
    given = {**fields, "stage": stage}
    values = parse_opportunity(work, given, before=opportunity.custom)
    if values["stage"] is None:
        raise Invalid.of("stage", "required", "Say to which stage.")
    edited = settled(work, opportunity, values, reopening=reopening)
    stage_name = pipeline_of(work, "opportunity", edited.pipeline_id).known(
        edited.stage
    )
    work.name(f"Move opportunity {edited.name} to {stage_name.name}")
    return store(work, opportunity, edited, notes=notes)


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def win_opportunity(
    work: OpportunityWork,
    /,
    opportunity_id: OpportunityId,
    *,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Opportunity:
    """
    Mark an opportunity as won, today unless ``actual_close_date`` says else.
    """
    stage = _first(work, opportunity_id, StageKind.WON)
    return _moved(work, opportunity_id, stage, notes, version, fields)


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def lose_opportunity(
    work: OpportunityWork,
    /,
    opportunity_id: OpportunityId,
    *,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Opportunity:
    """
    Mark an opportunity as lost; ``lost_reason`` says why.
    """
    stage = _first(work, opportunity_id, StageKind.LOST)
    return _moved(work, opportunity_id, stage, notes, version, fields)


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def reopen_opportunity(
    work: OpportunityWork,
    /,
    opportunity_id: OpportunityId,
    *,
    stage: object = None,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Opportunity:
    """
    Open a won or lost opportunity again, in *stage* or in the one that it closed from.

    Raises:
        Conflict: It is open.
    """
    opportunity = get_opportunity(work, opportunity_id)
    if opportunity.status is StageKind.OPEN:
        raise Conflict("It is open already.", id=opportunity.id)
    stage = stage or _before_closing(work, opportunity)
    return _moved(work, opportunity_id, stage, notes, version, fields, reopening=True)


def _first(
    work: OpportunityWork, opportunity_id: OpportunityId, kind: StageKind
) -> str:
    opportunity = get_opportunity(work, opportunity_id)
    pipeline = pipeline_of(work, "opportunity", opportunity.pipeline_id)
    return pipeline.first(kind).key


def _before_closing(work: OpportunityWork, opportunity: Opportunity) -> str:
    pipeline = pipeline_of(work, "opportunity", opportunity.pipeline_id)
    live = {s.key for s in pipeline.live if s.kind is StageKind.OPEN}
    way = work.stage_changes.of(RecordRef("opportunity", opportunity.id))
    for change in reversed(way):
        if change.from_stage in live and change.pipeline_id == pipeline.id:
            return change.from_stage
    return pipeline.first().key


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def rank_opportunity(
    work: OpportunityWork,
    opportunity_id: OpportunityId,
    *,
    after: OpportunityId | None = None,
    before: OpportunityId | None = None,
) -> Opportunity:
    """
    Put a card behind the one *after* and ahead of the one *before* it in its column;
    on top when both are None.

    Raises:
        Invalid: One of them stands in another stage, or they are in no such order.
    """
    opportunity = get_opportunity(work, opportunity_id)
    if after is None and before is None:
        ranked = opportunity.on_top(at=work.now)
    else:
        above = get_opportunity(work, after) if after else None
        below = get_opportunity(work, before) if before else None
        rank = rank_beside(opportunity, after=above, before=below)
        ranked = evolve(opportunity, rank=rank, updated_at=work.now)
    work.name(f"Rank opportunity {opportunity.name}")
    return work.opportunities.save(ranked)


@use_case(requires=Permission.OPPORTUNITY_READ)
def opportunity_board(
    work: OpportunityWork,
    *,
    pipeline_id: PipelineId | None = None,
    query: Query | None = None,
    cards: int = CARDS,
    closed: bool = False,
) -> Board[OpportunityRow]:
    """
    The board of a pipeline: what stands in each stage, counted and summed up, and the
    first *cards* of each (1 to 200) by rank. Those who were won or lost are shown when
    *closed*.
    """
    return board_of(
        work,
        "opportunity",
        work.opportunities.standings,
        pipeline_id=pipeline_id,
        query=query,
        cards=cards,
        closed=closed,
    )


@use_case(requires=Permission.OPPORTUNITY_READ)
def unattended_opportunities(work: OpportunityWork) -> list[Card[OpportunityRow]]:
    """
    Open opportunities that need attention, with why: overdue to close, a next step
    overdue, or stale with nothing planned. At most 200, the longest neglected first.
    """
    stages = {
        (pipeline.id, stage.key): stage
        for pipeline in work.pipelines.of("opportunity")
        for stage in pipeline.live
    }
    stale = {key: s.stale_days for key, s in stages.items() if s.stale_days is not None}
    rows = work.opportunities.unattended(stale=stale, most=MOST_UNATTENDED)
    plans = work.plans.upcoming([row.id for row in rows])
    return [
        make_card(
            row, "", stages[row.pipeline_id, row.stage], work.now, plans.get(row.id)
        )
        for row in rows
    ]
