"""
The words that activities are sorted by.
"""

from enum import StrEnum


class ActivityType(StrEnum):
    """
    What kind of activity it is.
    """

    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    TASK = "task"
    NOTE = "note"


class ActivityStatus(StrEnum):
    """
    Whether it is still to be done.
    """

    PENDING = "pending"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """
    How much it presses.
    """

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Direction(StrEnum):
    """
    Who began it: the other side, or we.
    """

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Attendance(StrEnum):
    """
    What a participant has answered to the invitation.
    """

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class Channel(StrEnum):
    """
    How somebody is reminded.
    """

    IN_APP = "in-app"
    MAIL = "mail"


class Scope(StrEnum):
    """
    Which occurrences of a series a change is for.
    """

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


CONVERSATIONS = frozenset({ActivityType.CALL, ActivityType.EMAIL, ActivityType.MEETING})
"""
The types that have two sides, and so a direction.
"""
