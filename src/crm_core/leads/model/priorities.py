"""
Which leads come next, and why.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from attrs import frozen

from ...pipelines import PipelineId, Stage, is_stale
from .lead import LeadRow

OVERDUE, DUE_SOON, STEP_DUE, STALE, PLANNED_LATER = 60, 30, 40, 20, -50
SOON = timedelta(hours=24)
Stages = Mapping[tuple[PipelineId, str], Stage]


@frozen
class NextLead:
    """
    A lead that somebody should turn to: *urgency* is its score and the points of all
    that presses, or holds back; *why* says each.
    """

    lead: LeadRow
    urgency: int
    why: tuple[str, ...]


def who_next(
    rows: Iterable[LeadRow],
    stages: Stages,
    plans: Mapping[UUID, datetime],
    now: datetime,
    *,
    most: int,
) -> list[NextLead]:
    """
    The most urgent of open leads; of equal ones that first whose answer is due first,
    then the one that has stood longest in its stage. *plans* say when the next activity
    about each is planned.
    """
    ranked = [
        _judged(row, stages.get((row.pipeline_id, row.stage)), now, plans.get(row.id))
        for row in rows
    ]
    ranked.sort(key=_place)
    return ranked[:most]


def _place(each: NextLead) -> tuple[object, ...]:
    lead = each.lead
    due = lead.first_response_due_at
    return -each.urgency, due is None, due, lead.stage_entered_at, lead.id


def _judged(
    row: LeadRow, stage: Stage | None, now: datetime, planned_at: datetime | None
) -> NextLead:
    found = [
        *_scored(row),
        *_response(row, now),
        *_next_step(row, now),
        *_planned(row, now, planned_at),
    ]
    if stage is not None and is_stale(row, stage, now, planned_at):
        days = (now - row.stage_entered_at).days
        found.append((STALE, f"It stands in {stage.name} for {days} days."))
    return NextLead(row, sum(points for points, _ in found), tuple(w for _, w in found))


def _scored(row: LeadRow) -> Iterable[tuple[int, str]]:
    if row.score is None:
        return
    best = next((each for each in row.score_reasons if each.get("name")), None)
    because = f", most of all: {_reason(best)}" if best else ""
    yield row.score, f"Its score is {row.score}{because}."


def _reason(told: Mapping[str, object]) -> str:
    if told.get("name") == "chance":
        return "what was learnt from closed leads"
    return str(told["name"])


def _response(row: LeadRow, now: datetime) -> Iterable[tuple[int, str]]:
    due = row.first_response_due_at
    if due is None or row.first_responded_at is not None:
        return
    said = f"{due:%Y-%m-%d %H:%M} UTC"
    if due < now:
        yield OVERDUE, f"Its first answer was due at {said}."
    elif due < now + SOON:
        yield DUE_SOON, f"Its first answer is due at {said}."


def _next_step(row: LeadRow, now: datetime) -> Iterable[tuple[int, str]]:
    day = row.next_step_on
    if day is None:
        return
    what = f" ({row.next_step})" if row.next_step else ""
    if day <= now.date():
        yield STEP_DUE, f"The next step{what} is due since {day}."
    else:
        yield PLANNED_LATER, f"The next step{what} is planned for {day}."


def _planned(
    row: LeadRow, now: datetime, planned_at: datetime | None
) -> Iterable[tuple[int, str]]:
    """
    An activity counts as a next step does, for a lead that has none.
    """
    if planned_at is None or row.next_step_on is not None:
        return
    said = f"{planned_at:%Y-%m-%d %H:%M} UTC"
    if planned_at.date() <= now.date():
        yield STEP_DUE, f"An activity is planned for today, {said}."
    else:
        yield PLANNED_LATER, f"An activity is planned for {said}."
