"""
Working on activities over HTTP: done, cancelled, moved to another time; one or many.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from crm_core import CrmWork
from crm_core.activities import (
    Activity,
    ActivityId,
    assign_activities,
    assign_activity,
    cancel_activities,
    cancel_activity,
    complete_activities,
    complete_activity,
    reopen_activity,
    reschedule_activities,
    reschedule_activity,
    snooze_activity,
)
from crm_core.shared import Permission

from ..operations import Operation
from .activities import ACTIVITIES
from .bulk import act_on_records
from .record_operations import ROOT
from .stages import act_on_record


def _assign(
    work: CrmWork, activity_id: ActivityId, *, assigned_to: object, version: int | None
) -> Activity:
    return assign_activity(work, activity_id, assigned_to, version=version)


def _assign_many(work: CrmWork, *, assigned_to: object, **which: Any) -> list[Any]:
    return assign_activities(work, assigned_to, **which)


def _working(
    act: str,
    use_case: Callable[..., Activity],
    takes: str | None,
    summary: str,
    *,
    members: Sequence[str] | None = (),
    required: Sequence[str] = (),
    optional: bool = False,
    problem: str = "activity-closed",
) -> Operation:
    answer = partial(
        act_on_record, ACTIVITIES, use_case, members=members, required=required
    )
    return Operation(
        method="POST",
        path=f"{ROOT}/activities/{{id}}/{act}",
        name=f"{act}_activity",
        tag="Activities",
        summary=summary,
        answer=answer,
        requires=Permission.ACTIVITY_WRITE,
        takes=takes,
        optional_body=optional,
        gives="Activity",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale", problem),
    )


def _bulk(
    act: str,
    use_case: Callable[..., list[Any]],
    takes: str,
    summary: str,
    *,
    members: Sequence[str] = (),
    required: Sequence[str] = (),
) -> Operation:
    answer = partial(
        act_on_records, ACTIVITIES, use_case, members=members, required=required
    )
    return Operation(
        method="POST",
        path=f"{ROOT}/activities/bulk/{act}",
        name=f"{act}_activities",
        tag="Activities",
        summary=summary,
        answer=answer,
        requires=Permission.ACTIVITY_BULK,
        takes=takes,
        gives="BulkDone",
        written=True,
        problems=("invalid", "not-found", "activity-closed"),
    )


_WHEN: Final = ("to", "days", "minutes")

OPERATIONS = [
    _working(
        "complete",
        complete_activity,
        "ActivityCompletion",
        "Say that an activity is done, with its outcome and any field",
        members=None,
        optional=True,
    ),
    _working(
        "reopen",
        reopen_activity,
        None,
        "Let an activity be pending again",
        problem="activity-pending",
    ),
    _working(
        "cancel",
        cancel_activity,
        "ActivityCancelling",
        "Say that an activity will not take place, or that a series ends",
        members=("scope",),
        optional=True,
    ),
    _working(
        "snooze",
        snooze_activity,
        "ActivitySnoozing",
        "Be reminded of a pending activity later; it stays planned for when it is",
        members=("until", "minutes"),
    ),
    _working(
        "reschedule",
        reschedule_activity,
        "ActivityRescheduling",
        "Plan a pending activity for another moment or day, or move it",
        members=_WHEN,
    ),
    _working(
        "assign",
        _assign,
        "ActivityAssigning",
        "Give an activity to somebody; null leaves it to nobody",
        members=("assigned_to",),
        required=("assigned_to",),
    ),
    _bulk(
        "complete",
        complete_activities,
        "CompletedActivities",
        "Say that many activities are done, in one change set",
        members=("outcome",),
    ),
    _bulk(
        "cancel",
        cancel_activities,
        "CancelledActivities",
        "Say of many activities that they will not take place, in one change set",
    ),
    _bulk(
        "reschedule",
        reschedule_activities,
        "RescheduledActivities",
        "Plan many pending activities for another time, in one change set",
        members=_WHEN,
    ),
    _bulk(
        "assign",
        _assign_many,
        "AssignedActivities",
        "Give many activities to somebody, in one change set",
        members=("assigned_to",),
        required=("assigned_to",),
    ),
]
