"""
Booking pages, free times and activities in words over HTTP.
"""

from uuid import uuid4

import pytest

pytestmark = pytest.mark.postgres


def test_a_page_lives_like_a_form(ours):
    """
    Added, shown, edited at its version, renewed, put away and brought back.
    """
    admin = ours.admin
    made = admin.post("booking-pages/", json={"name": "Intro", "durations": [15, 30]})
    place, tag = made.headers["location"], made.headers["etag"]
    page = made.json()

    assert 304 == admin.get(place, headers={"if-none-match": tag}).status_code
    edited = admin.patch(place, match=tag, json={"title": "Meet us", "step": None})
    assert ("Meet us", 30) == (edited.json()["title"], edited.json()["step"])
    assert 412 == admin.patch(place, match=tag, json={"title": "X"}).status_code
    renewed = admin.post(f"booking-pages/{page['id']}/key/").json()
    assert renewed["key"] != page["key"]
    assert 0 == admin.get(f"booking-pages/{page['id']}/bookings/").json()["total"]
    assert 204 == admin.delete(place).status_code
    assert [] == admin.get("booking-pages/").json()["items"]
    assert 200 == admin.post(f"booking-pages/{page['id']}/restore/").status_code


def test_every_wrong_member_of_a_page_is_named(ours, witness):
    """
    All at once, by place, and nothing is added.
    """
    wrong = {
        "name": "",
        "hosts": [str(uuid4()), "x"],
        "durations": [0, "y"],
        "hours": {"time_zone": "Mars/Base"},
        "questions": [{"name": "email", "widget": "moon"}],
        "horizon_days": 10**30,
        "more": 1,
    }

    refused = ours.admin.post("booking-pages/", json=wrong)

    assert 422 == refused.status_code
    assert {
        *("name", "hosts.1", "durations.0", "durations.1", "hours.time_zone"),
        *("hours.week", "questions.0.widget", "horizon_days", "more"),
    } == {each["field"] for each in refused.json()["errors"]}


def test_who_is_free_when(ours, theirs):
    """
    Oneself unless said else; others by id, those of other organizations not at all.
    """
    span = "since=2027-03-01T00:00:00Z&until=2027-03-02T00:00:00Z"
    rep, other = ours.rep, theirs.rep.actor.user_id
    meeting = {
        "type": "meeting",
        "subject": "Secret",
        "starts_at": "2027-03-01T09:00:00Z",
        "ends_at": "2027-03-01T10:00:00Z",
    }
    said = "meeting Secret on 2027-03-01 9:00-10:00"
    assert 200 == rep.post("activities/quick-add/", json={"text": said}).status_code

    own = rep.get(f"free-busy/?{span}")
    times = rep.get(f"free-times/?{span}&minutes=60&step=60")

    [busy] = own.json()["items"]
    assert [[meeting["starts_at"][:16], meeting["ends_at"][:16]]] == [
        [each[:16] for each in pair] for pair in busy["busy"]
    ]
    assert "Secret" not in own.text
    assert "2027-03-01T10:00" == times.json()["items"][0]["starts"][:16]
    assert 422 == rep.get(f"free-busy/?users={other}&{span}").status_code
    assert 404 == rep.get(f"users/{other}/free-busy/?{span}").status_code
    wrong = rep.get("free-times/?minutes=x&since=x&users=x&together=x")
    assert 422 == wrong.status_code


def test_an_activity_in_words(ours):
    """
    What was understood and from where to where; names that are ambiguous are offered;
    a dry run adds nothing.
    """
    admin = ours.admin
    for name in ("Globex Ltd", "Globex Inc"):
        assert 201 == admin.post("companies/", json={"name": name}).status_code
    text = "call back on 2030-01-02 10:00 #globex"
    refused = admin.post("activities/quick-add/", json={"text": text})
    clear = {"text": text.replace("#globex", '#"Globex Ltd"'), "dry_run": True}

    tried = admin.post("activities/quick-add/", json=clear).json()
    added = admin.post("activities/quick-add/", json={**clear, "dry_run": False}).json()

    assert 422 == refused.status_code
    assert ["about.0"] == [each["field"] for each in refused.json()["errors"]]
    assert {"Globex Ltd", "Globex Inc"} == {
        each["name"] for each in refused.json()["candidates"]
    }
    assert None is tried["activity_id"]
    assert tried["fields"] == added["fields"]
    parts = tried["understood"]["parts"]
    assert clear["text"] == "".join(
        clear["text"][each["start"] : each["end"]] for each in parts
    )
    for wrong in (
        {},
        {"text": 7},
        {"text": "x", "language": "xx"},
        {"text": "x", "y": 1},
    ):
        answer = admin.post("activities/quick-add/", json=wrong)
        assert 422 == answer.status_code
