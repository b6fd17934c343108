"""
Editing an activity, alone or with other occurrences of its series.
"""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ...changes import check_version
from ...shared import Choice, FieldError, Invalid, Permission, use_case
from ..changing import added_all as add_occurrences
from ..changing import (
    begun,
    ended_from,
    known_series,
    live_activity,
    open_from,
    parse_planned,
    recurring_anew,
    series_of,
    spread,
    store,
)
from ..events import ActivityEdited, SeriesChanged
from ..model import (
    AHEAD,
    OF_ONE,
    TIMING,
    Activity,
    ActivityClosed,
    ActivityId,
    Scope,
    Series,
    SeriesId,
)
from ..ports import ActivityWork

_RECURRENCE = "recurrence"


@use_case(requires=Permission.ACTIVITY_WRITE)
def edit_activity(
    work: ActivityWork,
    /,
    activity_id: ActivityId,
    *,
    scope: object = Scope.THIS,
    version: int | None = None,
    **fields: object,
) -> Activity:
    """
    Change some fields of an activity; None clears one.

    Args:
        work: The unit of work.
        activity_id: Which.
        scope: Of one that recurs: ``this`` alone, this and those ``following``, or
            ``all`` that are pending. Those that were moved by hand keep their time.
        version: The one that the actor saw.
        **fields: As ``add_activity`` has them. A ``recurrence`` makes it a series, or
            changes how it recurs; None ends that with this one.

    Raises:
        Invalid: Naming every field that is wrong.
        ActivityClosed: It is not pending, and others are to change with it.
        Stale: It is no longer at *version*.
    """
    activity = live_activity(work, activity_id)
    check_version(work, "activity", activity, version)
    which = read_scope(scope)
    recurs, rule_said = _RECURRENCE in fields, fields.pop(_RECURRENCE, None)
    values, rule = parse_planned(work, fields, rule_said, before=activity)
    edited = activity.edited(values, at=work.now)
    work.name(f"Edit {edited.type} {edited.subject}")
    work.emit(ActivityEdited(activity_id=activity.id, fields=tuple(values)))
    if activity.series_id is None or (which is Scope.THIS and not recurs):
        saved = store(work, activity, edited)
        return _recurring(work, saved, *rule) if rule else saved
    _check_series(activity, values, which, recurs=recurs)
    if recurs and rule is None:
        return _ending_with(work, activity, edited)
    return _edited_with_others(
        work, activity, edited, values, which, rule[0] if rule else None
    )


def read_scope(raw: object) -> Scope:
    """
    Raises:
        Invalid: It is neither this, following nor all.
    """
    try:
        return Scope(Choice(tuple(Scope)).parse(raw) or Scope.THIS)
    except Invalid as error:
        raise Invalid(errors=error.under("scope")) from None


def _check_series(
    activity: Activity, values: Mapping[str, Any], scope: Scope, *, recurs: bool
) -> None:
    if scope is Scope.THIS and recurs:
        message = "Say whether this is for the following ones or for all."
        raise Invalid.of("scope", "required", message)
    if not activity.pending:
        raise ActivityClosed(id=activity.id)
    message = "This is said of one occurrence."
    alone = [FieldError(name, "scope", message) for name in OF_ONE if name in values]
    if alone:
        raise Invalid(errors=alone)


def _recurring(
    work: ActivityWork, saved: Activity, rule: str, without: tuple[Any, ...]
) -> Activity:
    """
    Let an activity be the first of a series.
    """
    if not saved.pending:
        raise ActivityClosed(id=saved.id)
    series = begun(work, saved, rule, without)
    if series.start != saved.planned_moment:
        message = "It has no occurrence when this activity is planned."
        raise Invalid.of("recurrence", "unfit", message)
    series = evolve(series, pattern=evolve(series.pattern, uid=saved.uid))
    series, [_, *others] = spread(work, series)
    work.activity_series.add(series)
    add_occurrences(work, others)
    work.emit(SeriesChanged(series_id=series.id))
    first = evolve(saved, series_id=series.id, occurrence=series.start)
    return work.activities.save(first)


def _ending_with(work: ActivityWork, activity: Activity, edited: Activity) -> Activity:
    """
    Let a series end with one of its occurrences, which stays.
    """
    series = series_of(work, activity)
    assert activity.occurrence is not None
    for each in open_from(work, series, activity.occurrence):
        if each.id != activity.id:
            work.activities.remove(each)
    ended_from(work, series, activity.occurrence)
    work.emit(SeriesChanged(series_id=series.id))
    alone = evolve(edited, series_id=None, occurrence=None)
    return store(work, activity, alone)


def _edited_with_others(
    work: ActivityWork,
    activity: Activity,
    edited: Activity,
    values: Mapping[str, Any],
    scope: Scope,
    rule: str | None,
) -> Activity:
    series = series_of(work, activity)
    pivot = activity.occurrence if scope is Scope.FOLLOWING else None
    others = open_from(work, series, pivot)
    plain = {name: value for name, value in values.items() if name not in TIMING}
    if rule is not None or TIMING & values.keys():
        first = others[0].occurrence
        assert first is not None
        found = recurring_anew(
            work, series, activity, edited, rule=rule, pivot=first, plain=plain
        )
        return found.get(activity.id) or min(
            found.values(), key=lambda each: (each.at, each.id)
        )
    pattern = series.pattern.edited(plain, at=work.now)
    work.activity_series.save(evolve(series, pattern=pattern, updated_at=work.now))
    saved = {
        each.id: store(work, each, each.edited(plain, at=work.now)) for each in others
    }
    work.emit(SeriesChanged(series_id=series.id))
    return saved[activity.id]


@use_case(requires=Permission.ACTIVITY_READ)
def show_series(work: ActivityWork, series_id: SeriesId) -> Series:
    """
    How an activity recurs.

    Raises:
        NotFound: No such series.
    """
    return work.activity_series.get(series_id)


@use_case(requires=Permission.ACTIVITY_WRITE)
def spread_series(work: ActivityWork, series_id: SeriesId) -> int:
    """
    Make the next occurrences of a series activities of their own, and answer how many.

    Raises:
        NotFound: No such series.
    """
    series = known_series(work, series_id)
    work.name(f"Repeat {series.pattern.type} {series.pattern.subject}")
    after, made = spread(work, series)
    work.activity_series.save(after)
    add_occurrences(work, made)
    if made:
        work.emit(SeriesChanged(series_id=series.id))
    return len(made)


@use_case(requires=Permission.ACTIVITY_WRITE)
def series_to_spread(work: ActivityWork, most: int) -> list[SeriesId]:
    """
    The series whose next occurrences are to be made activities, *most* at most.
    """
    return work.activity_series.waiting(work.now + AHEAD, most=most)
