"""
How activities are stored, with what follows: one way for every use case.
"""

from collections.abc import Sequence

from ...leads import LeadId, note_answer
from ...shared import NotFound
from ..events import (
    ActivityAdded,
    ActivityAssigned,
    ActivityCancelled,
    ActivityCompleted,
)
from ..model import CONVERSATIONS, Activity, ActivityId, ActivityStatus, Direction
from ..ports import ActivityWork


def live_activity(work: ActivityWork, activity_id: ActivityId) -> Activity:
    """
    An activity that is not in the archive.

    Raises:
        NotFound: No such activity, not visible, or in the archive.
    """
    activity = work.activities.get(activity_id)
    if activity.archived_at is not None:
        raise NotFound(id=activity_id)
    return activity


def added(work: ActivityWork, activity: Activity) -> Activity:
    """
    Store a new activity, with what others hear of it.
    """
    work.activities.add(activity)
    work.emit(ActivityAdded(activity_id=activity.id))
    if activity.assigned_to not in (None, work.actor.user_id):
        _tell_owner(work, activity)
    if activity.status is ActivityStatus.COMPLETED:
        _answer_leads(work, [activity])
    return activity


def added_all(work: ActivityWork, activities: Sequence[Activity]) -> None:
    """
    Store many new activities.
    """
    work.activities.add_many(activities)
    _answer_leads(work, activities)


def store(work: ActivityWork, before: Activity, after: Activity) -> Activity:
    """
    Save an activity, with what others hear of it: that it is done, or somebody else's.
    """
    saved = work.activities.save(after)
    if saved.status is not before.status:
        if saved.status is ActivityStatus.COMPLETED:
            work.emit(ActivityCompleted(activity_id=saved.id))
        if saved.status is ActivityStatus.CANCELLED:
            work.emit(ActivityCancelled(activity_id=saved.id))
    if saved.assigned_to != before.assigned_to:
        _tell_owner(work, saved)
    was = (before.completed_at, before.direction, before.about)
    if was != (saved.completed_at, saved.direction, saved.about):
        _answer_leads(work, [saved])
    return saved


def _tell_owner(work: ActivityWork, activity: Activity) -> None:
    owner = activity.assigned_to
    work.emit(ActivityAssigned(activity_id=activity.id, assigned_to=owner))


def _answer_leads(work: ActivityWork, activities: Sequence[Activity]) -> None:
    """
    A conversation that we began answers the leads that it was about.
    """
    for each in activities:
        if each.completed_at is None or each.type not in CONVERSATIONS:
            continue
        if each.direction is Direction.OUTBOUND:
            leads = [LeadId(ref.id) for ref in each.about if ref.kind == "lead"]
            note_answer(work, leads, each.completed_at)
