"""
How values and stages of a lead change together: one way for every use case.
"""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

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
from ..shared import FieldError, Invalid, NotFound, Refusals, clean_text
from .events import LeadAssigned, LeadDisqualified, LeadMoved
from .model import (
    LEAD_FIELDS,
    Lead,
    LeadClosed,
    LeadId,
    LeadStatus,
    Scorer,
    qualified,
    read_answers,
)
from .ports import LeadWork
from .rules import facts_about, facts_asked


def parse_lead(
    work: LeadWork, fields: Mapping[str, object], *, before: Lead | None
) -> dict[str, Any]:
    """
    Raw values as they are stored, laid over those *before* where they are objects.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    try:
        values = parse_record(
            LEAD_FIELDS,
            fields,
            own=lambda: work.custom_fields.of("lead"),
            before=before.custom if before else {},
        )
    except Invalid as error:
        errors += error.errors
    answers = fields.get("answers")
    if isinstance(answers, Mapping):
        try:
            values |= answered(work, answers, before)
        except Invalid as error:
            errors += error.errors
    elif "answers" in values:
        values |= {"answers": {}, "qualified": 0}
    if errors:
        raise Invalid(errors=errors)
    if before is not None and "more" in (before.capture or {}) and "capture" in values:
        more = {"more": (before.capture or {})["more"]}
        values["capture"] = {**(values["capture"] or {}), **more}
    if values.get("tags"):
        values["tags"] = work.leads.tag_spellings(values["tags"])
    if "currency" in values and values["currency"] is None:
        values["currency"] = base_currency(work)
    return values


def answered(
    work: LeadWork, raw: Mapping[str, object], before: Lead | None
) -> dict[str, object]:
    """
    Answers as they are stored, laid over those *before*, and how far they qualify.

    Raises:
        Invalid: Naming every answer that is wrong.
    """
    questions = work.sales_settings.get().questions
    answers = read_answers(raw, questions, before=before.answers if before else {})
    return {"answers": answers, "qualified": qualified(answers, questions)}


def lead_to_write(work: LeadWork, lead_id: LeadId) -> Lead:
    """
    A live lead that is not converted.

    Raises:
        NotFound: No such lead, not visible, or in the archive.
        LeadClosed: It is converted.
    """
    lead = work.leads.get(lead_id)
    if lead.archived_at is not None:
        raise NotFound(id=lead_id)
    if lead.status is LeadStatus.CONVERTED:
        raise LeadClosed(id=lead.id, opportunity_id=lead.opportunity_id)
    return lead


def destination(
    work: LeadWork, values: dict[str, Any], before: Lead | None
) -> tuple[Pipeline, Stage]:
    """
    Where a lead stands with *values*, whose ``pipeline_id`` and ``stage`` are taken
    out.

    Raises:
        Invalid: No such pipeline, or no such stage in it.
    """
    pipeline_id = values.pop("pipeline_id", None)
    said = values.pop("stage", None)
    known = before.pipeline_id if before else None
    pipeline = pipeline_of(work, "lead", pipeline_id or known)
    if said:
        return pipeline, pipeline.stage(said)
    if before is None:
        return pipeline, pipeline.first()
    if pipeline.id == before.pipeline_id:
        return pipeline, pipeline.known(before.stage)
    lost = before.status is LeadStatus.DISQUALIFIED
    return pipeline, pipeline.first(StageKind.LOST if lost else StageKind.OPEN)


def settled(
    work: LeadWork,
    lead: Lead,
    values: Mapping[str, Any],
    *,
    new: bool = False,
    past_dates: bool = False,
) -> Lead:
    """
    *lead* with *values*, moved when these say so; not yet stored.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
    """
    values = dict(values)
    place = destination(work, values, None if new else lead)
    if place[1].kind is StageKind.WON:
        message = f"Convert the lead; that moves it to {place[1].name}."
        raise Invalid.of("stage", "convert", message)
    return placed(work, lead, values, place, new=new, past_dates=past_dates)


def placed(
    work: LeadWork,
    lead: Lead,
    values: Mapping[str, Any],
    place: tuple[Pipeline, Stage],
    *,
    new: bool = False,
    past_dates: bool = False,
) -> Lead:
    """
    *lead* with *values* in its *place*, which storage is not asked about; not yet
    stored.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
    """
    pipeline, stage = place
    wrong = Refusals()
    with wrong:
        _check_fitting(work, lead, values, stage, past_dates=past_dates)
    with wrong:
        edited = lead.edited(values, at=work.now)
    wrong.tell()
    moves = new or (lead.pipeline_id, lead.stage) != (pipeline.id, stage.key)
    if stage.kind is StageKind.LOST:
        edited = evolve(edited, lost_reason=pipeline.reason(edited.lost_reason))
    if not moves:
        return edited.following(stage)
    check_entry(work, "lead", stage, edited.values)
    return edited.placed(pipeline, stage, at=work.now)


def _check_fitting(
    work: LeadWork,
    lead: Lead,
    values: Mapping[str, Any],
    stage: Stage,
    *,
    past_dates: bool,
) -> None:
    errors = []
    expected = values.get("expected_close_date")
    overdue = expected is not None and expected < work.now.date() and not past_dates
    if stage.kind is StageKind.OPEN:
        if overdue and expected != lead.expected_close_date:
            message = "An open lead cannot be expected to close in the past."
            errors.append(FieldError("expected_close_date", "past", message))
        message = "Only a disqualified lead has this."
        errors += [
            FieldError(name, "open", message)
            for name in ("lost_reason", "lost_note")
            if values.get(name) is not None
        ]
    elif values.get("probability") not in (None, stage.probability):
        message = f"In {stage.name} it is {stage.probability}."
        errors.append(FieldError("probability", "closed", message))
    if errors:
        raise Invalid(errors=errors)


def scorer_of(work: LeadWork) -> Scorer:
    """
    What the organization scores its leads by.
    """
    rules = work.scoring_rules.all()
    asked = facts_asked(work, [each.rule for each in rules], activities=True)
    return Scorer.of(rules, asked, work.trainings.model())


def scored(work: LeadWork, lead: Lead, scorer: Scorer | None = None) -> Lead:
    """
    The lead with its score of now, while it is open and there is anything to score by.
    """
    scorer = scorer or scorer_of(work)
    if scorer.silent or not lead.open:
        return lead
    found = scorer.score(facts_about(work, lead, scorer.asked), work.now)
    return evolve(
        lead, score=found.score, score_reasons=found.reasons, scored_at=work.now
    )


def store(
    work: LeadWork,
    before: Lead,
    after: Lead,
    *,
    notes: object = None,
    scorer: Scorer | None = None,
) -> Lead:
    """
    Score and save a lead, with what others hear of it: that it moved, or has another
    owner.
    """
    said = read_notes(notes)
    saved = work.leads.save(scored(work, after, scorer))
    if moved(before, saved):
        work.stage_changes.add(stage_change(work, "lead", before, saved, notes=said))
        work.emit(
            LeadMoved(
                lead_id=saved.id,
                from_stage=before.stage,
                to_stage=saved.stage,
                status=saved.status.value,
            )
        )
        if saved.lost_reason is not None:
            work.emit(LeadDisqualified(lead_id=saved.id, reason=saved.lost_reason))
    if saved.assigned_to != before.assigned_to:
        work.emit(LeadAssigned(lead_id=saved.id, assigned_to=saved.assigned_to))
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


def blank_lead(work: LeadWork) -> Lead:
    """
    A new lead of nobody, which stands nowhere yet.
    """
    due = work.sales_settings.get().response_due(work.now)
    return Lead(
        id=LeadId(work.new_id()),
        pipeline_id=PipelineId(work.change_set_id),
        stage="",
        stage_entered_at=work.now,
        rank="",
        currency=base_currency(work),
        first_response_due_at=due,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
