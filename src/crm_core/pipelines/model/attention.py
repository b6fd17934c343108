"""
What an open record lacks: whether it is stale or needs attention, and why.
"""

from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from .stages import Stage


class Attended(Protocol):
    """
    What is looked at.
    """

    @property
    def id(self) -> UUID: ...

    @property
    def stage_entered_at(self) -> datetime: ...

    @property
    def expected_close_date(self) -> date | None: ...

    @property
    def next_step_on(self) -> date | None: ...


def is_stale(
    record: Attended,
    stage: Stage,
    now: datetime,
    planned_at: datetime | None = None,
) -> bool:
    """
    Whether it stood in its stage for longer than that takes, and nothing is planned
    for today or later: no next step, and no activity *planned_at* a moment.
    """
    if stage.stale_days is None:
        return False
    days = [record.next_step_on, planned_at and planned_at.date()]
    planned = any(day is not None and day >= now.date() for day in days)
    return not planned and now - record.stage_entered_at > timedelta(stage.stale_days)


def needs_attention(
    record: Attended,
    stage: Stage,
    now: datetime,
    planned_at: datetime | None = None,
) -> tuple[str, ...]:
    """
    Why somebody should look at an open record; nothing when all is well.
    """
    today = now.date()
    reasons = []
    if record.next_step_on is not None and record.next_step_on < today:
        reasons.append(f"The next step was due on {record.next_step_on}.")
    if record.expected_close_date is not None and record.expected_close_date < today:
        reasons.append(f"It was expected to close on {record.expected_close_date}.")
    if is_stale(record, stage, now, planned_at):
        days = (now - record.stage_entered_at).days
        reasons.append(f"It stands in {stage.name} for {days} days.")
    return tuple(reasons)
