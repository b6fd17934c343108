"""
One change for one activity, or for many in one change set.
"""

from collections.abc import Callable, Iterable

from ...changes import check_version
from ...shared import Query, select_records
from ..events import ActivitiesEdited, ActivityEdited
from ..model import Activity, ActivityClosed, ActivityId
from ..ports import ActivityWork
from .storing import live_activity, store

Change = Callable[[Activity], Activity]


def change_one(
    work: ActivityWork,
    activity_id: ActivityId,
    version: int | None,
    verb: str,
    change: Change,
) -> Activity:
    """
    Change a live activity that is at the *version* that the actor saw.
    """
    activity = live_activity(work, activity_id)
    check_version(work, "activity", activity, version)
    changed = change(activity)
    work.name(f"{verb} {activity.type} {activity.subject}")
    saved = store(work, activity, changed)
    was, now = activity.values, saved.values
    fields = tuple(name for name in now if now[name] != was[name])
    work.emit(ActivityEdited(activity_id=saved.id, fields=fields))
    return saved


def change_many(
    work: ActivityWork,
    ids: Iterable[ActivityId] | None,
    query: Query | None,
    verb: str,
    change: Change,
) -> list[ActivityId]:
    """
    Change those named, or all that *query* finds; all or none.
    """
    activities = select_records(work.activities, ids=ids, query=query)
    work.name(f"{verb} {len(activities)} activities")
    for activity in activities:
        store(work, activity, change(activity))
    changed = [activity.id for activity in activities]
    work.emit(ActivitiesEdited(activity_ids=tuple(changed)))
    return changed


def pending(activity: Activity) -> Activity:
    """
    The activity itself.

    Raises:
        ActivityClosed: It is not pending.
    """
    if not activity.pending:
        raise ActivityClosed(id=activity.id)
    return activity
