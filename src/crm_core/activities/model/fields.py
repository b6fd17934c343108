"""
The fields of an activity.
"""

from ...shared import (
    About,
    Choice,
    Field,
    Fields,
    Id,
    Moment,
    Tags,
    Text,
    TimeZone,
    WholeNumber,
)
from .kinds import ActivityStatus, ActivityType, Direction, Priority
from .parts import PARTICIPANTS, ReminderTimes
from .timing import PlannedDay, PlannedMoment

A_WEEK = 7 * 24 * 60
SHORTHANDS = {
    "contact_id": "contact",
    "company_id": "company",
    "lead_id": "lead",
    "opportunity_id": "opportunity",
}
"""
Other ways to say, and to ask, what an activity is about.
"""

_WHAT = [
    Field(name="type", label="Type", kind=Choice(tuple(ActivityType))),
    Field(name="subject", label="Subject", kind=Text(255, empty=""), sortable=True),
    Field(
        name="description",
        label="Description",
        kind=Text(20_000, lines=True),
        filterable=False,
    ),
    Field(
        name="status",
        label="Status",
        kind=Choice(tuple(ActivityStatus)),
        aliases=("is",),
    ),
    Field(name="priority", label="Priority", kind=Choice(tuple(Priority))),
    Field(name="direction", label="Direction", kind=Choice(tuple(Direction))),
    Field(name="about", label="About", kind=About(), filterable=False),
    *(
        Field(name=name, label=kind.capitalize(), kind=Id(kind), aliases=(kind,))
        for name, kind in SHORTHANDS.items()
    ),
]
_WHEN = [
    Field(
        name="scheduled_at",
        label="Planned for",
        kind=PlannedMoment(),
        sortable=True,
        aliases=("at", "scheduled"),
    ),
    Field(name="due_at", label="Due", kind=PlannedMoment(), aliases=("due",)),
    Field(name="starts_at", label="Begins", kind=PlannedMoment()),
    Field(name="ends_at", label="Ends", kind=PlannedMoment()),
    Field(name="day", label="Day", kind=PlannedDay()),
    Field(name="last_day", label="Last day", kind=PlannedDay()),
    Field(name="time_zone", label="Time zone", kind=TimeZone()),
    Field(name="deadline", label="Late from", kind=Moment(), writable=False),
    Field(
        name="completed_at",
        label="Completed",
        kind=PlannedMoment(),
        aliases=("completed",),
    ),
    Field(
        name="duration_minutes",
        label="Minutes",
        kind=WholeNumber(0, A_WEEK),
        aliases=("minutes",),
    ),
    Field(name="snoozed_until", label="Snoozed until", kind=Moment(), writable=False),
    Field(name="reminders", label="Reminders", kind=ReminderTimes(), filterable=False),
]
_WORK = [
    Field(name="outcome", label="Outcome", kind=Text(100)),
    Field(name="place", label="Place", kind=Text(255)),
    Field(
        name="participants", label="Participants", kind=PARTICIPANTS, filterable=False
    ),
    Field(name="tags", label="Tags", kind=Tags(), aliases=("tag",)),
    Field(name="assigned_to", label="Owner", kind=Id("user"), aliases=("owner",)),
    Field(name="series_id", label="Series", kind=Id("activity_series"), writable=False),
]
_TRAIL = [
    Field(name="created_by", label="Creator", kind=Id("user"), writable=False),
    Field(
        name="created_at",
        label="Created",
        kind=Moment(),
        writable=False,
        sortable=True,
        aliases=("created",),
    ),
    Field(
        name="updated_at",
        label="Changed",
        kind=Moment(),
        writable=False,
        sortable=True,
        aliases=("updated",),
    ),
]

ACTIVITY_FIELDS = Fields.of([*_WHAT, *_WHEN, *_WORK, *_TRAIL])
