"""
How values and stages of an opportunity change together: one way for every use case.
"""

from collections.abc import Mapping
from typing import Any

from attrs import asdict, evolve

from ..currencies import base_currency
from ..custom_fields import parse_record
from ..pipelines import (
    Pipeline,
    PipelineId,
    Stage,
    StageKind,
    check_entry,
    moved,
    pipeline_of,
    stage_change,
)
from ..shared import Invalid, Refusals, clean_text
from .events import OpportunityMoved
from .model import (
    OPPORTUNITY_FIELDS,
    Opportunity,
    OpportunityClosed,
    OpportunityId,
    check_fitting,
)
from .ports import OpportunityWork
from .teams import Teams


def parse_opportunity(
    work: OpportunityWork,
    fields: Mapping[str, object],
    *,
    before: Mapping[str, object],
) -> dict[str, Any]:
    """
    Raw values as they are stored; *before* are the custom values so far.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = parse_record(
        OPPORTUNITY_FIELDS,
        fields,
        own=lambda: work.custom_fields.of("opportunity"),
        before=before,
    )
    if values.get("tags"):
        values["tags"] = work.opportunities.tag_spellings(values["tags"])
    if "currency" in values and values["currency"] is None:
        values["currency"] = base_currency(work)
    return values


def destination(
    work: OpportunityWork, values: dict[str, Any], before: Opportunity | None
) -> tuple[Pipeline, Stage]:
    """
    Where an opportunity stands with *values*, whose ``pipeline_id`` and ``stage`` are
    taken out.

    Raises:
        Invalid: No such pipeline, or no such stage in it.
    """
    pipeline_id = values.pop("pipeline_id", None)
    said = values.pop("stage", None)
    if before is None:
        pipeline = pipeline_of(work, "opportunity", pipeline_id)
        return pipeline, pipeline.stage(said) if said else pipeline.first()
    pipeline = pipeline_of(work, "opportunity", pipeline_id or before.pipeline_id)
    if said:
        return pipeline, pipeline.stage(said)
    if pipeline.id != before.pipeline_id:
        return pipeline, pipeline.first(before.status)
    return pipeline, pipeline.known(before.stage)


def settled(
    work: OpportunityWork,
    opportunity: Opportunity,
    values: dict[str, Any],
    *,
    new: bool = False,
    reopening: bool = False,
    past_dates: bool = False,
    teams: Teams | None = None,
) -> Opportunity:
    """
    *opportunity* with *values*, moved when these say so; not yet stored. Who changes
    many lends the same *teams* to each.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
        OpportunityClosed: It is won or lost, and this is no *reopening*.
    """
    before, wrong = None if new else opportunity, Refusals()
    values = dict(values)
    with wrong:
        values = (teams or Teams(work)).settled(values, before)
    with wrong:
        place = destination(work, values, before)
        changed = placed(
            work,
            opportunity,
            values,
            place,
            new=new,
            reopening=reopening,
            past_dates=past_dates,
        )
    wrong.tell()
    return changed


def placed(
    work: OpportunityWork,
    opportunity: Opportunity,
    values: Mapping[str, Any],
    place: tuple[Pipeline, Stage],
    *,
    new: bool = False,
    reopening: bool = False,
    past_dates: bool = False,
) -> Opportunity:
    """
    *opportunity* with *values* in its *place*, which storage is not asked about; not
    yet stored.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
        OpportunityClosed: It is won or lost, and this is no *reopening*.
    """
    pipeline, stage = place
    moves = new or (opportunity.pipeline_id, opportunity.stage) != (
        pipeline.id,
        stage.key,
    )
    closed = opportunity.status is not StageKind.OPEN
    if moves and closed and not new and not reopening:
        raise OpportunityClosed(id=opportunity.id, stage=opportunity.stage)
    wrong = Refusals()
    with wrong:
        check_fitting(
            values,
            stage,
            today=work.now.date(),
            expected_before=opportunity.expected_close_date,
            past_dates=past_dates,
        )
    with wrong:
        edited = opportunity.edited(values, at=work.now)
    wrong.tell()
    if not moves:
        edited = edited.following(stage)
    else:
        edited = edited.placed(pipeline, stage, at=work.now)
    if stage.kind is StageKind.LOST:
        edited = evolve(edited, lost_reason=pipeline.reason(edited.lost_reason))
    if moves:
        check_entry(work, "opportunity", stage, asdict(edited, recurse=False))
    return edited


def blank_opportunity(work: OpportunityWork, *, currency: str) -> Opportunity:
    """
    A new opportunity of nobody, which stands nowhere yet.
    """
    return Opportunity(
        id=OpportunityId(work.new_id()),
        name="",
        pipeline_id=PipelineId(work.change_set_id),
        stage="",
        stage_entered_at=work.now,
        rank="",
        currency=currency,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )


def store(
    work: OpportunityWork,
    before: Opportunity,
    after: Opportunity,
    *,
    notes: object = None,
) -> Opportunity:
    """
    Save an opportunity, and that it moved when it did.
    """
    saved = work.opportunities.save(after)
    if moved(before, saved):
        said = read_notes(notes)
        change = stage_change(work, "opportunity", before, saved, notes=said)
        work.stage_changes.add(change)
        work.emit(
            OpportunityMoved(
                opportunity_id=saved.id,
                from_stage=before.stage,
                to_stage=saved.stage,
                status=saved.status.value,
            )
        )
    return saved


def read_notes(raw: object) -> str | None:
    """
    What was said about a move.

    Raises:
        Invalid: It is no text, or more than 5,000 characters.
    """
    if raw is None:
        return None
    try:
        return clean_text(raw, longest=5_000, lines=True) or None
    except Invalid as error:
        raise Invalid(errors=error.under("notes")) from None
