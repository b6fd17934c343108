"""
Booking pages as records, free and busy times, and what is forgotten.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from crm_core.bookings import (
    Wish,
    archive_booking_page,
    capture_again,
    edit_booking_page,
    find_booking_page,
    find_free_times,
    list_booking_pages,
    list_bookings,
    renew_booking_key,
    restore_booking_page,
    show_booking_page,
    show_free_busy,
)
from crm_core.bookings.use_cases import book_meeting
from crm_core.changes import record_history, undo_change_set
from crm_core.contacts import add_contact
from crm_core.custom_fields import add_custom_field, remove_custom_field
from crm_core.forms import Said
from crm_core.privacy import erase_person, export_person
from crm_core.shared import Forbidden, Invalid, NotFound, RecordRef
from tests.builders import a_role

from .booking import (
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


@pytest.fixture
def crm(works, actor):
    crm = standing(works, MONDAY)
    hired(crm, actor, actor.user_id, "Host", time_zone=BERLIN)
    return crm


def test_a_forgotten_person_has_booked_nothing(crm, actor):
    """
    What a person has booked is part of what is known of them, and goes with them.
    """
    page = page_of(crm, actor)
    booking = book(crm, page, TEN)
    who = crm.run(actor, add_contact, last_name="Lovelace", email="ada@visitor.example")

    known = crm.run(actor, export_person, who.id)
    erased = crm.run(actor, erase_person, who.id)

    assert [booking.id] == [each["id"] for each in known.bookings]
    assert "secret" not in known.bookings[0]
    assert 1 == erased.bookings
    assert 0 == crm.run(actor, list_bookings, page.id).total


def test_pages_are_records(crm, actor, other_actor):
    """
    Every wrong member is named; a page is edited, put away, brought back and taken
    back like any record, and nobody else's.
    """
    with pytest.raises(Invalid) as refused:
        page_of(
            crm,
            actor,
            name="",
            hosts=[str(uuid4()), "x"],
            durations=[1, 30],
            step=0,
            hours={"time_zone": "Mars/Base", "week": {}},
            questions=["first_name"],
            origins=["shop"],
            daily_limit=float("nan"),
            surprise=1,
        )
    assert {
        *("name", "hosts.1", "durations.0", "step", "hours.time_zone", "hours.week"),
        *("questions", "origins.0", "daily_limit", "surprise"),
    } == {each.field for each in refused.value.errors}
    with pytest.raises(Invalid) as refused:
        page_of(crm, actor, hosts=[str(uuid4())])
    assert ["hosts.0"] == [each.field for each in refused.value.errors]

    page = page_of(crm, actor, buffer_after=5)
    edited = crm.run(actor, edit_booking_page, page.id, name="Other", buffer_after=None)
    assert ("Other", 0) == (edited.name, edited.buffer_after)
    renewed = crm.run(actor, renew_booking_key, page.id)
    with pytest.raises(NotFound):
        offered(crm, page, TUESDAY)
    assert offered(crm, renewed, TUESDAY)
    crm.run(actor, archive_booking_page, page.id)
    with pytest.raises(NotFound):
        offered(crm, renewed, TUESDAY)
    assert crm.run(actor, restore_booking_page, page.id).open
    history = crm.run(actor, record_history, RecordRef("booking_page", page.id)).items
    crm.run(actor, undo_change_set, history[3].change_set.id)
    assert "Intro call" == crm.run(actor, show_booking_page, page.id).name
    with pytest.raises(NotFound):
        crm.run(other_actor, show_booking_page, page.id)
    with pytest.raises(Forbidden):
        nobody = a_role("rep", organization_id=actor.organization_id)
        crm.run(nobody, list_booking_pages)


def test_who_is_free_when(crm, actor):
    """
    Spans say nothing of what with; times are those of all or of any.
    """
    ben = hired(crm, actor, uuid4(), "Ben", time_zone=BERLIN)
    meet(crm, actor, TEN, 45)
    meet(crm, actor, TEN + timedelta(minutes=30), 30)
    meet(crm, actor, TEN + timedelta(hours=1), 60, assigned_to=str(ben))
    span = {"since": "2026-11-24T00:00:00Z", "until": "2026-11-25T00:00:00Z"}
    both = [actor.user_id, ben]

    own, other = crm.run(actor, show_free_busy, both, **span)

    assert [(TEN, TEN + timedelta(hours=1))] == [*own.busy]
    assert [(TEN + timedelta(hours=1), TEN + timedelta(hours=2))] == [*other.busy]
    assert [(at("2026-11-24T08:00"), at("2026-11-24T16:00"))] == [*own.working]

    def times(**more):
        found = crm.run(actor, find_free_times, both, minutes=60, **span, **more)
        return walls([slot.starts for slot in found])

    assert ["09:00", "12:00"] == times(step=60)[:2]
    assert ["09:00", "10:00"] == times(step=60, together=False)[:2]
    assert "12:00" not in times(step=60, before=15)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"since": "yesterday"}, {"since"}),
        ({"since": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}, {"until"}),
        ({"since": "9999-12-31T00:00:00Z"}, {"since"}),
        ({"since": "0001-01-01T00:00:00Z"}, {"since"}),
        ({"minutes": "NaN", "step": -1, "before": 1.5}, {"minutes", "step", "before"}),
    ],
)
def test_nonsense_about_free_times_is_named(crm, actor, given, fields):
    """
    All that is wrong is told at once.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(actor, find_free_times, [actor.user_id, "x"], **given)

    assert {*fields, "users.1"} == {each.field for each in refused.value.errors}


def test_what_cannot_be_a_lead_stays_booked(crm, actor):
    """
    A lead that is refused costs nobody the meeting: why is kept with the booking, and
    it is captured later, once.
    """
    page = page_of(crm, actor)
    field = crm.run(actor, add_custom_field, record="lead", name="size", kind="number")
    asked = [{"name": "email", "required": True}, {"name": "custom.size"}]
    crm.run(actor, edit_booking_page, page.id, questions=asked)
    page = crm.run(actor, show_booking_page, page.id)
    visit = find_booking_page(crm.run, page.key)
    said = Said(values={"email": "ada@visitor.example", "custom.size": "7"})
    wish = Wish(starts=TEN, minutes=30, time_zone=BERLIN)
    booking = crm.run(visit.actor, book_meeting, page, said, wish)
    crm.run(actor, remove_custom_field, field.id)

    capture_again(crm.run, visit.actor, booking.id)

    [kept] = crm.run(actor, list_bookings, page.id).items
    assert (None, True) == (kept.lead_id, "size" in str(kept.reason))
