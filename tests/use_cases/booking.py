"""
Visitors of booking pages, for tests.
"""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from crm_adapters.memory import MemoryWorks
from crm_core import Crm
from crm_core.access import User
from crm_core.activities import add_activity
from crm_core.bookings import (
    Wish,
    add_booking_page,
    book_time,
    find_booking_page,
    offer_times,
)
from crm_core.forms import Said, start_token
from crm_core.shared import UserId

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
ALWAYS = {
    "time_zone": "UTC",
    "week": {
        day: ["00:00-24:00"]
        for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    },
}
HOURS = {
    "time_zone": BERLIN,
    "week": {
        day: ["09:00-12:00", "13:00-17:00"]
        for day in ["mon", "tue", "wed", "thu", "fri"]
    },
}


def at(text):
    """
    A moment in UTC.
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def standing(works, moment):
    """
    The same CRM with its clock stopped at *moment*.
    """
    clock = lambda: moment  # noqa: E731
    if isinstance(works, MemoryWorks):
        return Crm(MemoryWorks(clock=clock, stored=works.stored))
    return Crm(evolve(works, clock=clock))


def hired(crm, actor, user_id, name, **more):
    """
    A person of the organization.
    """
    user = User(
        id=UserId(user_id),
        name=name,
        email=f"{name.lower()}@host.example",
        created_at=MONDAY,
        updated_at=MONDAY,
        **more,
    )
    crm.run(actor, lambda work: work.users.save(user))
    return user.id


def walls(moments, hours=1):
    """
    What the clocks show at some moments, so many hours ahead of UTC.
    """
    return [(each + timedelta(hours=hours)).strftime("%H:%M") for each in moments]


def meet(crm, actor, starts, minutes=60, **more):
    """
    Somebody has a meeting.
    """
    return crm.run(
        actor,
        add_activity,
        **{
            "type": "meeting",
            "subject": "Busy",
            "starts_at": starts,
            "ends_at": starts + timedelta(minutes=minutes),
            **more,
        },
    )


def page_of(crm, actor, **fields):
    """
    A booking page that may be booked at once.
    """
    usual = {"name": "Intro call", "hours": HOURS, "minimum_notice": 0}
    return crm.run(actor, add_booking_page, **{**usual, **fields})


def offered(crm, page, day, *, minutes=30, days=1, zone=BERLIN):
    """
    When the slots of a page begin, as visitors see them.
    """
    visit = find_booking_page(crm.run, page.key)
    offer = crm.run(
        visit.actor,
        offer_times,
        visit.page,
        minutes=minutes,
        first=day,
        days=days,
        time_zone=zone,
    )
    return [slot.starts for slot in offer.slots]


def book(crm, page, starts, *, email="ada@visitor.example", nonce="n", **more):
    """
    A visitor books a time.
    """
    visit = find_booking_page(crm.run, page.key)
    token = crm.run(visit.actor, lambda work: work.now) - timedelta(seconds=9)
    said = Said(
        values={"last_name": "Lovelace", "email": email, **more.pop("values", {})},
        started=start_token(page.form, token, nonce),
        must_have_started=True,
    )
    wish = Wish(
        starts=starts,
        minutes=more.pop("minutes", 30),
        time_zone=more.pop("zone", BERLIN),
    )
    return book_time(crm.run, visit, said, wish, more.pop("address", "192.0.2.1"))
