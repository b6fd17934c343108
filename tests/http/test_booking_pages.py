"""
Booking pages as their visitors meet them, without a token and without a script.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve

from crm_core.activities import add_activity, get_activity
from crm_core.bookings import (
    Purpose,
    add_booking_page,
    edit_booking_page,
    list_bookings,
)
from crm_core.forms import start_token
from tests.use_cases.booking import ALWAYS

from .form_visits import OURS, SHOP, Shown

pytestmark = pytest.mark.postgres
ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}


@pytest.fixture
def new_page(door, admin):
    """
    Makes booking pages that may be booked round the clock.
    """

    def make(**more):
        def act(work):
            known = work.users.get(admin.user_id)
            work.users.save(evolve(known, time_zone="Europe/Berlin"))
            usual = {"name": "Intro", "hours": ALWAYS, "minimum_notice": 0, "step": 60}
            return add_booking_page(work, **{**usual, **more})

        return door.crm.run(admin, act)

    return make


@pytest.fixture
def page(new_page):
    return new_page(origins=[SHOP])


def see(door, address):
    answer = door.client.get(address)
    return answer, Shown(answer.text)


def times(shown):
    """
    The addresses of the free times of a page.
    """
    links = (each.get("href", "") for tag, each in shown.tags if tag == "a")
    return [link for link in links if "at=" in link]


def chosen(door, page, place=5):
    """
    The form of one of the offered times.
    """
    _, shown = see(door, f"/book/{page.key}?zone=Asia/Tokyo")
    return see(door, f"/book/{page.key}{times(shown)[place]}")[1]


def send(door, page, shown, values=ADA, **headers):
    """
    What a browser does with the form of a visitor who took their time.
    """
    known = datetime.now(UTC) - timedelta(seconds=9)
    token = start_token(page.form, known, "nonce")
    return door.client.post(
        f"/book/{page.key}",
        data={**shown.along(), **values, "started": token},
        headers={"origin": OURS, **headers},
        follow_redirects=False,
    )


def booked(door, admin, page):
    return door.crm.run(admin, list_bookings, page.id).items


def test_a_time_is_chosen_and_booked(door, admin, page):
    """
    Plain pages in the visitor's zone with the host's beside it; the chosen time is
    booked, once, however often it is sent, and gone from the page.
    """
    answer, first = see(door, f"/book/{page.key}?zone=Asia/Tokyo")
    assert 200 == answer.status_code
    assert [] == first.inline
    assert "script" not in {tag for tag, _ in first.tags}
    offered = times(first)
    shown = chosen(door, page)

    assert "Asia/Tokyo" in shown.text
    assert "UTC" in shown.text
    answers = [send(door, page, shown) for _ in range(2)]

    assert [303, 303] == [each.status_code for each in answers]
    [booking] = booked(door, admin, page)
    assert "Asia/Tokyo" == booking.time_zone
    done, said = see(door, answers[0].headers["location"])
    assert 200 == done.status_code
    assert "Your meeting is booked" in said.text
    left = times(see(door, f"/book/{page.key}?zone=Asia/Tokyo")[1])
    assert 1 == len([each for each in offered if each not in left])


def test_what_is_wrong_is_said_beside_it(door, admin, page):
    """
    Wrong answers come back with the form and what was typed; nothing is booked.
    """
    shown = chosen(door, page)

    answer = send(door, page, shown, {**ADA, "email": "nobody", "last_name": ""})
    again = Shown(answer.text)

    assert 422 == answer.status_code
    assert "true" == again.inputs["email"]["aria-invalid"]
    assert "nobody" == again.inputs["email"]["value"]
    assert shown.along()["at"] == again.along()["at"]
    assert [] == booked(door, admin, page)


def test_a_time_that_is_gone_is_said_and_others_are_offered(door, admin, page):
    """
    Whoever is too late chooses again.
    """
    shown = chosen(door, page)
    at = datetime.fromisoformat(shown.along()["at"])
    door.crm.run(
        admin,
        add_activity,
        type="meeting",
        subject="Mine",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
    )

    answer = send(door, page, shown, ADA)

    assert 409 == answer.status_code
    assert "not free any more" in answer.text
    assert times(Shown(answer.text))
    assert [] == booked(door, admin, page)


def test_links_move_and_cancel(door, admin, page):
    """
    A link asks first; the button moves to a time that is offered, and cancels; then
    both links are gone.
    """
    send(door, page, chosen(door, page), ADA)
    [booking] = booked(door, admin, page)
    move = f"/bookings/move/{booking.code(Purpose.MOVE)}"
    cancel = f"/bookings/cancel/{booking.code(Purpose.CANCEL)}"
    _, again = see(door, move)
    link = times(again)[20]
    asked, button = see(door, f"{move}{link}")
    assert 200 == asked.status_code

    moved = door.client.post(move, data=button.along())

    assert 200 == moved.status_code
    meeting = door.crm.run(admin, get_activity, booking.activity_id)
    to = parse_qs(urlsplit(link).query)["at"][0]
    assert datetime.fromisoformat(to) == meeting.starts_at
    assert 200 == see(door, cancel)[0].status_code
    assert "pending" == door.crm.run(admin, get_activity, meeting.id).status
    assert 200 == door.client.post(cancel).status_code
    assert "cancelled" == door.crm.run(admin, get_activity, meeting.id).status
    assert [410] * 3 == [
        each.status_code
        for each in (
            door.client.get(cancel),
            door.client.post(move, data=button.along()),
            door.client.get("/bookings/move/nothing"),
        )
    ]


def test_other_sites_need_to_be_named(door, admin, page):
    """
    A page of another site sends it only when the booking page names that site.
    """
    shown = chosen(door, page)

    refused = send(door, page, shown, ADA, origin="https://evil.example")
    taken = send(door, page, shown, ADA, origin=SHOP)

    assert (403, 303) == (refused.status_code, taken.status_code)
    assert 1 == len(booked(door, admin, page))


@pytest.mark.parametrize(
    "query",
    [
        "?zone=Mars/Base&minutes=x&from=2026-13-99",
        "?from=9999-12-31&zone=Pacific/Kiritimati",
        "?from=0001-01-01&minutes=99999999999999",
        "?at=9999-12-31T23:59:59Z",
        "?at=0001-01-01T00:00:00Z&zone=Pacific/Pago_Pago",
        "?zone=%00&at=%ff",
        "?at=2026-01-01T00:00:00%2B14:00&at=x",
    ],
)
def test_nonsense_in_an_address_is_no_fault_of_ours(door, page, query):
    """
    Whatever stands in the address, a page answers.
    """
    assert door.client.get(f"/book/{page.key}{query}").status_code < 500
    assert door.client.get(f"/book/{page.key}/booked{query}").status_code < 500


@pytest.mark.parametrize("key", ["x", "%00", "%F0%9F%92%A9", "a" * 5000])
def test_unknown_keys_lead_nowhere(door, key):
    """
    A key that is none says nothing.
    """
    for place in ("book/{}", "bookings/cancel/{}", "bookings/move/{}"):
        answer = door.client.get(f"/{place.format(key)}")
        assert answer.status_code in {400, 404, 410, 414}


def test_programs_are_answered_with_json(door, admin, page):
    """
    What is JSON is answered as JSON, also when it is refused.
    """
    shown = chosen(door, page)
    at = shown.along()["at"]
    sent = {**ADA, "at": at, "minutes": 30, "zone": "UTC"}

    answers = [
        door.client.post(f"/book/{page.key}", json=each)
        for each in ({**sent, "email": "x"}, sent, {**sent, "email": "b@example.com"})
    ]

    assert [422, 200, 409] == [each.status_code for each in answers]
    assert "email" in answers[0].text
    assert datetime.fromisoformat(at) == datetime.fromisoformat(
        answers[1].json()["starts_at"]
    )


def test_floods_end(door, admin, new_page):
    """
    One address books so often an hour, and is told when it may again.
    """
    page = new_page(per_address=1)
    answers = [send(door, page, chosen(door, page, place)) for place in (3, 9)]

    assert [303, 429] == [each.status_code for each in answers]
    assert 0 < int(answers[1].headers["retry-after"]) <= 3600


def test_a_page_that_is_closed_is_absent(door, admin, page):
    """
    Closed and in the archive look like never made.
    """
    door.crm.run(admin, edit_booking_page, page.id, active=False)

    assert 404 == door.client.get(f"/book/{page.key}").status_code


def test_it_speaks_german(door, new_page):
    """
    In the language of the page, with its days.
    """
    page = new_page(language="de")

    _, shown = see(door, f"/book/{page.key}")

    assert "de" == shown.language
    assert "Freie Zeiten" in shown.text
