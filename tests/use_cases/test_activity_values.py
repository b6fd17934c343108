"""
Activities with values that cannot be.
"""

from uuid import uuid4

import pytest

from crm_core.activities import list_activities
from crm_core.shared import Invalid

from .planning import at, fields_refused, plan


@pytest.fixture
def monday(crm):
    """
    The CRM on Monday, the 2nd of March 2026, at nine.
    """
    return at(crm, "2026-03-02 09:00")


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"subject": ""}, {"subject": "required"}),
        ({"type": "dance", "priority": "no"}, {"type": "choice", "priority": "choice"}),
        ({"starts_at": "1900-01-01T00:00:00Z"}, {"starts_at": "range"}),
        ({"due_at": "9999-12-31T23:59:59Z"}, {"due_at": "range"}),
        ({"day": "9999-12-31"}, {"day": "range"}),
        ({"ends_at": "2026-03-03T08:59:00Z"}, {"ends_at": "order"}),
        (
            {"starts_at": None, "ends_at": "2026-03-03T09:00:00Z"},
            {"ends_at": "required"},
        ),
        ({"day": "2026-03-03"}, {"starts_at": "whole-day"}),
        (
            {"starts_at": None, "day": "2026-03-03", "last_day": "2026-03-01"},
            {"last_day": "order"},
        ),
        ({"duration_minutes": -5}, {"duration_minutes": "range"}),
        ({"time_zone": "Mars/Base"}, {"time_zone": "time-zone"}),
        ({"completed_at": "2026-03-02T09:06:00Z"}, {"completed_at": "future"}),
        ({"type": "task", "direction": "inbound"}, {"direction": "type"}),
        ({"type": "note"}, {"scheduled_at": "type"}),
        ({"scheduled_at": "2026-03-09T09:00:00Z"}, {"scheduled_at": "repeated"}),
        ({"reminders": [-1, 15]}, {"reminders.0.minutes": "range"}),
        (
            {"reminders": [{"minutes": 5, "channels": ["pigeon"]}]},
            {"reminders.0.channels": "choice"},
        ),
        ({"reminders": [*range(11)]}, {"reminders": "length"}),
        (
            {"participants": [{"email": "a@example.com"}, {"status": "accepted"}]},
            {"participants.1.name": "required"},
        ),
        (
            {"participants": [{"name": str(n)} for n in range(1_000)]},
            {"participants": "length"},
        ),
        (
            {"participants": [{"name": n, "organizer": True} for n in "ab"]},
            {"participants": "repeated"},
        ),
        (
            {"about": [f"contact:{uuid4()}", "dog:1"]},
            {"about.1.kind": "choice"},
        ),
        ({"about": [f"contact:{uuid4()}"]}, {"about.0": "unknown"}),
        ({"lead_id": str(uuid4())}, {"lead_id": "unknown"}),
        (
            {"participants": [{"contact_id": str(uuid4())}, {"user_id": str(uuid4())}]},
            {
                "participants.0.contact_id": "unknown",
                "participants.1.user_id": "unknown",
            },
        ),
        ({"assigned_to": str(uuid4())}, {"assigned_to": "unknown"}),
        ({"recurrence": "EVERY DAY"}, {"recurrence": "rule"}),
        ({"recurrence": "FREQ=SECONDLY"}, {"recurrence": "frequency"}),
        (
            {"recurrence": {"rule": "FREQ=DAILY", "until": 3}},
            {"recurrence.until": "unknown"},
        ),
        ({"recurrence": "FREQ=DAILY", "starts_at": None}, {"recurrence": "unplanned"}),
        (
            {"recurrence": "FREQ=DAILY", "starts_at": "2020-01-01T09:00:00Z"},
            {"recurrence": "past"},
        ),
        ({"series_id": str(uuid4())}, {"series_id": "read-only"}),
    ],
)
def test_every_wrong_field_is_named(monday, actor, fields, refused):
    """
    Bad input is refused field by field, and nothing is stored.
    """
    with pytest.raises(Invalid) as error:
        plan(monday, actor, **fields)

    assert refused == fields_refused(error)
    assert [] == monday.run(actor, list_activities).items
