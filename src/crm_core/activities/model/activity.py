"""
Activities: what people do for a sale, planned or done.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NewType
from uuid import UUID

from attrs import asdict, evolve, frozen

from ...shared import (
    Conflict,
    FieldError,
    Invalid,
    RecordRef,
    UserId,
    custom_words,
    words,
)
from .defaults import defaulted
from .kinds import (
    CONVERSATIONS,
    ActivityStatus,
    ActivityType,
    Direction,
    Priority,
)
from .parts import Participant, Reminder, once_each
from .timing import day_begins, timed, timing_errors, whole_day

ActivityId = NewType("ActivityId", UUID)
SeriesId = NewType("SeriesId", UUID)

LATEST_LOG = timedelta(minutes=5)
"""
So far may the clock of who logs something be ahead of ours.
"""
_INVITED_TO = ("starts_at", "ends_at", "day", "last_day", "due_at", "place")


class ActivityClosed(Conflict):
    """
    The activity is not pending any more; reopen it first.
    """


class ActivityPending(Conflict):
    """
    The activity is pending: there is nothing to reopen.
    """


@frozen(kw_only=True)
class Activity:
    """
    A call, e-mail, meeting, task or note.

    It is planned for a span, a moment that it is due at, or whole days; *scheduled_at*
    is the one moment that all of these come to. *uid* and *sequence* are what calendars
    know it by (RFC 5545); *occurrence* is when its series had planned it.
    """

    id: ActivityId
    type: ActivityType
    subject: str = ""
    description: str | None = None
    status: ActivityStatus = ActivityStatus.PENDING
    priority: Priority = Priority.NORMAL
    direction: Direction | None = None
    about: tuple[RecordRef, ...] = ()
    due_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    last_day: date | None = None
    time_zone: str = "UTC"
    completed_at: datetime | None = None
    duration_minutes: int | None = None
    outcome: str | None = None
    place: str | None = None
    participants: tuple[Participant, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    snoozed_until: datetime | None = None
    series_id: SeriesId | None = None
    occurrence: datetime | None = None
    uid: str
    sequence: int = 0
    tags: tuple[str, ...] = ()
    assigned_to: UserId | None = None
    custom: Mapping[str, object] = {}
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def all_day(self) -> bool:
        """
        Whether it is planned for whole days, which no time zone shifts.
        """
        return self.day is not None

    @property
    def pending(self) -> bool:
        """
        Whether it is still to be done.
        """
        return self.status is ActivityStatus.PENDING

    @property
    def scheduled_at(self) -> datetime | None:
        """
        What it is planned for: its beginning, or when it is due.
        """
        if self.day is not None:
            return day_begins(self.day, self.time_zone)
        return self.starts_at or self.due_at

    @property
    def deadline(self) -> datetime | None:
        """
        From when on it is late, if it is still pending then.
        """
        if self.day is not None:
            last = self.last_day or self.day
            return day_begins(last + timedelta(days=1), self.time_zone)
        return self.due_at or self.ends_at or self.starts_at

    @property
    def at(self) -> datetime:
        """
        Its place in time: when it was done, else what it is planned for, else when it
        was written down.
        """
        return self.completed_at or self.scheduled_at or self.created_at

    @property
    def planned_moment(self) -> datetime | None:
        """
        What it is planned for, as the rules of a series count it.
        """
        return whole_day(self.day) if self.day else self.scheduled_at

    @property
    def people(self) -> frozenset[UserId]:
        """
        The users whose it is: the owner, who created it, and those who take part.
        """
        found = {self.created_by, self.assigned_to}
        found |= {each.user_id for each in self.participants}
        return frozenset(each for each in found if each is not None)

    @property
    def concerns(self) -> tuple[RecordRef, ...]:
        """
        The records that it is about, and the contacts that take part.
        """
        contacts = (each.contact_id for each in self.participants)
        part = (RecordRef("contact", id) for id in contacts if id is not None)
        return tuple(dict.fromkeys([*self.about, *part]))

    @property
    def name(self) -> str:
        """
        What people call it: its subject.
        """
        return self.subject

    @property
    def values(self) -> dict[str, Any]:
        """
        Its fields by their names.
        """
        return asdict(self, recurse=False)

    def edited(self, values: Mapping[str, Any], *, at: datetime) -> "Activity":
        """
        The activity with *values*, which ``ACTIVITY_FIELDS`` has parsed.

        Raises:
            Invalid: Naming every field that is wrong.
        """
        before = self.values
        found = defaulted(timed(values, before), before)
        if "participants" in found:
            found["participants"] = once_each(
                found["participants"], before=self.participants
            )
        edited = _settled(evolve(self, **found, updated_at=at), self, found, at)
        return _sequenced(edited.checked(at=at), self)

    def checked(self, *, at: datetime) -> "Activity":
        """
        The activity itself.

        Raises:
            Invalid: Naming every field that is wrong or contradicts another one.
        """
        errors = timing_errors(self.values)
        if not self.subject:
            message = "An activity needs a subject."
            errors.append(FieldError("subject", "required", message))
        if self.direction is not None and self.type not in CONVERSATIONS:
            message = f"A {self.type} has no direction."
            errors.append(FieldError("direction", "type", message))
        if self.completed_at is not None and self.completed_at > at + LATEST_LOG:
            message = "What is completed cannot lie in the future."
            errors.append(FieldError("completed_at", "future", message))
        if self.type is ActivityType.NOTE and self.scheduled_at is not None:
            message = "A note is not planned; plan a task."
            errors.append(FieldError("scheduled_at", "type", message))
        if errors:
            raise Invalid(errors=errors)
        return self

    def archived(self, at: datetime) -> "Activity":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Activity":
        return evolve(self, archived_at=None, updated_at=at)

    @property
    def search_words(self) -> set[str]:
        """
        The words that search finds the activity by.
        """
        said = (self.subject, self.place, self.outcome)
        return {
            *(word for text in said for word in words(text)),
            *(word for each in self.participants for word in words(each.name)),
            *custom_words(self.custom),
        }


def _minutes(activity: Activity) -> int | None:
    """
    How long it took: as long as planned, when nobody says else.
    """
    begins, ends = activity.starts_at, activity.ends_at
    if activity.duration_minutes is None and begins and ends:
        return int((ends - begins).total_seconds() // 60)
    return activity.duration_minutes


def _settled(
    activity: Activity, before: Activity, values: Mapping[str, Any], at: datetime
) -> Activity:
    """
    An activity with what follows from its status, or from the moment it was done.
    """
    status = activity.status
    if "completed_at" in values and "status" not in values:
        if values["completed_at"] is not None:
            status = ActivityStatus.COMPLETED
        elif status is ActivityStatus.COMPLETED:
            status = ActivityStatus.PENDING
    if activity.type is ActivityType.NOTE:
        status = ActivityStatus.COMPLETED
    done = status is ActivityStatus.COMPLETED
    moved = activity.scheduled_at != before.scheduled_at
    snoozes = status is ActivityStatus.PENDING and not moved
    return evolve(
        activity,
        status=status,
        completed_at=(activity.completed_at or at) if done else None,
        duration_minutes=_minutes(activity) if done else activity.duration_minutes,
        snoozed_until=activity.snoozed_until if snoozes else None,
    )


def _sequenced(activity: Activity, before: Activity) -> Activity:
    """
    With the next number when calendars have to hear of the change.
    """
    was, now = before.values, activity.values
    cancelled = ActivityStatus.CANCELLED in (before.status, activity.status)
    same = all(was[name] == now[name] for name in _INVITED_TO)
    if same and not (cancelled and before.status is not activity.status):
        return activity
    return evolve(activity, sequence=before.sequence + 1)
