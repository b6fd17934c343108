"""
Examples of activities, agendas, reports and notifications.
"""

from typing import Any, Final

from .examples import CONTACT_ID, USER_ID

_AT: Final = "2026-01-31T09:00:00.000000Z"
_ENDS: Final = "2026-01-31T09:30:00.000000Z"
_ID: Final = "0199f6a4-e1b0-7a41-8f10-2b3c4d5e6f70"
_ABOUT: Final = [{"kind": "contact", "id": CONTACT_ID}]
_REMINDERS: Final = [{"minutes": 15, "channels": ["in-app"]}]
_ACTIVITY: Final[dict[str, Any]] = {
    "id": _ID,
    "type": "call",
    "subject": "Talk about the offer",
    "description": None,
    "status": "pending",
    "priority": "normal",
    "direction": "outbound",
    "about": _ABOUT,
    "scheduled_at": _AT,
    "due_at": None,
    "starts_at": _AT,
    "ends_at": _ENDS,
    "day": None,
    "last_day": None,
    "time_zone": "Europe/Berlin",
    "deadline": _ENDS,
    "completed_at": None,
    "duration_minutes": None,
    "outcome": None,
    "place": None,
    "participants": [
        {
            "name": "John Doe",
            "email": "john@example.com",
            "contact_id": CONTACT_ID,
            "user_id": None,
            "status": "needs_action",
            "organizer": False,
        }
    ],
    "reminders": _REMINDERS,
    "snoozed_until": None,
    "recurrence": None,
    "series_id": None,
    "occurrence": None,
    "uid": _ID,
    "sequence": 0,
    "tags": ["offer"],
    "assigned_to": USER_ID,
    "custom": {},
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 1,
    "contact_id": CONTACT_ID,
    "company_id": None,
    "lead_id": None,
    "opportunity_id": None,
}
_NOTIFICATION: Final = {
    "id": "0199f6a4-e1c0-7b51-9f20-3c4d5e6f7081",
    "activity_id": _ID,
    "type": "call",
    "subject": "Talk about the offer",
    "status": "pending",
    "scheduled_at": _AT,
    "at": "2026-01-31T08:45:00.000000Z",
    "seen_at": None,
}
_FIGURES: Final[dict[str, Any]] = {
    "key": [USER_ID],
    "total": 12,
    "completed": 9,
    "cancelled": 1,
    "pending": 2,
    "overdue": 1,
    "timed": 4,
    "on_time": 3,
    "minutes": 270,
    "hours": 4.5,
    "completion_rate": 0.9,
    "on_time_rate": 0.75,
}
_ALL: Final[dict[str, Any]] = {**_FIGURES, "key": []}


def _one(item: object) -> dict[str, object]:
    counted = {"total": 1, "total_exact": True, "page": 1, "page_size": 20}
    return {"items": [item], **counted, "next_cursor": None}


ACTIVITY_EXAMPLES: Final[dict[str, object]] = {
    "Activity": _ACTIVITY,
    "ActivityPage": _one(_ACTIVITY),
    "NewActivity": {
        "type": "call",
        "subject": "Talk about the offer",
        "scheduled_at": "2030-01-31T09:00:00Z",
        "reminders": [15],
    },
    "EditedActivity": {"subject": "Talk about the price", "priority": "high"},
    "BulkActivity": {"ids": [_ID], "set": {"priority": "high"}},
    "ActivityCompletion": {"outcome": "Reached", "duration_minutes": 20},
    "ActivityCancelling": {"scope": "this"},
    "ActivitySnoozing": {"minutes": 30},
    "ActivityRescheduling": {"to": "2030-02-01T09:00:00Z"},
    "ActivityAssigning": {"assigned_to": None},
    "CompletedActivities": {"ids": [_ID], "outcome": "Reached"},
    "CancelledActivities": {"ids": [_ID]},
    "RescheduledActivities": {"ids": [_ID], "to": "2030-02-01"},
    "AssignedActivities": {"ids": [_ID], "assigned_to": None},
    "SeenNotifications": {"ids": [_NOTIFICATION["id"]]},
    "NotificationsSeen": {"seen": 1},
    "UnseenNotifications": {"unseen": 3},
    "NotificationPage": _one(_NOTIFICATION),
    "Agenda": {
        "user_id": USER_ID,
        "zone": "Europe/Berlin",
        "day": "2026-01-31",
        "overdue": [],
        "today": [_ACTIVITY],
        "upcoming": [],
        "more": [],
    },
    "ActivityReport": {
        "since": "2026-01-01",
        "until": "2026-01-31",
        "zone": "Europe/Berlin",
        "by": ["person"],
        "rows": [_FIGURES],
        "total": _ALL,
    },
    "ResponseTimes": {
        "items": [
            {
                "user_id": USER_ID,
                "inbound": 8,
                "answered": 7,
                "median_minutes": 42.0,
                "ninth_minutes": 310.5,
            }
        ]
    },
    "NeglectedList": {
        "items": [
            {
                "record": {
                    "kind": "lead",
                    "id": "0199f6a4-cf70-71a0-a2b0-940516273849",
                },
                "name": "Fair visitor",
                "assigned_to": USER_ID,
                "last_at": None,
                "created_at": _AT,
            }
        ]
    },
}
