"""
Schemas and examples of booking pages, of free times and of activities in words.
"""

from collections.abc import Callable
from typing import Any, Final

from crm_core.activities import QUICK_LANGUAGES, Candidate, Doubt, Part, Understood
from crm_core.bookings import (
    Booking,
    BookingPage,
    BookingState,
    FreeBusy,
    Hosting,
    Slot,
)
from crm_core.forms import LANGUAGES

from .examples import USER_ID
from .forms import FORM_EXAMPLES, questions
from .kinds import UUID, nullable, text
from .leads import HOURS
from .types import Schema, closed, listed, record_schema, reference

BOOKING_TYPES: Final[dict[type, str]] = {
    BookingState: "BookingState",
    Candidate: "QuickCandidate",
    Doubt: "QuickDoubt",
    FreeBusy: "FreeBusy",
    Hosting: "Hosting",
    Part: "QuickPart",
    Slot: "FreeTime",
    Understood: "QuickUnderstood",
}
_HIDDEN: Final = ("key", "secret", "email_key", "digest")
_FLAG: Final[Schema] = {"type": ["boolean", "null"]}
_A_DAY: Final = 1_440


def _number(least: int, most: int) -> Schema:
    return {"type": ["integer", "null"], "minimum": least, "maximum": most}


_MEMBERS: Final[dict[str, Schema]] = {
    "name": text(200, minLength=1),
    "title": nullable(text(200)),
    "intro": nullable(text(5_000)),
    "language": nullable({"type": "string", "enum": [*LANGUAGES]}),
    "hosts": {
        **listed(UUID),
        "description": "With whom the meetings are: ids of people.",
        "minItems": 1,
        "maxItems": 20,
    },
    "hosting": nullable({"type": "string", "enum": [each.value for each in Hosting]}),
    "durations": nullable(
        {
            **listed({"type": "integer", "minimum": 5, "maximum": _A_DAY}),
            "minItems": 1,
            "maxItems": 10,
        }
    ),
    "step": _number(5, _A_DAY),
    "buffer_before": _number(0, _A_DAY),
    "buffer_after": _number(0, _A_DAY),
    "minimum_notice": _number(0, 365 * _A_DAY),
    "horizon_days": _number(1, 365),
    "daily_limit": _number(1, 500),
    "hours": nullable(HOURS),
    "place": nullable(text(255)),
    "questions": nullable(questions()),
    "origins": nullable({**listed(text(255)), "maxItems": 50}),
    "per_address": _number(1, 10_000),
    "per_page": _number(1, 100_000),
    "thanks": nullable(text(5_000)),
    "source": nullable(text(100)),
    "consent": nullable(text(2_000)),
    "consent_required": _FLAG,
    "active": _FLAG,
}


def booking_inputs() -> dict[str, Schema]:
    """
    The bodies that booking pages and quick adding take.
    """
    optional = [name for name in _MEMBERS if name != "name"]
    edited = "Members that are left out stay as they are; null brings back the usual."
    return {
        "NewBookingPage": closed("A page has a name.", _MEMBERS, *optional),
        "EditedBookingPage": closed(edited, _MEMBERS, *_MEMBERS),
        "QuickAdd": closed(
            "An activity in words. A dry run only tells what would be added.",
            {
                "text": text(1_000, minLength=1),
                "language": nullable({"type": "string", "enum": [*QUICK_LANGUAGES]}),
                "dry_run": {"type": "boolean", "default": False},
            },
            *("language", "dry_run"),
        ),
    }


def booking_answers(
    named: dict[type, str], page: Callable[[str, str], Schema]
) -> dict[str, Schema]:
    """
    What they answer.
    """
    hidden: Schema = {name: {"type": "string"} for name in _HIDDEN}
    booking = record_schema(Booking, named, **hidden)
    shown = {n: s for n, s in booking["properties"].items() if n not in _HIDDEN}
    span: Schema = {
        **listed({"type": "string", "format": "date-time"}),
        "minItems": 2,
        "maxItems": 2,
    }
    busy = record_schema(FreeBusy, named, working=listed(span), busy=listed(span))
    return {
        "Booking": closed(booking["description"], shown),
        "BookingListPage": page("Booking", "One page of what was booked."),
        "BookingPage": record_schema(BookingPage, named, hours=nullable(HOURS)),
        "BookingPageList": closed(
            "Booking pages.", {"items": listed(reference("BookingPage"))}
        ),
        "FreeBusy": busy,
        "FreeBusyList": closed(
            "When some people are busy.", {"items": listed(reference("FreeBusy"))}
        ),
        "FreeTimes": closed(
            "When people could meet.", {"items": listed(reference("FreeTime"))}
        ),
        "QuickAdded": closed(
            "What was understood of a text, and the activity if it was added.",
            {
                "understood": reference("QuickUnderstood"),
                "fields": {"type": "object", "additionalProperties": True},
                "names": listed(reference("QuickCandidate")),
                "activity_id": nullable(UUID),
            },
        ),
    }


_AT: Final = "2026-01-31T09:00:00.000000Z"
_PAGE: Final[dict[str, Any]] = {
    "id": "0199f6a4-ad50-7f80-8090-728394051630",
    "key": "pV4h1nB7Qx2m9KcT5sLw8RzB",
    "name": "Intro call",
    "title": "",
    "intro": None,
    "language": "en",
    "hosts": [USER_ID],
    "hosting": "round_robin",
    "durations": [30],
    "step": 30,
    "buffer_before": 0,
    "buffer_after": 15,
    "minimum_notice": 240,
    "horizon_days": 30,
    "daily_limit": None,
    "hours": None,
    "place": "Video call",
    "questions": FORM_EXAMPLES["Form"]["fields"],  # type: ignore[index]
    "origins": [],
    "per_address": 10,
    "per_page": 200,
    "thanks": None,
    "source": None,
    "consent": None,
    "consent_required": False,
    "consent_texts": [],
    "active": True,
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 1,
}
_BOOKING: Final[dict[str, Any]] = {
    "id": "0199f6a4-be60-7090-91a0-839405162740",
    "page_id": _PAGE["id"],
    "activity_id": "0199f6a4-be60-7090-91a0-839405162741",
    "host_id": USER_ID,
    "state": "booked",
    "starts_at": "2026-02-02T09:00:00.000000Z",
    "ends_at": "2026-02-02T09:30:00.000000Z",
    "time_zone": "Europe/Berlin",
    "before": 0,
    "after": 15,
    "values": {"last_name": "Lovelace", "email": "ada@example.com"},
    "capture": {},
    "consent": None,
    "consent_version": None,
    "booked_at": _AT,
    "cancelled_at": None,
    "moves": 0,
    "lead_id": "0199f6a4-cf70-71a0-a2b0-940516273849",
    "reason": None,
}
_BUSY: Final[dict[str, Any]] = {
    "user_id": USER_ID,
    "name": "Ada",
    "time_zone": "Europe/Berlin",
    "working": [[_AT, "2026-01-31T17:00:00.000000Z"]],
    "busy": [[_AT, "2026-01-31T10:00:00.000000Z"]],
}
_TEXT: Final = "call back tomorrow 10:00"
_UNDERSTOOD: Final[dict[str, Any]] = {
    "type": "call",
    "subject": "call back",
    "day": "2026-02-01",
    "starts": "2026-02-01T09:00:00.000000Z",
    "ends": None,
    "duration": None,
    "place": None,
    "priority": None,
    "owner": None,
    "about": [],
    "recurrence": None,
    "reminders": [],
    "parts": [
        {"kind": "type", "start": 0, "end": 4, "means": "call"},
        {"kind": "subject", "start": 4, "end": 10, "means": ""},
        {"kind": "day", "start": 10, "end": 18, "means": "2026-02-01"},
        {"kind": "subject", "start": 18, "end": 19, "means": ""},
        {"kind": "time", "start": 19, "end": 24, "means": "10:00"},
    ],
    "doubts": [],
}
BOOKING_EXAMPLES: Final[dict[str, object]] = {
    "Booking": _BOOKING,
    "BookingListPage": {
        "items": [_BOOKING],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 25,
        "next_cursor": None,
    },
    "BookingPage": _PAGE,
    "BookingPageList": {"items": [_PAGE]},
    "EditedBookingPage": {"title": "Meet us", "daily_limit": 4},
    "FreeBusy": _BUSY,
    "FreeBusyList": {"items": [_BUSY]},
    "FreeTimes": {
        "items": [
            {
                "starts": "2026-01-31T10:00:00.000000Z",
                "ends": "2026-01-31T10:30:00.000000Z",
                "hosts": [USER_ID],
            }
        ]
    },
    "NewBookingPage": {
        "name": "Intro call",
        "durations": [30, 60],
        "buffer_after": 15,
        "place": "Video call",
    },
    "QuickAdd": {"text": _TEXT, "dry_run": True},
    "QuickAdded": {
        "understood": _UNDERSTOOD,
        "fields": {
            "type": "call",
            "subject": "call back",
            "starts_at": "2026-02-01T09:00:00.000000Z",
            "time_zone": "Europe/Berlin",
        },
        "names": [],
        "activity_id": None,
    },
}
