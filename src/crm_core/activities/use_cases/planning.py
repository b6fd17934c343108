"""
Planning activities anew: snooze, move to another time, give to somebody else.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from attrs import evolve

from ...shared import (
    Id,
    Invalid,
    Kind,
    Moment,
    Permission,
    Query,
    WholeNumber,
    from_wall,
    on_wall,
    use_case,
)
from ..changing import Change, change_many, change_one, parse_activity, pending
from ..model import Activity, ActivityId, PlannedDay, PlannedMoment, times_at
from ..ports import ActivityWork

A_MONTH = 31 * 24 * 60
FARTHEST_DAYS = 3_660
_DAYS = WholeNumber(-FARTHEST_DAYS, FARTHEST_DAYS)
_MINUTES = WholeNumber(-A_MONTH, A_MONTH)


@use_case(requires=Permission.ACTIVITY_WRITE)
def snooze_activity(
    work: ActivityWork,
    activity_id: ActivityId,
    *,
    until: object = None,
    minutes: object = None,
    version: int | None = None,
) -> Activity:
    """
    Leave a pending activity alone *until* a moment, or for so many *minutes*; its owner
    is reminded then. It stays planned for when it is.

    Raises:
        Invalid: Neither or both are said, or a moment that is past or over a year away.
        ActivityClosed: It is not pending.
    """
    moment = _snoozed_until(work, until, minutes)

    def change(activity: Activity) -> Activity:
        return evolve(pending(activity), snoozed_until=moment, updated_at=work.now)

    return change_one(work, activity_id, version, "Snooze", change)


def _snoozed_until(work: ActivityWork, until: object, minutes: object) -> datetime:
    moment = _read("until", Moment(), until)
    count = _read("minutes", WholeNumber(1, A_MONTH), minutes)
    if (moment is None) == (count is None):
        raise Invalid.of("until", "required", "Say until when, or how many minutes.")
    if moment is None:
        return work.now + timedelta(minutes=count)
    if not work.now < moment <= work.now + timedelta(days=366):
        raise Invalid.of("until", "range", "Must be within the next year.")
    return moment  # type: ignore[no-any-return]


@use_case(requires=Permission.ACTIVITY_WRITE)
def reschedule_activity(
    work: ActivityWork,
    activity_id: ActivityId,
    *,
    to: object = None,
    days: object = None,
    minutes: object = None,
    version: int | None = None,
) -> Activity:
    """
    Plan a pending activity for another time: *to* a moment; to a day, at the hour it
    has; or by so many *days* and *minutes*, by the clocks of its time zone. It takes as
    long as before.

    Raises:
        Invalid: It is not said to when, or it is not planned yet and only moved.
        ActivityClosed: It is not pending.
    """
    change = _moving(work, to, days, minutes)
    return change_one(work, activity_id, version, "Reschedule", change)


@use_case(requires=Permission.ACTIVITY_BULK)
def reschedule_activities(
    work: ActivityWork,
    /,
    *,
    ids: Iterable[ActivityId] | None = None,
    query: Query | None = None,
    to: object = None,
    days: object = None,
    minutes: object = None,
) -> list[ActivityId]:
    """
    Plan many pending activities for another time, as ``reschedule_activity`` does, in
    one change set.

    Raises:
        Invalid: It is not said to when, or one is not planned yet and only moved.
        ActivityClosed: One of them is not pending; nothing changes.
    """
    change = _moving(work, to, days, minutes)
    return change_many(work, ids, query, "Reschedule", change)


@use_case(requires=Permission.ACTIVITY_WRITE)
def assign_activity(
    work: ActivityWork,
    activity_id: ActivityId,
    user_id: object,
    *,
    version: int | None = None,
) -> Activity:
    """
    Give an activity to somebody; None leaves it to nobody.

    Raises:
        Invalid: There is no such user.
    """
    return change_one(work, activity_id, version, "Assign", _assigning(work, user_id))


@use_case(requires=Permission.ACTIVITY_BULK)
def assign_activities(
    work: ActivityWork,
    /,
    user_id: object,
    *,
    ids: Iterable[ActivityId] | None = None,
    query: Query | None = None,
) -> list[ActivityId]:
    """
    Give many activities to somebody, in one change set.

    Raises:
        Invalid: There is no such user.
    """
    return change_many(work, ids, query, "Assign", _assigning(work, user_id))


def _assigning(work: ActivityWork, user_id: object) -> Change:
    owner = _read("assigned_to", Id("user"), user_id)

    def change(activity: Activity) -> Activity:
        return activity.edited({"assigned_to": owner}, at=work.now)

    return change


def _moving(work: ActivityWork, to: object, days: object, minutes: object) -> Change:
    by_days = _read("days", _DAYS, days)
    by_minutes = _read("minutes", _MINUTES, minutes)
    moved = by_days is not None or by_minutes is not None
    if (to is None) == (not moved):
        message = "Say to when, or by how many days or minutes."
        raise Invalid.of("to", "required", message)
    target = None if to is None else _target(to)

    def change(activity: Activity) -> Activity:
        pending(activity)
        if target is None:
            by = timedelta(days=by_days or 0, minutes=by_minutes or 0)
            values = _moved(activity, by)
        else:
            values = _placed(activity, target)
        values = {name: value for name, value in values.items() if value is not None}
        checked = parse_activity(work, values, before=activity)
        return activity.edited(checked, at=work.now)

    return change


def _target(to: object) -> date | datetime:
    """
    A day, or a moment.
    """
    day = isinstance(to, date) and not isinstance(to, datetime)
    if day or (isinstance(to, str) and len(to) == len("2026-01-31")):
        return _read("to", PlannedDay(), to)  # type: ignore[no-any-return]
    return _read("to", PlannedMoment(), to)  # type: ignore[no-any-return]


def _placed(activity: Activity, target: date | datetime) -> dict[str, Any]:
    if activity.planned_moment is None:
        day = not isinstance(target, datetime)
        return {"day": target} if day else {"scheduled_at": target}
    if isinstance(target, datetime):
        if activity.all_day:
            return {"scheduled_at": target}
        return times_at(activity, target)
    if activity.all_day:
        return {"day": target}
    assert activity.scheduled_at is not None
    wall = on_wall(activity.scheduled_at, activity.time_zone)
    at = datetime.combine(target, wall.time())
    return times_at(activity, from_wall(at, activity.time_zone))


def _moved(activity: Activity, by: timedelta) -> dict[str, Any]:
    if activity.day is not None:
        if by % timedelta(days=1):
            message = "It is planned for whole days."
            raise Invalid.of("minutes", "whole-day", message)
        return {"day": activity.day + by}
    if activity.scheduled_at is None:
        message = f"{activity.subject} is not planned yet: say to when."
        raise Invalid.of("to", "unplanned", message)
    wall = on_wall(activity.scheduled_at, activity.time_zone)
    return times_at(activity, from_wall(wall + by, activity.time_zone))


def _read(field: str, kind: Kind, raw: object) -> Any:
    try:
        return None if raw is None else kind.parse(raw)
    except Invalid as error:
        raise Invalid(errors=error.under(field)) from None
