"""
Activities over HTTP: planned and logged, done, moved, about other records.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

CALL = {
    "type": "call",
    "subject": "Ring",
    "starts_at": "2031-03-03T09:00:00Z",
    "ends_at": "2031-03-03T09:30:00Z",
}


SOON = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0).isoformat()
DAILY = {"subject": "Ring", "scheduled_at": SOON, "recurrence": "FREQ=DAILY;COUNT=4"}


@pytest.fixture
def call(ours):
    """
    A planned call.
    """
    return ours.rep.add("activities", **CALL)


def place(activity, *more):
    return "/".join(["activities", activity["id"], *more, ""])


def refused(response):
    assert 422 == response.status_code, response.text
    return {error["field"] for error in response.json()["errors"]}


def subjects(answer):
    assert 200 == answer.status_code, answer.text
    return [each["subject"] for each in answer.json()["items"]]


def test_add_as_required(ours):
    """
    The columns of the requirements go in and come out; what it is about can be said in
    short, and is told in whole too.
    """
    contact = ours.rep.add("contacts", last_name="Doe")
    deal = ours.rep.add("opportunities", name="Deal")
    body = {
        "type": "task",
        "subject": "Send the offer",
        "description": "With the new prices",
        "scheduled_at": "2031-03-03T09:00:00Z",
        "assigned_to": str(ours.rep.actor.user_id),
        "contact_id": contact["id"],
        "opportunity_id": deal["id"],
    }
    ours.rep.get("users/me/")
    added = ours.rep.post("activities/", json=body)

    assert 201 == added.status_code, added.text
    record = added.json()
    assert body == {name: record[name] for name in body}
    assert ("pending", None, None, None) == tuple(
        record[name] for name in ("status", "completed_at", "lead_id", "company_id")
    )
    kinds = [("contact", contact["id"]), ("opportunity", deal["id"])]
    assert kinds == [(each["kind"], each["id"]) for each in record["about"]]
    assert record == ours.rep.get(added.headers["location"]).json()


def test_a_repeated_post_adds_once(ours):
    """
    With the same key the first answer comes again.
    """
    key = {"idempotency-key": str(uuid4())}
    first, second = (
        ours.rep.post("activities/", json=CALL, headers=key) for _ in range(2)
    )

    assert first.json() == second.json()
    assert "true" == second.headers["idempotency-replayed"]
    assert ["Ring"] == subjects(ours.rep.get("activities/"))


def test_an_edit_needs_what_was_seen(ours, call):
    """
    Without If-Match 428, with an old one 412, and then nothing has changed.
    """
    tag = ours.rep.get(place(call)).headers["etag"]
    body = {"place": "Oslo"}

    assert 428 == ours.rep.request("PATCH", place(call), json=body).status_code
    assert 200 == ours.rep.patch(place(call), json=body, match=tag).status_code
    assert (
        412 == ours.rep.patch(place(call), json={"place": "x"}, match=tag).status_code
    )
    assert "Oslo" == ours.rep.get(place(call)).json()["place"]


WORKING = [
    ("complete", {"outcome": "Reached", "duration_minutes": 20}),
    ("cancel", {}),
    ("snooze", {"minutes": 30}),
    ("reschedule", {"days": 1}),
    ("assign", {"assigned_to": None}),
]


@pytest.mark.parametrize(("act", "body"), WORKING)
def test_working_knows_versions(ours, call, act, body):
    """
    Each act is refused with 412 on an old version, and is a version of its own.
    """
    old = {"if-match": '"7"'}
    stale = ours.rep.post(place(call, act), json=body, headers=old)
    done = ours.rep.post(place(call, act), json=body, headers={"if-match": '"1"'})

    assert 412 == stale.status_code
    assert (200, 2) == (done.status_code, done.json()["version"]), done.text
    assert done.headers["etag"] == ours.rep.get(place(call)).headers["etag"]


def test_done_and_open_again(ours, call):
    """
    Completed with its outcome, reopened; what is not pending is not cancelled.
    """
    done = ours.rep.post(
        place(call, "complete"), json={"outcome": "Reached", "duration_minutes": 20}
    ).json()
    closed = ours.rep.post(place(call, "cancel"))
    back = ours.rep.post(place(call, "reopen"))
    again = ours.rep.post(place(call, "reopen"))

    assert ("completed", "Reached", 20) == (
        done["status"],
        done["outcome"],
        done["duration_minutes"],
    )
    assert (409, "urn:crm:problem:activity-closed") == (
        closed.status_code,
        closed.json()["type"],
    )
    assert ("pending", None) == (back.json()["status"], back.json()["completed_at"])
    assert "urn:crm:problem:activity-pending" == again.json()["type"]


def test_moved_and_given_away(ours, call):
    """
    To a day at its hour, by days, to a moment; it lasts as long as before.
    """
    ours.admin.get("users/me/")
    other = str(ours.admin.actor.user_id)
    for body, begins in (
        ({"to": "2031-03-10"}, "2031-03-10T09:00:00Z"),
        ({"days": -1, "minutes": 15}, "2031-03-09T09:15:00Z"),
        ({"to": "2031-03-04T08:00:00+01:00"}, "2031-03-04T07:00:00Z"),
    ):
        moved = ours.rep.post(place(call, "reschedule"), json=body).json()
        assert begins == moved["starts_at"] == moved["scheduled_at"]
    assert "2031-03-04T07:30:00Z" == moved["ends_at"]
    given = ours.admin.post(place(call, "assign"), json={"assigned_to": other})
    assert other == given.json()["assigned_to"]
    snoozed = ours.admin.post(place(call, "snooze"), json={"minutes": 5}).json()
    assert snoozed["snoozed_until"] is not None


@pytest.mark.parametrize(
    ("act", "body", "fields"),
    [
        ("complete", {"outcome": "x" * 101, "nonsense": 1}, {"outcome", "nonsense"}),
        ("complete", {"version": 1, "activity_id": "x"}, {"version", "activity_id"}),
        ("complete", {"duration_minutes": -1}, {"duration_minutes"}),
        ("complete", {"completed_at": "2199-01-01T00:00:00Z"}, {"completed_at"}),
        ("reopen", {"nonsense": 1}, {"nonsense"}),
        ("cancel", {"scope": "some", "version": 3}, {"version"}),
        ("cancel", {"scope": "some"}, {"scope"}),
        ("cancel", {"nonsense": 1}, {"nonsense"}),
        ("snooze", {}, {"until"}),
        ("snooze", {"minutes": 0}, {"minutes"}),
        ("snooze", {"minutes": 5, "until": "2031-01-01T00:00:00Z"}, {"until"}),
        ("snooze", {"until": "1900-01-01T00:00:00Z"}, {"until"}),
        ("snooze", {"nonsense": 1}, {"nonsense"}),
        ("reschedule", {}, {"to"}),
        ("reschedule", {"to": "9999-12-31T00:00:00Z"}, {"to"}),
        ("reschedule", {"to": "1900-01-01"}, {"to"}),
        ("reschedule", {"to": {"a": 1}}, {"to"}),
        ("reschedule", {"days": 10**9}, {"days"}),
        ("reschedule", {"days": 60000, "nonsense": 1}, {"nonsense"}),
        ("reschedule", {"to": "2031-01-01", "days": 1}, {"to"}),
        ("assign", {}, {"assigned_to"}),
        ("assign", {"user_id": None}, {"assigned_to", "user_id"}),
        ("assign", {"assigned_to": "me"}, {"assigned_to"}),
        ("assign", {"assigned_to": str(uuid4())}, {"assigned_to"}),
    ],
)
def test_a_wrong_act_names_its_fields(ours, call, act, body, fields):
    """
    Members that are unknown, missing or wrong are named; nothing changes.
    """
    assert fields == refused(ours.rep.post(place(call, act), json=body))
    assert call == ours.rep.get(place(call)).json()


def test_lists_are_narrowed(ours):
    """
    By what it is about, status, type, owner, when, and what is late.
    """
    contact = ours.rep.add("contacts", last_name="Doe")["id"]
    past = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    ours.rep.add("activities", subject="late", due_at=past, contact_id=contact)
    ours.rep.add("activities", **CALL, tags=["offer"])
    ours.rep.add("activities", type="note", subject="noted", contact_id=contact)

    def found(query):
        return sorted(subjects(ours.rep.get(f"activities/?{query}")))

    assert ["late"] == found("overdue=true")
    assert ["late", "noted"] == found(f"contact_id={contact}")
    assert ["noted"] == found(f"contact={contact}&status=completed")
    assert ["Ring"] == found("type=call&assigned_to=me&tags=offer")
    assert ["Ring"] == found("scheduled_at=gte:2031-03-03")
    assert ["late"] == found("due_at=lte:today")
    assert ["late", "noted"] == found("type=not:call")
    assert ["Ring"] == found("search=ring")
    assert {"overdue"} == refused(ours.rep.get("activities/?overdue=perhaps"))
    assert {"overdue"} == refused(ours.rep.get("activities/?overdue=1&overdue=1"))


@pytest.mark.parametrize(
    ("plural", "kind", "fields"),
    [
        ("contacts", "contact", {"last_name": "Doe"}),
        ("companies", "company", {"name": "Acme"}),
        ("leads", "lead", {"title": "Boat"}),
        ("opportunities", "opportunity", {"name": "Deal"}),
    ],
)
def test_activities_of_a_record(ours, theirs, call, plural, kind, fields):
    """
    Added and listed below the record, and by no filter beyond it; a record that is not
    ours, or not there, is 404.
    """
    record = ours.rep.add(plural, **fields)["id"]
    below = f"{plural}/{record}/activities/"
    added = ours.rep.post(below, json={"subject": "Write"})

    assert (201, record) == (added.status_code, added.json()[f"{kind}_id"])
    assert ["Write"] == subjects(ours.rep.get(below))
    assert ["Write"] == subjects(ours.rep.get(f"{below}?{kind}_id={record}"))
    assert [] == subjects(ours.rep.get(f"{below}?{kind}_id={uuid4()}"))
    assert [] == subjects(ours.rep.get(f"{below}?overdue=true"))
    assert {f"{kind}_id", "subject"} >= refused(
        ours.rep.post(below, json={"subject": "Write", f"{kind}_id": record})
    )
    for person in (theirs.admin, ours.viewer):
        answer = person.post(below, json={"subject": "Write"})
        assert (403 if person is ours.viewer else 404) == answer.status_code
    assert 404 == theirs.admin.get(below).status_code
    missing = f"{plural}/{uuid4()}/activities/"
    assert 404 == ours.rep.get(missing).status_code
    assert 404 == ours.rep.post(missing, json={"subject": "Write"}).status_code


def test_many_at_once_and_back(ours):
    """
    Moved, completed, given away by ids or a filter, each one change set that one undo
    takes back; wrong members are named; one closed one stops all.
    """
    ids = [ours.manager.add("activities", **CALL)["id"] for _ in range(3)]
    both = {"ids": ids[:2]}
    post = ours.manager.post

    moved = post("activities/bulk/reschedule/", json={**both, "days": 1})
    assert (200, 2) == (moved.status_code, moved.json()["changed"]), moved.text
    on = "activities/?scheduled_at=2031-03-04"
    assert 2 == len(subjects(ours.manager.get(on)))
    undone = post(f"changes/{moved.json()['change_set']}/undo/")
    assert 200 == undone.status_code, undone.text
    assert [] == subjects(ours.manager.get(on))

    asked = {"filter": "type=call", "assigned_to": None}
    assert 3 == post("activities/bulk/assign/", json=asked).json()["changed"]
    done = post("activities/bulk/complete/", json={**both, "outcome": "Reached"})
    assert 2 == done.json()["changed"]
    closed = post("activities/bulk/cancel/", json={"ids": ids})
    assert 409 == closed.status_code
    left = ours.manager.get(f"activities/{ids[2]}/").json()
    assert ("pending", None) == (left["status"], left["assigned_to"])
    assert 1 == post("activities/bulk/cancel/", json={"ids": ids[2:]}).json()["changed"]


@pytest.mark.parametrize(
    ("act", "body", "fields"),
    [
        ("reschedule", {"ids": []}, {"to"}),
        ("reschedule", {"filter": "", "to": "x"}, {"to"}),
        ("reschedule", {"ids": "x", "nonsense": 1}, {"ids", "nonsense"}),
        ("assign", {"filter": ""}, {"assigned_to"}),
        ("assign", {"ids": ["x"], "user_id": 1}, {"ids.0", "user_id", "assigned_to"}),
        ("complete", {"filter": "nonsense=1"}, {"filter.nonsense"}),
        ("cancel", {"filter": "", "scope": "all"}, {"scope"}),
    ],
)
def test_a_wrong_bulk_names_its_members(ours, act, body, fields):
    """
    Every one of them.
    """
    assert fields == refused(ours.manager.post(f"activities/bulk/{act}/", json=body))


def test_a_series_is_edited(ours):
    """
    One occurrence, those following, all; the first one says how it recurs.
    """
    first = ours.rep.add("activities", **DAILY)
    listed = ours.rep.get("activities/?sort=scheduled_at").json()["items"]
    assert ["FREQ=DAILY;COUNT=4"] * 4 == [each["recurrence"] for each in listed]

    ours.rep.patch(place(listed[1]), json={"subject": "Once"})
    ours.rep.patch(place(listed[2]), json={"place": "Rome", "scope": "following"})
    ours.rep.patch(place(first), json={"priority": "high", "scope": "all"})
    after = ours.rep.get("activities/?sort=scheduled_at").json()["items"]
    assert ["Ring", "Once", "Ring", "Ring"] == [each["subject"] for each in after]
    assert [None, None, "Rome", "Rome"] == [each["place"] for each in after]
    assert {"high"} == {each["priority"] for each in after}
    cancelled = ours.rep.post(place(after[2], "cancel"), json={"scope": "following"})
    assert "cancelled" == cancelled.json()["status"]
    left = subjects(ours.rep.get("activities/?status=pending&sort=scheduled_at"))
    assert ["Ring", "Once"] == left


WRONG = [
    ({"subject": ""}, {"subject"}),
    ({"type": "telegram"}, {"type"}),
    ({"starts_at": "1900-01-01T00:00:00Z", "ends_at": None}, {"starts_at"}),
    ({"ends_at": "9999-12-31T23:59:59Z"}, {"ends_at"}),
    ({"ends_at": "2031-03-03T08:00:00Z"}, {"ends_at"}),
    ({"starts_at": "2031-03-03T09:00:00"}, {"starts_at"}),
    ({"time_zone": "Mars/Olympus"}, {"time_zone"}),
    ({"recurrence": "FREQ=SECONDLY"}, {"recurrence"}),
    ({"recurrence": 7, "priority": "huge"}, {"recurrence", "priority"}),
    ({"recurrence": "FREQ=DAILY", "version": 1, "place": 7}, {"version", "place"}),
    ({"duration_minutes": "NaN"}, {"duration_minutes"}),
    ({"duration_minutes": -5}, {"duration_minutes"}),
    ({"reminders": [-1, 99999]}, {"reminders.0.minutes", "reminders.1.minutes"}),
    ({"about": [{"kind": "ship", "id": str(uuid4())}]}, {"about.0.kind"}),
    ({"about": [{"kind": "contact", "id": str(uuid4())}]}, {"about.0"}),
    ({"lead_id": str(uuid4())}, {"lead_id"}),
    ({"participants": [{"name": "x"}] * 1001}, {"participants"}),
    ({"participants": [{}]}, {"participants.0.name"}),
    ({"scope": "all"}, {"scope"}),
]


@pytest.mark.parametrize(("body", "fields"), WRONG)
def test_wrong_fields_are_named(ours, body, fields):
    """
    Each of them; nothing is stored.
    """
    assert fields == refused(ours.rep.post("activities/", json={**CALL, **body}))
    assert [] == subjects(ours.rep.get("activities/"))


def test_a_recurrence_that_changed_is_a_new_page(ours):
    """
    The tag of an occurrence changes with the rule of its series, which it shows.
    """
    first = ours.rep.add("activities", **DAILY)
    tag = ours.rep.get(place(first)).headers["etag"]
    same = ours.rep.get(place(first), headers={"if-none-match": tag})
    listed = ours.rep.get("activities/?sort=scheduled_at").json()["items"]
    ours.rep.patch(place(listed[2]), json={"scope": "following", "recurrence": None})
    seen = ours.rep.get(place(first), headers={"if-none-match": tag})

    assert 304 == same.status_code
    assert 200 == seen.status_code
    assert seen.json()["recurrence"] != first["recurrence"]
