"""
Agendas, reports and notifications over HTTP.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from crm_core.activities import tell_due

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

NOW = datetime.now(UTC)
PERIOD = "since=2026-01-01&until=2026-01-31"


def refused(response):
    assert 422 == response.status_code, response.text
    return {error["field"] for error in response.json()["errors"]}


def ago(**past):
    return (NOW - timedelta(**past)).isoformat()


def test_the_agenda(ours, theirs):
    """
    What is late and what comes, by the day of a zone; of others only what one sees.
    """
    ours.rep.add("activities", subject="late", due_at=ago(days=2))
    ours.rep.add("activities", subject="soon", due_at=ago(days=-3))
    ours.rep.add("activities", subject="far", due_at=ago(days=-30))
    told = ours.rep.get("activities/agenda/?zone=Asia/Tokyo").json()

    def of(agenda, part):
        return [each["subject"] for each in agenda[part]]

    assert ["late"] == of(told, "overdue")
    assert ["soon"] == of(told, "upcoming")
    assert ("Asia/Tokyo", str(ours.rep.actor.user_id)) == (
        told["zone"],
        told["user_id"],
    )
    me = ours.rep.get("activities/agenda/?assigned_to=me&days=60").json()
    assert ["soon", "far"] == of(me, "upcoming")
    rep = f"activities/agenda/?assigned_to={ours.rep.actor.user_id}"
    assert ["late"] == of(ours.admin.get(rep).json(), "overdue")
    assert [] == of(theirs.admin.get(rep).json(), "overdue")


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ("agenda/?zone=Mars/Olympus", {"zone"}),
        ("agenda/?days=367&assigned_to=x", {"days", "assigned_to"}),
        ("agenda/?days=NaN", {"days"}),
        ("agenda/?page=1", {"page"}),
        ("report/", {"since", "until"}),
        ("report/?since=2026-02-30&until=x", {"since", "until"}),
        ("report/?since=2026-02-01&until=2026-01-01", {"until"}),
        ("report/?since=0001-01-01&until=9999-12-31", {"until"}),
        ("report/?since=9999-01-01&until=9999-12-31", {"since"}),
        (f"report/?{PERIOD}&by=weather", {"by"}),
        (f"report/?{PERIOD}&by=day,day", {"by"}),
        (f"report/?{PERIOD}&nonsense=1", {"nonsense"}),
        (f"report/?{PERIOD}&zone=x", {"zone"}),
        (f"response-times/?{PERIOD}&by=day", {"by"}),
        ("response-times/?since=2026-01-01", {"until"}),
        ("neglected/", {"kind"}),
        ("neglected/?kind=ship", {"kind"}),
        ("neglected/?kind=lead&days=0&most=0", {"days", "most"}),
    ],
)
def test_wrong_questions_are_named(ours, asked, fields):
    """
    By parameter, with 422.
    """
    assert fields <= refused(ours.rep.get(f"activities/{asked}"))


def test_the_report(ours):
    """
    Counts, hours and rates by person and type, of what the filters find.
    """
    for outcome in ("reached", "reached", "voicemail"):
        ours.rep.add(
            "activities",
            type="call",
            subject="Ring",
            completed_at="2026-01-15T10:00:00Z",
            duration_minutes=30,
            outcome=outcome,
        )
    ours.rep.add("activities", subject="Late", due_at="2026-01-20T10:00:00Z")
    me = str(ours.rep.actor.user_id)
    told = ours.rep.get(f"activities/report/?{PERIOD}&by=person,type").json()
    rows = {tuple(row.pop("key")): row for row in told["rows"]}

    assert {(me, "call"), (me, "task")} == {*rows}
    assert (3, 3, 1.5, 1.0) == tuple(
        rows[me, "call"][each]
        for each in ("total", "completed", "hours", "completion_rate")
    )
    assert (4, 1, 0.75) == tuple(
        told["total"][each] for each in ("total", "overdue", "completion_rate")
    )
    narrowed = ours.rep.get(
        f"activities/report/?{PERIOD}&by=outcome&type=call&outcome=not:voicemail"
    ).json()
    assert [["reached"]] == [row["key"] for row in narrowed["rows"]]


def test_response_times_and_the_neglected(door, ours):
    """
    From what came in to what went out; a lead that nobody has touched is found.
    """
    lead = ours.rep.add("leads", title="Boat")["id"]
    for direction, at in (("inbound", "10:00"), ("outbound", "10:30")):
        ours.rep.add(
            "activities",
            type="call",
            subject="Ring",
            direction=direction,
            lead_id=lead,
            completed_at=f"2026-01-15T{at}:00Z",
        )
    ours.rep.add("leads", title="Ship")
    with psycopg.connect(door.database_url) as connection:
        connection.execute(
            "update crm.leads set created_at = '2026-01-01' where organization_id = %s",
            [ours.id],
        )
    times = ours.rep.get(f"activities/response-times/?{PERIOD}").json()["items"]
    found = ours.rep.get("activities/neglected/?kind=lead&days=1").json()["items"]

    assert [(1, 1, 30.0)] == [
        (each["inbound"], each["answered"], each["median_minutes"]) for each in times
    ]
    assert ["Ship", "Boat"] == [each["name"] for each in found]
    assert [None, "2026-01-15T10:30:00Z"] == [each["last_at"] for each in found]


def test_notifications(door, ours):
    """
    A reminder is told once to whom it is for, is counted, and seen.
    """
    ours.rep.add(
        "activities",
        subject="Ring",
        scheduled_at=ago(minutes=-10),
        reminders=[{"minutes": 30, "channels": ["in-app"]}],
    )
    for _ in range(2):
        door.crm.run(ours.admin.actor, tell_due, 100)
    told = ours.rep.get("notifications/").json()
    [one] = told["items"]

    assert ("Ring", None, 1) == (one["subject"], one["seen_at"], told["total"])
    assert {"unseen": 1} == ours.rep.get("notifications/unseen/").json()
    assert [] == ours.admin.get("notifications/").json()["items"]
    body = {"ids": [one["id"]]}
    assert {"seen": 0} == ours.admin.post("notifications/seen/", json=body).json()
    assert {"seen": 1} == ours.rep.post("notifications/seen/", json=body).json()
    assert {"seen": 0} == ours.rep.post("notifications/seen/").json()
    assert [] == ours.rep.get("notifications/?unseen=true").json()["items"]
    assert {"unseen"} == refused(ours.rep.get("notifications/?unseen=perhaps"))
    for wrong, field in (
        ({"ids": ["x", str(uuid4())]}, "ids.0"),
        ({"ids": "x"}, "ids"),
        ({"all": True}, "all"),
    ):
        assert {field} == refused(ours.rep.post("notifications/seen/", json=wrong))
