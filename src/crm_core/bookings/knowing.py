"""
What use cases know of hosts: their hours, absences and meetings.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from ..access import User
from ..activities import ActivityId
from ..shared import (
    Conflict,
    FieldError,
    Invalid,
    NotFound,
    UserId,
    WorkingHours,
    read_zone,
)
from .model import (
    USUAL_WEEK,
    Booking,
    BookingPage,
    Host,
    Slot,
    Wanted,
    free_slots,
    on_day,
    working,
)
from .ports import BookingWork

_INSTANT: Final = timedelta(microseconds=1)
MARGIN: Final = timedelta(days=2)
"""
Longer than a meeting with what is kept free around it.
"""


class SlotTaken(Conflict):
    """
    Somebody else has taken this time; choose another one.
    """


def known_users(work: BookingWork, ids: Sequence[UserId], field: str) -> list[User]:
    """
    The active people of those *ids*.

    Raises:
        Invalid: Naming each that is none, under *field*.
    """
    found: list[User] = []
    errors: list[FieldError] = []
    for index, id in enumerate(ids):
        user: User | None
        try:
            user = work.users.get(id)
        except NotFound:
            user = _oneself(work) if id == work.actor.user_id else None
        if user is None or not user.active:
            message = "No such active person in this organization."
            errors.append(FieldError(f"{field}.{index}", "unknown", message))
        else:
            found.append(user)
    if errors:
        raise Invalid(errors=errors)
    return found


def _oneself(work: BookingWork) -> User:
    """
    Whoever acts, who has written nothing yet and so is not known.
    """
    actor = work.actor
    return User(
        id=actor.user_id,
        name=actor.name,
        email=actor.email,
        created_at=work.now,
        updated_at=work.now,
    )


def hosts_of(
    work: BookingWork,
    users: Sequence[User],
    hours: WorkingHours | None,
    since: datetime,
    until: datetime,
    without: ActivityId | None = None,
) -> list[Host]:
    """
    *users* with when they work, or else *hours*, and when they are busy.
    """
    ids = [user.id for user in users]
    busy = work.busy_times.of(
        ids, since=since - MARGIN, until=until + MARGIN, without=without
    )
    hosts = []
    for user in users:
        known = work.members.availability(user.id)
        own = known.hours or usual_hours(user)
        used = working(hours, own.holidays) if hours else own
        hosts.append(
            Host(
                user_id=user.id,
                name=user.name or user.email or "",
                email=user.email,
                hours=working(used, known.absences),
                busy=tuple(busy.get(user.id, ())),
            )
        )
    return hosts


def usual_hours(user: User) -> WorkingHours:
    """
    When somebody works of whom nobody has said it, on their own clock.
    """
    try:
        zone = read_zone(user.time_zone)
    except Invalid:
        zone = "UTC"
    return WorkingHours(time_zone=zone, week=USUAL_WEEK)


def page_zone(work: BookingWork, page: BookingPage) -> str:
    """
    The clock by which a page counts its days: that of its hours, or of its first host.
    """
    if page.hours:
        return page.hours.time_zone
    for id in page.hosts:
        try:
            user = work.users.get(id)
        except NotFound:
            continue
        known = work.members.availability(id).hours
        return known.time_zone if known else usual_hours(user).time_zone
    return "UTC"


def slots_of(
    work: BookingWork,
    page: BookingPage,
    length: timedelta,
    since: datetime,
    until: datetime,
    *,
    without: ActivityId | None = None,
) -> list[Slot]:
    """
    When a page can be booked for a meeting of this *length* that begins within
    [since, until).
    """
    earliest = work.now + timedelta(minutes=page.minimum_notice)
    latest = work.now + timedelta(days=page.horizon_days)
    since, until = max(since, earliest), min(until, latest)
    hosts = _present(work, page)
    if since >= until or not hosts:
        return []
    wanted = Wanted(
        length=length,
        step=timedelta(minutes=page.step),
        gap=page.gap,
        together=page.together,
    )
    known = hosts_of(work, hosts, page.hours, since, until, without)
    slots = free_slots(known, wanted, since, until)
    return _within_limit(work, page, slots, since, until)


def _present(work: BookingWork, page: BookingPage) -> list[User]:
    """
    The hosts who are there; none when one is missing whom the meeting needs.
    """
    found = []
    for id in page.hosts:
        try:
            user = work.users.get(id)
        except NotFound:
            continue
        if user.active:
            found.append(user)
    return [] if page.together and len(found) < len(page.hosts) else found


def _within_limit(
    work: BookingWork,
    page: BookingPage,
    slots: list[Slot],
    since: datetime,
    until: datetime,
) -> list[Slot]:
    if page.daily_limit is None:
        return slots
    zone = page_zone(work, page)
    taken: dict[object, int] = {}
    for at in work.bookings.beginnings(
        page.id, since=since - MARGIN, until=until + MARGIN
    ):
        day = on_day(at, zone)
        taken[day] = taken.get(day, 0) + 1
    limit = page.daily_limit
    return [each for each in slots if taken.get(on_day(each.starts, zone), 0) < limit]


def slot_at(
    work: BookingWork,
    page: BookingPage,
    starts: datetime,
    minutes: int,
    booking: Booking | None = None,
) -> Slot:
    """
    The offered slot that begins at a moment; who is asked must be held already.
    """
    length = timedelta(minutes=minutes)
    without = booking.activity_id if booking else None
    try:
        until = starts + _INSTANT
        found = slots_of(work, page, length, starts, until, without=without)
    except OverflowError:
        raise SlotTaken from None
    for slot in found:
        fits = booking is None or booking.host_id in slot.hosts
        if slot.starts == starts and fits:
            return slot
    raise SlotTaken
