"""
Invitations and feeds over HTTP.
"""

from urllib.parse import urlsplit

import pytest

from crm_core.activities import add_activity

pytestmark = pytest.mark.postgres
MEETING = {
    "type": "meeting",
    "subject": "Talk",
    "starts_at": "2031-03-03T08:00:00Z",
    "participants": [{"email": "ann@example.com"}],
}


def opened(person):
    answer = person.post("calendar/feed/")
    assert 201 == answer.status_code, answer.text
    assert "no-store" == answer.headers["cache-control"]
    return urlsplit(answer.json()["url"]).path


def test_a_feed_is_opened_read_and_revoked(door, ours):
    """
    By anyone who knows its address, and again only if it has changed.
    """
    path = opened(ours.rep)
    answer = door.client.get(path)
    again = door.client.get(path, headers={"if-none-match": answer.headers["etag"]})
    known = ours.rep.get("calendar/feed/")
    revoked = ours.rep.delete("calendar/feed/")

    assert 200 == answer.status_code
    assert "text/calendar; charset=utf-8" == answer.headers["content-type"]
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert (304, b"") == (again.status_code, again.content)
    assert ["created_at"] == list(known.json())
    assert 204 == revoked.status_code
    assert 404 == door.client.get(path).status_code
    assert 404 == ours.rep.get("calendar/feed/").status_code


@pytest.mark.parametrize(
    "secret", ["x.ics", "A" * 54 + ".ics", "%00", "ann@example.com"]
)
def test_a_guessed_address_shows_nothing(door, secret):
    """
    Case TEN-19.
    """
    answer = door.client.get(f"/calendar/{secret}")

    assert 404 == answer.status_code
    assert "VCALENDAR" not in answer.text


def test_participants_are_invited_and_told_that_it_is_off(ours, door):
    """
    Once; and a scope that is none is refused.
    """
    meeting = door.crm.run(ours.admin.actor, add_activity, **MEETING).id
    invited = ours.admin.post(f"activities/{meeting}/invite/")
    again = ours.admin.post(f"activities/{meeting}/invite/", json={"scope": "this"})
    wrong = ours.admin.post(f"activities/{meeting}/invite/", json={"scope": "some"})
    more = ours.admin.post(f"activities/{meeting}/invite/", json={"why": "x"})
    off = ours.admin.post(f"activities/{meeting}/call-off/")
    nobody = ours.admin.post(f"activities/{meeting}/call-off/")

    assert ["ann@example.com"] == invited.json()["invited"]
    assert [] == again.json()["invited"]
    assert (422, 422) == (wrong.status_code, more.status_code)
    assert ["ann@example.com"] == off.json()["withdrawn"]
    assert 409 == nobody.status_code


def test_a_calendar_on_a_server_is_connected_told_and_left(ours, theirs):
    """
    Its password is told to nobody; and it is nobody else's.
    """
    said = {
        "url": "https://dav.example.com/",
        "username": "ann",
        "password": "hush hush",
    }
    added = ours.rep.post("calendar/connections/", json=said)
    one = f"calendar/connections/{added.json()['id']}"
    listed = ours.rep.get("calendar/connections/")
    renewed = ours.rep.put(f"{one}/password/", json={"password": "other hush"})
    asked = ours.rep.post(f"{one}/sync/")

    assert 201 == added.status_code
    assert ["working"] == [each["state"] for each in listed.json()["items"]]
    assert (200, 200) == (renewed.status_code, asked.status_code)
    assert "hush" not in "".join(each.text for each in (added, listed, renewed, asked))
    assert [] == ours.admin.get("calendar/connections/").json()["items"]
    assert 404 == ours.admin.delete(one).status_code
    assert 404 == theirs.rep.delete(one).status_code
    assert 204 == ours.rep.delete(one).status_code


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, {"url", "username", "password"}),
        ({"url": 1, "username": "x", "password": "y"}, {"url"}),
        ({"url": "x", "username": "x", "password": "y", "token": "z"}, {"token"}),
    ],
)
def test_a_connection_that_says_too_little_is_refused(ours, said, fields):
    answer = ours.rep.post("calendar/connections/", json=said)

    assert 422 == answer.status_code
    assert fields == {each["field"] for each in answer.json()["errors"]}
