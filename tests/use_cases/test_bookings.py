"""
Booking pages: what they offer, what they book, and what becomes of it.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from crm_core.activities import add_activity, cancel_activity, get_activity
from crm_core.bookings import (
    Purpose,
    SlotTaken,
    Wish,
    cancel_meeting,
    find_booking,
    list_bookings,
    move_meeting,
)
from crm_core.routing import set_own_absences
from crm_core.shared import Invalid, NotFound

from .booking import (
    ALWAYS,
    BERLIN,
    MONDAY,
    at,
    book,
    hired,
    meet,
    offered,
    page_of,
    standing,
    walls,
)

TUESDAY = date(2026, 11, 24)
TEN = at("2026-11-24T09:00")
EVERY = [
    f"{hour:02}:{minute:02}"
    for hour in (9, 10, 11, 13, 14, 15, 16)
    for minute in (0, 30)
]


@pytest.fixture
def crm(works, actor):
    crm = standing(works, MONDAY)
    hired(crm, actor, actor.user_id, "Host", time_zone=BERLIN)
    return crm


def test_what_is_offered_is_free(crm, actor):
    """
    Working hours without meetings that take place, absences and what is too soon.
    """
    page = page_of(crm, actor, minimum_notice=120)
    assert EVERY == walls(offered(crm, page, TUESDAY))

    cancelled = meet(crm, actor, TEN + timedelta(hours=4))
    crm.run(actor, cancel_activity, cancelled.id)
    meet(crm, actor, TEN, 45)
    crm.run(actor, add_activity, type="task", subject="No meeting", due_at=TEN)
    left = [each for each in EVERY if each not in {"10:00", "10:30"}]
    assert left == walls(offered(crm, page, TUESDAY))

    today = offered(crm, page, MONDAY.date())
    assert "11:00" == walls(today)[0]
    crm.run(actor, set_own_absences, absences=[{"first": "2026-11-24"}])
    assert [] == offered(crm, page, TUESDAY)


def test_a_meeting_of_a_whole_day_fills_it(crm, actor):
    """
    A day is over when it is over on the clock of the meeting.
    """
    page = page_of(crm, actor, hours=ALWAYS)
    crm.run(
        actor,
        add_activity,
        type="meeting",
        subject="Fair",
        day="2026-11-24",
        time_zone="Pacific/Kiritimati",
    )

    found = offered(crm, page, date(2026, 11, 23), days=2, zone="UTC")

    assert at("2026-11-23T09:30") in found
    assert [at("2026-11-24T10:00")] == [e for e in found if e > at("2026-11-23T09:30")][
        :1
    ]


def test_booking_makes_a_meeting_and_a_lead(crm, actor):
    """
    The meeting is the host's, with the visitor, about the lead and its contact; the
    time is not offered any more, and who sends it again has the same booking.
    """
    page = page_of(crm, actor, place="Video call")

    booking = book(crm, page, TEN)

    meeting = crm.run(actor, get_activity, booking.activity_id)
    assert ("Intro call: Lovelace", TEN, "Video call", actor.user_id) == (
        meeting.subject,
        meeting.starts_at,
        meeting.place,
        meeting.assigned_to,
    )
    assert {"ada@visitor.example"} == {e.email for e in meeting.participants if e.email}
    lead = crm.run(actor, lambda work: work.leads.get(booking.lead_id))
    assert ("ada@visitor.example", actor.user_id) == (lead.email, lead.assigned_to)
    assert ("lead", lead.id) in {(e.kind, e.id) for e in meeting.about}
    assert "10:00" not in walls(offered(crm, page, TUESDAY))
    assert booking.id == book(crm, page, TEN).id
    assert 1 == crm.run(actor, list_bookings, page.id).total


@pytest.mark.parametrize(
    "starts",
    [
        at("2026-11-24T11:30"),  # the break
        at("2026-11-24T09:10"),  # between the steps
        at("2026-11-28T10:00"),  # a Saturday
        at("2026-11-23T07:00"),  # past
        at("2027-11-24T09:00"),  # beyond the horizon
        at("9999-12-31T23:30"),
        at("1900-01-01T09:00"),
    ],
)
def test_what_was_never_offered_is_not_booked(crm, actor, starts):
    """
    A visitor cannot name a time of their own.
    """
    page = page_of(crm, actor)

    with pytest.raises(SlotTaken):
        book(crm, page, starts)

    assert 0 == crm.run(actor, list_bookings, page.id).total


def test_between_two_meetings_lies_the_longer_gap(crm, actor):
    """
    What one wants free behind it and the other before it are not added up, also when
    only the earlier one wants any.
    """
    wide = page_of(crm, actor, buffer_before=30, buffer_after=15, step=15)
    narrow = page_of(crm, actor, name="Short", step=15)
    book(crm, wide, TEN)

    around = walls(offered(crm, wide, TUESDAY))
    assert ["09:00", "11:00"] == [e for e in around if "09:00" <= e < "11:10"]
    near = walls(offered(crm, narrow, TUESDAY))
    assert ["09:00", "10:45"] == [e for e in near if "09:00" <= e < "11:00"]


def test_round_robin_is_fair_and_collective_needs_all(crm, actor):
    """
    Whoever has had the fewest is next; a meeting of all is when all are free.
    """
    ben = hired(crm, actor, uuid4(), "Ben")
    both = [str(actor.user_id), str(ben)]
    page = page_of(crm, actor, hosts=both)
    turns = [book(crm, page, TEN, nonce=n).host_id for n in "ab"]
    assert [actor.user_id, ben] == turns
    with pytest.raises(SlotTaken):
        book(crm, page, TEN, nonce="c")
    assert actor.user_id == book(crm, page, TEN + timedelta(hours=1), nonce="d").host_id

    together = page_of(crm, actor, hosts=both, hosting="collective")
    assert not {"10:00", "11:00"} & {*walls(offered(crm, together, TUESDAY))}
    booking = book(crm, together, at("2026-11-24T13:00"))
    meeting = crm.run(actor, get_activity, booking.activity_id)
    assert {actor.user_id, ben} == {
        e.user_id for e in meeting.participants if e.user_id
    }


def test_the_day_is_full(crm, actor):
    """
    The daily limit counts what takes place, by the calendar of the page.
    """
    page = page_of(crm, actor, daily_limit=1)
    booking = book(crm, page, TEN)
    assert [] == offered(crm, page, TUESDAY)
    assert offered(crm, page, date(2026, 11, 25))

    crm.run(actor, cancel_activity, booking.activity_id)
    assert EVERY == walls(offered(crm, page, TUESDAY))


def test_links_are_good_for_one_thing(crm, actor):
    """
    A link to cancel does not move, a changed one does nothing; what is cancelled is
    free again and its links are dead.
    """
    page = page_of(crm, actor)
    booking = book(crm, page, TEN)
    other = book(crm, page, TEN + timedelta(hours=1), nonce="o")
    code = booking.code(Purpose.CANCEL)
    for wrong in (
        booking.code(Purpose.MOVE),
        f"{booking.key}.{other.code(Purpose.CANCEL).partition('.')[2]}",
        code[:-1],
        booking.key,
        "",
        "é.\udc80",
    ):
        with pytest.raises(NotFound):
            find_booking(crm.run, wrong, Purpose.CANCEL)

    cancel_meeting(crm.run, find_booking(crm.run, code, Purpose.CANCEL))

    assert "10:00" in walls(offered(crm, page, TUESDAY))
    with pytest.raises(NotFound):
        find_booking(crm.run, code, Purpose.CANCEL)


def test_a_meeting_is_moved_by_its_visitor(crm, actor):
    """
    It keeps its host and length; its own old time is not in its way, that of others is.
    """
    page = page_of(crm, actor, step=15)
    booking = book(crm, page, TEN)
    book(crm, page, TEN + timedelta(hours=1), nonce="o")
    back = find_booking(crm.run, booking.code(Purpose.MOVE), Purpose.MOVE)
    to = TEN + timedelta(minutes=15)

    moved = move_meeting(crm.run, back, Wish(starts=to, minutes=0, time_zone=BERLIN))

    meeting = crm.run(actor, get_activity, booking.activity_id)
    assert (to, to + timedelta(minutes=30), 1) == (
        meeting.starts_at,
        meeting.ends_at,
        moved.moves,
    )
    with pytest.raises(SlotTaken):
        taken = Wish(starts=to + timedelta(hours=1), minutes=30, time_zone=BERLIN)
        move_meeting(crm.run, back, taken)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_are_those_of_the_visitor(crm, actor, zone):
    """
    At +14 and at -11 a day is the day of the visitor, and its slots lie in it.
    """
    page = page_of(crm, actor, hours=ALWAYS, step=60)

    found = offered(crm, page, TUESDAY, zone=zone)

    hours = 14 if zone == "Pacific/Kiritimati" else -11
    assert 24 == len(found)
    assert {TUESDAY} == {(each + timedelta(hours=hours)).date() for each in found}


@pytest.mark.parametrize(
    ("night", "count"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25)]
)
def test_nights_on_which_clocks_change(works, actor, night, count):
    """
    A day has 23 or 25 hours, and each is offered once.
    """
    crm = standing(works, at(f"{night - timedelta(days=3)}T08:00"))
    hired(crm, actor, actor.user_id, "Host", time_zone=BERLIN)
    hours = {**ALWAYS, "time_zone": BERLIN}
    page = page_of(crm, actor, hours=hours, step=60, durations=[60])

    found = offered(crm, page, night, minutes=60)

    assert (count, count) == (len(found), len(set(found)))


def test_too_many_and_too_fast_are_refused(crm, actor):
    """
    Floods from one address end, others may go on; a program's trap is told.
    """
    page = page_of(crm, actor, per_address=2)
    times = [TEN + timedelta(hours=n) for n in range(2)]
    assert all(book(crm, page, t, nonce=str(t)) for t in times)
    assert None is book(crm, page, at("2026-11-24T13:00"), nonce="x")
    assert book(crm, page, at("2026-11-24T13:00"), nonce="y", address="192.0.2.2")
    with pytest.raises(Invalid) as refused:
        book(
            crm,
            page,
            at("2026-11-24T14:00"),
            email="nobody",
            address="192.0.2.3",
            values={"reference_code": "x"},
        )
    assert {"trap", "email"} == {each.code for each in refused.value.errors}
