"""
What visitors of booking pages choose: how long, on which clock, which days, what time.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from crm_core.bookings import Offer, Return, Visit, Wish, offer_times, on_day
from crm_core.shared import Date, Invalid, Moment, read_zone

from ..calls import Call
from .booking_pages import Choice
from .booking_times import DAYS

T = TypeVar("T")


def offered(
    call: Call, visit: Visit | Return, choice: Choice, *, days: int = DAYS
) -> Offer:
    """
    What a page offers on the chosen days; to who comes back, what their host does.
    """
    booking = visit.booking if isinstance(visit, Return) else None
    offer: Offer = call.desk.crm.run(
        visit.actor,
        offer_times,
        visit.page,
        minutes=choice.minutes,
        first=choice.first,
        days=days,
        time_zone=choice.zone,
        booking=booking,
    )
    return offer


def host_zone(call: Call, visit: Visit | Return, choice: Choice) -> str:
    """
    The clock of whom the meeting is with.
    """
    return offered(call, visit, choice, days=0).host_zone


def choice_of(call: Call, visit: Visit | Return, given: Mapping[str, object]) -> Choice:
    """
    What a visitor has chosen; what cannot be read is as if it were not there.
    """
    page = visit.page
    minutes = page.durations[0]
    said = str(given.get("minutes", ""))
    if said.isascii() and said.isdecimal() and len(said) < 5:
        minutes = int(said)
    if isinstance(visit, Return):
        minutes = visit.minutes
    elif minutes not in page.durations:
        minutes = page.durations[0]
    today = datetime.now(UTC)
    blank = Choice(minutes=minutes, zone="UTC", first=today.date())
    zone = _read(read_zone, given.get("zone"))
    if zone is None:
        own = visit.booking.time_zone if isinstance(visit, Return) else None
        zone = own or host_zone(call, visit, blank)
    first = _read(Date().parse, given.get("from"))
    at = _read(Moment().parse, given.get("at"))
    earliest = on_day(today, zone)
    latest = earliest + timedelta(days=page.horizon_days)
    chosen = first if isinstance(first, date) else earliest
    return Choice(
        minutes=minutes,
        zone=zone,
        first=min(max(chosen, earliest), latest),
        at=at if isinstance(at, datetime) and 1970 <= at.year < 2200 else None,
    )


def _read(parse: Callable[[object], T], raw: object) -> T | None:
    try:
        return parse(raw) if raw else None
    except Invalid:
        return None


def wish_of(choice: Choice) -> Wish:
    """
    The time that was chosen.

    Raises:
        Invalid: None was.
    """
    if choice.at is None:
        raise Invalid.of("at", "required", "Choose a time.")
    return Wish(starts=choice.at, minutes=choice.minutes, time_zone=choice.zone)
