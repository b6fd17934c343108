"""
What the CRM announces about activities.
"""

from uuid import UUID

from attrs import frozen

from ..shared import Event, UserId
from .model import ActivityId, SeriesId


@frozen(kw_only=True)
class ActivityAdded(Event):
    """
    An activity is new: planned, or logged as done.
    """

    activity_id: ActivityId


@frozen(kw_only=True)
class ActivityEdited(Event):
    """
    Some fields of an activity have other values.
    """

    activity_id: ActivityId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class ActivityCompleted(Event):
    """
    An activity is done.
    """

    activity_id: ActivityId


@frozen(kw_only=True)
class ActivityCancelled(Event):
    """
    An activity will not take place.
    """

    activity_id: ActivityId


@frozen(kw_only=True)
class ActivityAssigned(Event):
    """
    An activity is somebody else's now.
    """

    activity_id: ActivityId
    assigned_to: UserId | None


@frozen(kw_only=True)
class ActivityArchived(Event):
    """
    An activity went into the archive.
    """

    activity_id: ActivityId


@frozen(kw_only=True)
class ActivityRestored(Event):
    """
    An activity came back from the archive.
    """

    activity_id: ActivityId


@frozen(kw_only=True)
class ActivityPurged(Event):
    """
    An activity was deleted for good.
    """

    activity_id: ActivityId


@frozen(kw_only=True)
class ActivitiesEdited(Event):
    """
    Many activities were changed at once.
    """

    activity_ids: tuple[ActivityId, ...]


@frozen(kw_only=True)
class SeriesChanged(Event):
    """
    Several occurrences of a series were changed, made or taken away.
    """

    series_id: SeriesId


@frozen(kw_only=True)
class ReminderWanted(Event):
    """
    Somebody wants to be reminded of an activity by mail, now.
    """

    notification_id: UUID
