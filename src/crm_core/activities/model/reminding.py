"""
Reminders that are due, and what people were told.
"""

from datetime import datetime, timedelta
from typing import NewType
from uuid import UUID

from attrs import frozen

from ...shared import UserId
from .activity import Activity, ActivityId
from .kinds import Channel

NotificationId = NewType("NotificationId", UUID)
_IN_APP = Channel.IN_APP


@frozen(kw_only=True)
class Due:
    """
    That *user_id* is to be told of an activity *at* a moment, through *channels*.
    """

    activity_id: ActivityId
    user_id: UserId
    at: datetime
    channels: tuple[Channel, ...]


@frozen(kw_only=True)
class Notification:
    """
    What somebody was told: that an activity is near. One that was for mail alone is
    not shown.
    """

    id: NotificationId
    user_id: UserId
    activity_id: ActivityId
    at: datetime
    channels: tuple[Channel, ...]
    created_at: datetime
    seen_at: datetime | None = None
    mailed_at: datetime | None = None


@frozen
class NotificationRow:
    """
    A notification as its reader sees it.
    """

    id: NotificationId
    activity_id: ActivityId
    type: str
    subject: str
    status: str
    scheduled_at: datetime | None
    at: datetime
    seen_at: datetime | None


def due_of(activity: Activity, *, now: datetime) -> frozenset[Due]:
    """
    What somebody is still to be told of *activity*: of what is planned ahead as its
    reminders say, and when it is no longer snoozed.
    """
    if not activity.pending or activity.archived_at is not None:
        return frozenset()
    user = activity.assigned_to or activity.created_by
    if activity.snoozed_until is not None:
        return frozenset({_due(activity, user, activity.snoozed_until, (_IN_APP,))})
    planned = activity.scheduled_at
    if planned is None or planned <= now:
        return frozenset()
    return frozenset(
        _due(activity, user, planned - timedelta(minutes=each.minutes), each.channels)
        for each in activity.reminders
    )


def _due(
    activity: Activity, user: UserId, at: datetime, channels: tuple[Channel, ...]
) -> Due:
    return Due(activity_id=activity.id, user_id=user, at=at, channels=channels)
