"""
Working on activities: complete, reopen, cancel; one or many.
"""

from collections.abc import Iterable

from ...changes import check_version
from ...shared import Invalid, Permission, Query, use_case
from ..changing import (
    Change,
    change_many,
    change_one,
    ended_from,
    live_activity,
    open_from,
    parse_activity,
    pending,
    series_of,
    store,
)
from ..events import SeriesChanged
from ..model import (
    Activity,
    ActivityClosed,
    ActivityId,
    ActivityPending,
    ActivityStatus,
    Scope,
)
from ..ports import ActivityWork
from .editing import read_scope

COMPLETED = {"status": ActivityStatus.COMPLETED}
CANCELLED = {"status": ActivityStatus.CANCELLED}


@use_case(requires=Permission.ACTIVITY_WRITE)
def complete_activity(
    work: ActivityWork,
    /,
    activity_id: ActivityId,
    *,
    version: int | None = None,
    **fields: object,
) -> Activity:
    """
    Say that an activity is done; ``outcome``, ``duration_minutes``, ``completed_at``
    and any other field may come with it. One that is done already is edited.

    Raises:
        Invalid: Naming every field that is wrong.
        ActivityClosed: It was cancelled.
    """
    return change_one(work, activity_id, version, "Complete", _completing(work, fields))


@use_case(requires=Permission.ACTIVITY_BULK)
def complete_activities(
    work: ActivityWork,
    /,
    *,
    ids: Iterable[ActivityId] | None = None,
    query: Query | None = None,
    outcome: object = None,
) -> list[ActivityId]:
    """
    Say that many activities are done, in one change set.

    Raises:
        ActivityClosed: One of them was cancelled; nothing changes.
    """
    fields = {} if outcome is None else {"outcome": outcome}
    return change_many(work, ids, query, "Complete", _completing(work, fields))


def _completing(work: ActivityWork, fields: dict[str, object]) -> Change:
    def change(activity: Activity) -> Activity:
        if activity.status is ActivityStatus.CANCELLED:
            raise ActivityClosed(id=activity.id)
        values = parse_activity(work, fields, before=activity)
        return activity.edited({**values, **COMPLETED}, at=work.now)

    return change


@use_case(requires=Permission.ACTIVITY_WRITE)
def reopen_activity(
    work: ActivityWork, activity_id: ActivityId, *, version: int | None = None
) -> Activity:
    """
    Let an activity be pending again.

    Raises:
        ActivityPending: It is.
        Invalid: A note is always done.
    """

    def change(activity: Activity) -> Activity:
        if activity.pending:
            raise ActivityPending(id=activity.id)
        reopened = activity.edited({"status": ActivityStatus.PENDING}, at=work.now)
        if not reopened.pending:
            raise Invalid.of("type", "type", "A note is always done.")
        return reopened

    return change_one(work, activity_id, version, "Reopen", change)


@use_case(requires=Permission.ACTIVITY_WRITE)
def cancel_activity(
    work: ActivityWork,
    activity_id: ActivityId,
    *,
    scope: object = Scope.THIS,
    version: int | None = None,
) -> Activity:
    """
    Say that an activity will not take place; of one that recurs, that those following
    it or all that are pending will not either, and that the series ends.

    Raises:
        ActivityClosed: It is not pending.
    """
    which, change = read_scope(scope), _cancelling(work)
    if which is Scope.THIS:
        return change_one(work, activity_id, version, "Cancel", change)
    activity = live_activity(work, activity_id)
    check_version(work, "activity", activity, version)
    change(activity)
    work.name(f"Cancel {activity.type} {activity.subject}")
    series = series_of(work, activity)
    pivot = activity.occurrence if which is Scope.FOLLOWING else None
    others = open_from(work, series, pivot)
    first = others[0].occurrence
    assert first is not None
    ended_from(work, series, first)
    saved = {each.id: store(work, each, change(each)) for each in others}
    work.emit(SeriesChanged(series_id=series.id))
    return saved[activity.id]


@use_case(requires=Permission.ACTIVITY_BULK)
def cancel_activities(
    work: ActivityWork,
    /,
    *,
    ids: Iterable[ActivityId] | None = None,
    query: Query | None = None,
) -> list[ActivityId]:
    """
    Say of many activities that they will not take place, in one change set.

    Raises:
        ActivityClosed: One of them is not pending; nothing changes.
    """
    return change_many(work, ids, query, "Cancel", _cancelling(work))


def _cancelling(work: ActivityWork) -> Change:
    def change(activity: Activity) -> Activity:
        return pending(activity).edited(CANCELLED, at=work.now)

    return change
