"""
Schemas and examples of invitations and of feeds.
"""

from typing import Final

from .kinds import UUID, nullable, text
from .types import Schema, closed, listed

_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_AT: Final = "2026-01-31T09:00:00.000000Z"


_TEXT: Final[Schema] = {"type": "string"}
_CONNECTION: Final[dict[str, Schema]] = {
    "id": UUID,
    "url": _TEXT,
    "username": _TEXT,
    "calendar_url": _TEXT,
    "calendar_name": _TEXT,
    "state": {"type": "string", "enum": ["working", "needs_password", "failing"]},
    "failures": {"type": "integer"},
    "failure": nullable(_TEXT),
    "created_at": _MOMENT,
    "tried_at": nullable(_MOMENT),
    "succeeded_at": nullable(_MOMENT),
    "next_at": _MOMENT,
}


def calendar_schemas() -> dict[str, Schema]:
    """
    What inviting takes, and what it and feeds answer.
    """
    scope: Schema = {"type": "string", "enum": ["this", "all"], "default": "this"}
    return {
        "MeetingScope": closed(
            "Whether one occurrence is meant, or the whole series.",
            {"scope": scope},
            "scope",
        ),
        "MeetingSent": closed(
            "Who was invited or told of a change, and who that it is off.",
            {
                "invited": listed({"type": "string"}),
                "withdrawn": listed({"type": "string"}),
            },
        ),
        "CalendarFeed": closed(
            "One's calendar can be read at a secret address.",
            {"created_at": _MOMENT},
        ),
        **_connection_schemas(),
        "OpenCalendarFeed": closed(
            "The secret address of one's calendar, which is told this once.",
            {"url": {"type": "string"}, "created_at": _MOMENT},
        ),
    }


def _connection_schemas() -> dict[str, Schema]:
    problem = closed(
        "An object that cannot be taken.",
        {"href": {"type": "string"}, "reason": {"type": "string"}},
    )
    status = closed(
        "A calendar, and how far it is in step.",
        {**_CONNECTION, "objects": {"type": "integer"}, "problems": listed(problem)},
    )
    return {
        "NewCalendarConnection": closed(
            "Where a calendar server is, and how to sign in there.",
            {
                "url": text(500, minLength=1),
                "username": text(200, minLength=1),
                "password": text(500, minLength=1),
                "calendar": nullable(text(500)),
            },
            "calendar",
        ),
        "CalendarPassword": closed(
            "How to sign in to a calendar server from now on.",
            {"password": text(500, minLength=1)},
        ),
        "CalendarConnection": closed(
            "A calendar on a server that one keeps in step with.", _CONNECTION
        ),
        "CalendarConnectionList": closed(
            "Calendars on servers, how many objects each has, and which of them cannot "
            "be taken, with the reasons.",
            {"items": listed(status)},
        ),
    }


_ONE: Final = {
    "id": "0199f6a4-ad50-7f80-8090-728394051640",
    "url": "https://dav.example.com/",
    "username": "ann",
    "calendar_url": "https://dav.example.com/ann/work/",
    "calendar_name": "Work",
    "state": "working",
    "failures": 0,
    "failure": None,
    "created_at": _AT,
    "tried_at": _AT,
    "succeeded_at": _AT,
    "next_at": _AT,
}
CALENDAR_EXAMPLES: Final[dict[str, object]] = {
    "NewCalendarConnection": {
        "url": "https://dav.example.com/",
        "username": "ann",
        "password": "an app password",
        "calendar": "Work",
    },
    "CalendarPassword": {"password": "another app password"},
    "CalendarConnection": _ONE,
    "CalendarConnectionList": {"items": [{**_ONE, "objects": 12, "problems": []}]},
    "MeetingScope": {"scope": "this"},
    "MeetingSent": {"invited": ["ann@example.com"], "withdrawn": []},
    "CalendarFeed": {"created_at": _AT},
    "OpenCalendarFeed": {
        "url": "https://crm.example.com/calendar/"
        "AZn2pK1QfoCQgHKDlKW2x4NvGq0Y3h9rJm5dU8sXw7LbTzKcPfEiAo.ics",
        "created_at": _AT,
    },
}
