"""
Activities as entries of a calendar.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve

from ...activities import Activity, ActivityStatus, Attendance, Series
from .entries import Attendee, Entry, When
from .invitations import SPELLED, Invited

_STATUS = {
    ActivityStatus.PENDING: "CONFIRMED",
    ActivityStatus.COMPLETED: "CONFIRMED",
    ActivityStatus.CANCELLED: "CANCELLED",
}
_A_DAY = timedelta(days=1)


def entry_of(
    activity: Activity,
    *,
    uid: str | None = None,
    sequence: int | None = None,
    organizer: Attendee | None = None,
    people: Sequence[Invited] = (),
    stamp: datetime | None = None,
) -> Entry:
    """
    The entry of an activity that is planned.
    """
    starts, ends = _times(activity)
    return Entry(
        uid=uid or activity.uid,
        sequence=activity.sequence if sequence is None else sequence,
        summary=activity.subject,
        description=activity.description or "",
        place=activity.place or "",
        status=_STATUS[activity.status],
        starts=starts,
        ends=ends,
        busy=activity.status is not ActivityStatus.CANCELLED,
        organizer=organizer,
        attendees=tuple(_attendee(each) for each in people),
        stamp=stamp or activity.updated_at,
        modified=activity.updated_at,
    )


def series_entries(
    series: Series,
    occurrences: Iterable[Activity],
    *,
    uid: str | None = None,
    organizer: Attendee | None = None,
    people: Sequence[Invited] = (),
    stamp: datetime | None = None,
) -> list[Entry]:
    """
    The entries of a series: its rule, and each occurrence that is not as planned.
    """
    known = {
        "uid": uid or series.pattern.uid,
        "organizer": organizer,
        "people": people,
        "stamp": stamp or series.updated_at,
        "sequence": series.version,
    }
    master = entry_of(series.pattern, **known)  # type: ignore[arg-type]
    left_out = tuple(when_of(series.pattern, each) for each in series.without)
    rules, exceptions = (series.rule,), left_out
    found = [evolve(master, rules=rules, exceptions=exceptions, status="CONFIRMED")]
    for each in occurrences:
        if each.occurrence is None:
            continue
        alone = entry_of(each, **known)  # type: ignore[arg-type]
        planned = when_of(series.pattern, each.occurrence)
        changed = evolve(alone, replaces=planned)
        if not _as_planned(master, changed, planned):
            found.append(changed)
    return found


def occurrence_entry(activity: Activity, series: Series, entry: Entry) -> Entry:
    """
    *entry* as the one occurrence of its series that it is.
    """
    assert activity.occurrence is not None
    return evolve(entry, replaces=when_of(series.pattern, activity.occurrence))


def when_of(activity: Activity, moment: datetime) -> When:
    """
    A *moment* as the clocks of an activity show it; its day, if it takes whole ones.
    """
    if activity.all_day:
        return When(moment.astimezone(UTC).date())
    if activity.time_zone == "UTC":
        return When(moment.astimezone(UTC).replace(tzinfo=None), "UTC", UTC)
    clock = ZoneInfo(activity.time_zone)
    wall = moment.astimezone(clock).replace(tzinfo=None)
    return When(wall, activity.time_zone, clock)


def _times(activity: Activity) -> tuple[When | None, When | None]:
    if activity.day is not None:
        last = activity.last_day or activity.day
        return When(activity.day), When(last + _A_DAY)
    planned = activity.scheduled_at
    if planned is None:
        return None, None
    minutes = timedelta(minutes=activity.duration_minutes or 0)
    ends = activity.ends_at or planned + minutes
    return when_of(activity, planned), when_of(activity, ends)


def _as_planned(master: Entry, changed: Entry, planned: When) -> bool:
    same = (
        changed.summary == master.summary
        and changed.place == master.place
        and changed.description == master.description
        and changed.status == "CONFIRMED"
        and changed.length == master.length
    )
    return same and changed.starts == planned


def _attendee(person: Invited) -> Attendee:
    return Attendee(
        address=person.address,
        name=person.name,
        status=SPELLED[person.status],
        rsvp=person.status is Attendance.NEEDS_ACTION,
    )
