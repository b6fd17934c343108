"""
What lists and records show of an activity.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from attrs import field, frozen

from ...shared import UserId
from .activity import ActivityId, SeriesId


@frozen
class ActivityRow:
    """
    An activity as lists and records show it; *recurrence* is the rule of its series,
    *contact_id* and the like are the first of each kind that it is about.
    """

    id: ActivityId
    type: str
    subject: str
    description: str | None
    status: str
    priority: str
    direction: str | None
    about: list[Mapping[str, object]]
    scheduled_at: datetime | None
    due_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    day: date | None
    last_day: date | None
    time_zone: str
    deadline: datetime | None
    completed_at: datetime | None
    duration_minutes: int | None
    outcome: str | None
    place: str | None
    participants: list[Mapping[str, object]]
    reminders: list[Mapping[str, object]]
    snoozed_until: datetime | None
    recurrence: str | None
    series_id: SeriesId | None
    occurrence: datetime | None
    uid: str
    sequence: int
    tags: list[str]
    assigned_to: UserId | None
    custom: Mapping[str, object]
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    version: int
    contact_id: UUID | None = field(init=False)
    company_id: UUID | None = field(init=False)
    lead_id: UUID | None = field(init=False)
    opportunity_id: UUID | None = field(init=False)

    @contact_id.default
    def _contact(self) -> UUID | None:
        return _first("contact", self.about)

    @company_id.default
    def _company(self) -> UUID | None:
        return _first("company", self.about)

    @lead_id.default
    def _lead(self) -> UUID | None:
        return _first("lead", self.about)

    @opportunity_id.default
    def _opportunity(self) -> UUID | None:
        return _first("opportunity", self.about)


def _first(kind: str, about: Sequence[Mapping[str, object]]) -> UUID | None:
    ids = (UUID(str(each["id"])) for each in about if each["kind"] == kind)
    return next(ids, None)
