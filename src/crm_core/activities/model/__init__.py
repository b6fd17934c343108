"""
Activities, their parts and series.
"""

from .activity import (
    Activity,
    ActivityClosed,
    ActivityId,
    ActivityPending,
    SeriesId,
)
from .fields import ACTIVITY_FIELDS, SHORTHANDS
from .kinds import (
    CONVERSATIONS,
    ActivityStatus,
    ActivityType,
    Attendance,
    Channel,
    Direction,
    Priority,
    Scope,
)
from .parts import Participant, Reminder
from .quick_add import QUICK_LANGUAGES, Doubt, Part, Understood, understand
from .reminding import Due, Notification, NotificationId, NotificationRow, due_of
from .reports import (
    DIMENSIONS,
    MOST_DAYS,
    ActivityReport,
    Agenda,
    Figures,
    Neglected,
    Responses,
    read_dimensions,
)
from .row import ActivityRow
from .series import (
    AHEAD,
    FARTHEST,
    MOST_AT_ONCE,
    OF_ONE,
    TIMING,
    NoRecurrences,
    Series,
    check_start,
    ending,
    pattern_of,
    remaining,
    times_at,
)
from .timing import DAYS, TIMES, PlannedDay, PlannedMoment, check_zone, day_begins

__all__ = [
    "ACTIVITY_FIELDS",
    "AHEAD",
    "CONVERSATIONS",
    "DAYS",
    "DIMENSIONS",
    "FARTHEST",
    "MOST_AT_ONCE",
    "MOST_DAYS",
    "OF_ONE",
    "QUICK_LANGUAGES",
    "SHORTHANDS",
    "TIMES",
    "TIMING",
    "Activity",
    "ActivityClosed",
    "ActivityId",
    "ActivityPending",
    "ActivityReport",
    "ActivityRow",
    "ActivityStatus",
    "ActivityType",
    "Agenda",
    "Attendance",
    "Channel",
    "Direction",
    "Doubt",
    "Due",
    "Figures",
    "Neglected",
    "NoRecurrences",
    "Notification",
    "NotificationId",
    "NotificationRow",
    "Part",
    "Participant",
    "PlannedDay",
    "PlannedMoment",
    "Priority",
    "Reminder",
    "Responses",
    "Scope",
    "Series",
    "SeriesId",
    "Understood",
    "check_start",
    "check_zone",
    "day_begins",
    "due_of",
    "ending",
    "pattern_of",
    "read_dimensions",
    "remaining",
    "times_at",
    "understand",
]
