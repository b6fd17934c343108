"""
How a series is begun, spread into activities, and changed from an occurrence on.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from ...shared import (
    Invalid,
    NotFound,
    RecordRef,
    Redirects,
    from_wall,
    on_wall,
)
from ..events import SeriesChanged
from ..model import (
    AHEAD,
    DAYS,
    FARTHEST,
    MOST_AT_ONCE,
    TIMES,
    Activity,
    ActivityId,
    Series,
    SeriesId,
    check_start,
    ending,
    pattern_of,
    remaining,
    times_at,
)
from ..ports import ActivityWork
from .storing import added_all, store

_TICK = timedelta(microseconds=1)


def begun(
    work: ActivityWork, first: Activity, rule: str, without: Iterable[datetime] = ()
) -> Series:
    """
    A new series whose first occurrence is at *first*, or the next one that its rule
    has; not yet stored.

    Raises:
        Invalid: It is planned for no moment, or has no occurrence.
    """
    start = check_start(first, work.now)
    id = SeriesId(work.new_id())
    series = Series(
        id=id,
        rule=rule,
        pattern=evolve(pattern_of(first), uid=str(id), sequence=0),
        without=tuple(without),
        created_at=work.now,
        updated_at=work.now,
    )
    found = _moments(work, series, start, start + FARTHEST, most=1)
    if not found:
        message = "It never takes place."
        raise Invalid.of("recurrence", "never", message)
    return evolve(series, pattern=evolve(series.pattern, **times_at(first, found[0])))


def spread(work: ActivityWork, series: Series) -> tuple[Series, list[Activity]]:
    """
    The occurrences of the next weeks, the next one in any case, as new activities, and
    the series that knows of them; neither is stored yet.
    """
    behind = series.spread_until or series.start
    horizon = work.now + AHEAD
    moments = _moments(work, series, behind, horizon, most=MOST_AT_ONCE)
    reached = horizon
    if len(moments) == MOST_AT_ONCE:
        reached = moments[-1] + _TICK
    later = _moments(work, series, reached, reached + FARTHEST, most=1)
    ahead = [each for each in moments if each > work.now]
    if later and not (ahead or _moments(work, series, work.now, behind, most=1)):
        moments += later
        reached = later[0] + _TICK
        later = _moments(work, series, reached, reached + FARTHEST, most=1)
    pattern = evolve(
        series.pattern,
        about=_followed(work.redirects, series.pattern.about),
    )
    knowing = evolve(
        series,
        pattern=pattern,
        spread_until=reached,
        ended=not later,
        updated_at=work.now,
    )
    return knowing, [
        knowing.occurrence(ActivityId(work.new_id()), at, now=work.now)
        for at in moments
    ]


def _moments(
    work: ActivityWork, series: Series, after: datetime, until: datetime, *, most: int
) -> list[datetime]:
    if after >= until:
        return []
    try:
        return work.recurrences.occurrences(
            series.rule,
            start=series.start,
            zone=series.zone,
            after=after,
            until=until,
            most=most,
            without=series.without,
        )
    except Invalid as error:
        raise Invalid(errors=error.under("recurrence")) from None


def _followed(
    redirects: Redirects, about: Iterable[RecordRef]
) -> tuple[RecordRef, ...]:
    """
    What those records became that were merged into others since.
    """
    found = dict[RecordRef, None]()
    for ref in about:
        known = {ref.id}
        while (to := redirects.target(ref)) is not None and to not in known:
            known.add(to)
            ref = RecordRef(ref.kind, to)  # noqa: PLW2901 - on its way
        found.setdefault(ref)
    return tuple(found)


def series_of(work: ActivityWork, activity: Activity) -> Series:
    """
    The series of an activity, locked.

    Raises:
        Invalid: It has none.
    """
    if activity.series_id is not None:
        found = work.activity_series.many([activity.series_id])
        if found:
            return found[0]
    raise Invalid.of("scope", "series", "It does not recur.")


def open_from(
    work: ActivityWork, series: Series, pivot: datetime | None
) -> list[Activity]:
    """
    The pending occurrences of a series, from *pivot* on.
    """
    return [
        each
        for each in work.activities.of_series(series.id)
        if pivot is None or (each.occurrence is not None and each.occurrence >= pivot)
    ]


def ended_from(work: ActivityWork, series: Series, pivot: datetime) -> Series:
    """
    Let a series have no further occurrences at *pivot* or later.
    """
    ended = evolve(
        series, rule=ending(series.rule, pivot), ended=True, updated_at=work.now
    )
    return work.activity_series.save(ended)


def recurring_anew(
    work: ActivityWork,
    series: Series,
    activity: Activity,
    edited: Activity,
    *,
    rule: str | None,
    pivot: datetime,
    plain: Mapping[str, Any],
) -> dict[ActivityId, Activity]:
    """
    Let a series go on at *pivot* as it does when *activity*, one of its occurrences, becomes
    *edited*, or has another *rule*, and all have *plain* values; its activities by
    their ids. A series that has begun before goes on as another one, so that what was
    stays as it was.

    Raises:
        Invalid: Its rule has no occurrence then.
    """
    move = _Move(series, activity, edited)
    left = rule or remaining(series.rule, _count_before(work, series, pivot))
    first = evolve(edited, **times_at(edited, move.of(pivot)))
    new = begun(work, first, left, [move.of(each) for each in series.without])
    if rule is None and new.start != first.planned_moment:
        message = "Its rule has no occurrence then: say how it recurs from then on."
        raise Invalid.of("recurrence", "unfit", message)
    if pivot <= series.start:
        kept = evolve(new.pattern, uid=series.pattern.uid)
        new = evolve(series, rule=new.rule, pattern=kept, without=new.without)
    knowing, made = spread(work, evolve(new, spread_until=None, ended=False))
    if pivot <= series.start:
        work.activity_series.save(knowing)
    else:
        ended_from(work, series, pivot)
        work.activity_series.add(knowing)
    work.emit(SeriesChanged(series_id=knowing.id))
    wanted = {each.occurrence: each for each in made}
    found = dict[ActivityId, Activity]()
    for each in open_from(work, series, pivot):
        assert each.occurrence is not None
        place = wanted.pop(move.of(each.occurrence), None)
        own = each.planned_moment != each.occurrence and each.id != activity.id
        if place is None and not own:
            work.activities.remove(each)
            continue
        after = _taking(each, place, knowing, work.now, plain, own=own)
        found[each.id] = store(work, each, after)
    added_all(work, [*wanted.values()])
    return found | {each.id: each for each in wanted.values()}


class _Move:
    """
    How moments of a series shift, by what clocks show.
    """

    def __init__(self, series: Series, activity: Activity, edited: Activity) -> None:
        self.before = series.zone
        self.after = "UTC" if edited.all_day else edited.time_zone
        was, now = activity.occurrence, edited.planned_moment
        assert was is not None
        if now is None:
            message = "What recurs is planned: say when it begins."
            raise Invalid.of("recurrence", "unplanned", message)
        self.by = on_wall(now, self.after) - on_wall(was, self.before)

    def of(self, moment: datetime) -> datetime:
        return from_wall(on_wall(moment, self.before) + self.by, self.after)


def _count_before(work: ActivityWork, series: Series, pivot: datetime) -> int:
    if "COUNT=" not in series.rule or pivot <= series.start:
        return 0
    whole = evolve(series, without=())
    return len(_moments(work, whole, series.start, pivot, most=1_000_000))


def _taking(
    each: Activity,
    place: Activity | None,
    new: Series,
    at: datetime,
    plain: Mapping[str, Any],
    *,
    own: bool,
) -> Activity:
    """
    An occurrence in its *place* in a series that goes on as *new*. One that somebody
    has planned for a time of its *own* keeps that, even when the series has no place
    for it.
    """
    if place is None:
        return evolve(each, series_id=None, occurrence=None).edited(plain, at=at)
    names = () if own else (*TIMES, *DAYS, "time_zone")
    values = {name: getattr(place, name) for name in names}
    known = evolve(
        each, series_id=new.id, occurrence=place.occurrence, uid=new.pattern.uid
    )
    return known.edited({**plain, **values}, at=at)


def detached(work: ActivityWork, activity: Activity) -> Activity:
    """
    An activity that belongs to no series any more.
    """
    return evolve(activity, series_id=None, occurrence=None, updated_at=work.now)


def known_series(work: ActivityWork, series_id: SeriesId) -> Series:
    """
    A series, locked.

    Raises:
        NotFound: No such series.
    """
    found = work.activity_series.many([series_id])
    if not found:
        raise NotFound(id=series_id)
    return found[0]
