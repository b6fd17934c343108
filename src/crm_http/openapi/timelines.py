"""
Schemas and examples of timelines.
"""

from typing import Final

from crm_core.timelines import Detail, Entry, Subject, Timeline

from .examples import CHANGE_SET_ID, CONTACT_ID, USER_ID

TIMELINE_TYPES: Final[dict[type, str]] = {
    Detail: "TimelineDetail",
    Entry: "TimelineEntry",
    Subject: "TimelineSubject",
    Timeline: "Timeline",
}

_ENTRY: Final = {
    "id": f"change_set:{CHANGE_SET_ID}:0",
    "at": "2026-01-31T09:00:00.000000Z",
    "kind": "edited",
    "title": "Job title changed",
    "user_id": USER_ID,
    "user": "Ann Berg",
    "about": [{"kind": "contact", "id": CONTACT_ID, "name": "John Doe"}],
    "open": False,
    "source": {"kind": "change_set", "id": CHANGE_SET_ID},
    "details": [{"field": "title", "label": "Job title", "was": "CTO", "now": "CEO"}],
}

TIMELINE_EXAMPLES: Final[dict[str, object]] = {
    "Timeline": {"items": [_ENTRY], "next_cursor": None, "complete": True},
}
