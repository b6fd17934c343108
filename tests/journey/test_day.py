"""
A sales person's day, by the command line and the API: what one door writes, the other
tells.
"""

from datetime import UTC, datetime, timedelta

import pytest

from crm_core.activities import tell_due
from tests.cli.terminal import SECRET, House, Terminal

pytestmark = pytest.mark.postgres
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def house(ours, database_url, tmp_path):
    """
    The command line of the same organization, of the sales person.
    """
    ours.rep.get("users/me/")  # whoever asks first is written down
    settings = {"CRM_DATABASE_URL": database_url, "CRM_TOKEN_SECRET": SECRET}
    return Desk(
        House(Terminal(tmp_path, settings), str(ours.id), "Ours"),
        str(ours.rep.actor.user_id),
    )


class Desk:
    """
    Commands of one person.
    """

    def __init__(self, house, who):
        self.house, self.who = house, who

    def __call__(self, *words):
        return self.house(*words, "--as", self.who)


def moment(**ahead):
    return (NOW + timedelta(**ahead)).isoformat()


def subjects(items):
    return [each["subject"] for each in items]


def test_the_morning(ours, house):
    """
    A task in words, a call that answers a lead, a meeting with a colleague and the
    customer: all three in the company's timeline, and what is planned in the agenda.
    """
    rep = ours.rep
    company = rep.add("companies", name="Engines")["id"]
    contact = rep.add(
        "contacts", first_name="Ada", email="ada@engines.example", company_id=company
    )
    lead = rep.add("leads", title="Two engines", company_id=company)["id"]

    house("activities", "quick-add", "send the offer tomorrow 10:00 #Engines")
    assert rep.get(f"leads/{lead}/").json()["first_responded_at"] is None
    house("activities", "log", "call", "Spoke about price", "--about", f"lead:{lead}")
    answered = rep.get(f"leads/{lead}/").json()["first_responded_at"]
    ours.manager.get("users/me/")
    meeting = rep.post(
        f"contacts/{contact['id']}/activities/",
        json={
            "type": "meeting",
            "subject": "Look at the engine",
            "starts_at": moment(days=2),
            "ends_at": moment(days=2, hours=1),
            "participants": [
                {"contact_id": contact["id"], "email": "ada@engines.example"},
                {"user_id": str(ours.manager.actor.user_id)},
            ],
        },
    )

    assert answered is not None
    assert 201 == meeting.status_code, meeting.text
    agenda = house("activities", "agenda", "--json").json
    planned = ["send the offer", "Look at the engine"]
    assert planned == subjects(agenda["today"] + agenda["upcoming"])
    told = rep.get(f"companies/{company}/timeline/").json()["items"]
    entries = {(each["kind"], each["title"]) for each in told}
    assert {
        ("task", "send the offer"),
        ("call", "Spoke about price"),
        ("meeting", "Look at the engine"),
    } <= entries
    seen = ours.manager.get(f"activities/{meeting.json()['id']}/")
    assert 200 == seen.status_code


def test_the_afternoon(door, ours, house):
    """
    Of a recurring task one occurrence is moved and the others stay; a reminder comes
    once, however often it is looked for, and is gone when it is seen.
    """
    house(
        *("activities", "add", "subject=Write the report", f"due_at={moment(hours=2)}"),
        *("reminders=180", "--repeat", "FREQ=DAILY;COUNT=3"),
    )
    listed = house("activities", "list", "--sort", "scheduled_at", "--json").json
    first, second, third = listed["items"]
    house("activities", "reschedule", second["id"], "--minutes", "45")
    after = ours.rep.get("activities/?sort=scheduled_at").json()["items"]

    assert [each["id"] for each in (first, second, third)] == [e["id"] for e in after]
    assert [True, False, True] == [
        was["scheduled_at"] == now["scheduled_at"]
        for was, now in zip((first, second, third), after, strict=True)
    ]
    for _ in range(3):
        door.crm.run(ours.admin.actor, tell_due, 100)
    [told] = house("notifications", "list", "--unseen", "--json").json["items"]
    assert first["id"] == told["activity_id"]
    ours.rep.post("notifications/seen/", json={"ids": [told["id"]]})
    assert [] == house("notifications", "list", "--unseen", "--json").json["items"]


def test_the_evening(ours, house):
    """
    All that is left is moved to next week at one stroke, and by one undo back again.
    """
    for number in range(3):
        house(
            "activities", "add", f"subject=Left {number}", f"due_at={moment(hours=1)}"
        )
    before = ours.admin.get("activities/?sort=subject").json()["items"]
    moved = ours.admin.post(
        "activities/bulk/reschedule/", json={"filter": "status=pending", "days": 7}
    )
    week = {each["due_at"] for each in before}
    assert (200, 3) == (moved.status_code, moved.json()["changed"]), moved.text
    agenda = house("activities", "agenda", "--days", "3", "--json").json
    assert [] == agenda["today"] + agenda["upcoming"]
    undone = ours.admin.post(f"changes/{moved.json()['change_set']}/undo/")

    assert 200 == undone.status_code, undone.text
    again = ours.rep.get("activities/?sort=subject").json()["items"]
    assert week == {each["due_at"] for each in again}
    report = house("activities", "report", "--by", "type", "--since", f"{NOW:%Y-%m-%d}")
    assert "task" in report.out
