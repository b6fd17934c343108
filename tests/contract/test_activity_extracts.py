"""
Activities as rows of text.
"""

import json

from crm_core.activities import add_activity
from crm_core.contacts import add_contact
from crm_core.transfers import export_activities


def test_what_is_exported(crm, actor):
    """
    All that a list shows is in the columns, moments in UTC, lists as JSON, the owner
    by name; and the parts go on where one ended.
    """
    ada = crm.run(actor, add_contact, first_name="Ada").id
    crm.run(
        actor,
        add_activity,
        type="meeting",
        subject="Größe",
        starts_at="2035-03-02T10:00:00+01:00",
        about=[f"contact:{ada}"],
        participants=[{"name": "Eve"}],
        reminders=[15],
        tags=["VIP"],
        recurrence="FREQ=DAILY;COUNT=1",
    )
    crm.run(actor, add_activity, subject="Days", day="2035-03-29")

    part = crm.run(actor, export_activities)
    names = [column.name for column in part.columns]
    first, second = (dict(zip(names, row, strict=True)) for row in part.rows)

    assert ("Größe", "2035-03-02T09:00:00.000000+00:00", "FREQ=DAILY;COUNT=1") == (
        first["subject"],
        first["scheduled_at"],
        first["recurrence"],
    )
    assert [{"kind": "contact", "id": str(ada)}] == json.loads(first["about"])
    assert ["Eve"] == [each["name"] for each in json.loads(first["participants"])]
    assert [{"minutes": 15, "channels": ["in-app"]}] == json.loads(first["reminders"])
    assert ["VIP"] == json.loads(first["tags"])
    assert ("2035-03-29", None) == (second["day"], second["starts_at"])
    assert part.next_cursor is None
