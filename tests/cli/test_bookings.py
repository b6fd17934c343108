"""
Booking pages, free times and activities in words on the command line.
"""

import pytest
from attrs import fields

from crm_core.bookings import BookingPage

pytestmark = pytest.mark.postgres


@pytest.fixture
def page(house):
    """
    The id of a booking page.
    """
    said = house(
        "bookings", "pages", "add", "Intro call", "durations=30, 60", "buffer_after=15",
        "--ask", "email!=Mail", "--ask", "last_name", "--json",
    )  # fmt: skip
    return said.json["id"]


def test_a_page_is_made_changed_and_put_away(house, page):
    """
    Members are given as words, questions by --ask; the JSON is that of the API, and
    each write can be taken back.
    """
    shown = house("bookings", "pages", "show", "intro CALL", "--json").json
    house("bookings", "pages", "edit", page, "buffer_after=", "title=Meet us")
    edited = house("bookings", "pages", "show", page, "--json").json
    table = house("bookings", "pages", "show", page).out

    assert {each.name for each in fields(BookingPage)} == shown.keys()
    assert ([30, 60], 15, ["email", "last_name"]) == (
        shown["durations"],
        shown["buffer_after"],
        [each["name"] for each in shown["questions"]],
    )
    assert (0, "Meet us") == (edited["buffer_after"], edited["title"])
    assert f"/book/{shown['key']}" in table
    renewed = house("bookings", "pages", "renew-key", page, "--json").json
    assert renewed["key"] != shown["key"]
    assert [] == house("bookings", "list", page, "--json").json["items"]
    house("bookings", "pages", "archive", page)
    assert [] == house("bookings", "pages", "list", "--json").json["items"]
    assert "Intro call" in house("bookings", "pages", "list", "--archived").out
    house("bookings", "pages", "restore", page)
    assert "Intro call" in house("bookings", "pages", "list").out


def test_what_is_wrong_is_named(house):
    """
    Every wrong member is told at once, and nothing is added.
    """
    refused = house.run("bookings", "pages", "add", "X", "step=0", "hosts=nobody")

    assert 1 == refused.code
    assert "step" in refused.err
    assert "hosts.0" in refused.err
    assert [] == house("bookings", "pages", "list", "--json").json["items"]


def test_free_times(house):
    """
    Times of a stretch, and when one is busy; nonsense is named.
    """
    span = ("--since", "2027-03-01T00:00:00Z", "--until", "2027-03-02T00:00:00Z")

    found = house("bookings", "free", *span, "--minutes", "60", "--json").json["items"]
    busy = house("bookings", "free", *span, "--busy", "--json").json["items"]
    refused = house.run("bookings", "free", "--minutes", "NaN", "--since", "x")

    assert "2027-03-01T09:00" == found[0]["starts"][:16]
    assert [] == busy[0]["busy"]
    assert 1 == refused.code
    assert "minutes" in refused.err
    assert "since" in refused.err


def test_an_activity_in_words(house):
    """
    What was understood is shown, doubts too; a dry run adds nothing.
    """
    house("companies", "add", "name=Acme Ltd")
    words = "call back on 2030-01-02 at 3 #acme"

    tried = house("activities", "quick-add", words, "--dry-run", "--json").json
    added = house("activities", "quick-add", words)
    unknown = house.run("activities", "quick-add", "call #nobody @noone")

    assert (None, "call", "call back") == (
        tried["activity_id"],
        tried["fields"]["type"],
        tried["fields"]["subject"],
    )
    assert ["Acme Ltd"] == [each["name"] for each in tried["names"]]
    assert "afternoon" in added.out
    assert "crm changes undo" in added.out
    assert 1 == unknown.code
    assert "about.0" in unknown.err
    assert "owner" in unknown.err
