"""
Schemas of activities, agendas, reports and notifications.
"""

from collections.abc import Callable
from typing import Final

from crm_core.activities import (
    ACTIVITY_FIELDS,
    ActivityReport,
    ActivityRow,
    Agenda,
    Figures,
    Neglected,
    NotificationRow,
    Responses,
    Scope,
)

from .kinds import UUID, input_schema, nullable, text
from .types import Schema, closed, listed, reference

ACTIVITY_TYPES: Final[dict[type, str]] = {
    ActivityReport: "ActivityReport",
    ActivityRow: "Activity",
    Agenda: "Agenda",
    Figures: "ActivityFigures",
    Neglected: "Neglected",
    NotificationRow: "Notification",
    Responses: "ResponseTime",
}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_RULE: Final[Schema] = {
    "description": "A rule (RFC 5545), as `FREQ=WEEKLY;BYDAY=MO`, or an object of `rule` "
    "and `without`, the moments that it leaves out; null ends it.",
    "anyOf": [
        text(500),
        closed(
            "A rule, and what it leaves out.",
            {"rule": text(500), "without": {**listed(_MOMENT), "maxItems": 500}},
            "without",
        ),
        {"type": "null"},
    ],
}
_SCOPE: Final[Schema] = {
    "type": ["string", "null"],
    "enum": [*(each.value for each in Scope), None],
    "description": "Of what recurs: this one, this and those following, or all that "
    "are pending.",
}
_MOVED: Final[dict[str, Schema]] = {
    "to": nullable(text(40)),
    "days": {"type": ["integer", "null"], "minimum": -3660, "maximum": 3660},
    "minutes": {"type": ["integer", "null"], "minimum": -44640, "maximum": 44640},
}
_OWNER: Final[dict[str, Schema]] = {"assigned_to": nullable(UUID)}
_WHICH: Final[dict[str, Schema]] = {
    "ids": nullable({**listed(UUID), "maxItems": 10_000}),
    "filter": {
        "type": ["string", "null"],
        "maxLength": 10_000,
        "description": "As in a list's address (`status=pending&assigned_to=me`) or in "
        "the search box (`offer is:pending`).",
    },
}


def activity_inputs() -> dict[str, Schema]:
    """
    The bodies that activities take.
    """
    edited = "Fields that are left out stay as they are; null clears one."
    new = input_schema(
        ACTIVITY_FIELDS,
        "An activity has a subject. One with `completed_at` or a `status` of completed "
        "is logged, any other planned. `scheduled_at` is when a task is due or all else "
        "begins; `contact_id` and the like add to what it is about.",
        custom=True,
    )
    changed = input_schema(ACTIVITY_FIELDS, edited, custom=True)
    fields = changed["properties"]
    return {
        "NewActivity": {
            **new,
            "properties": {**new["properties"], "recurrence": _RULE},
            "required": ["subject"],
        },
        "EditedActivity": {
            **changed,
            "properties": {**fields, "recurrence": _RULE, "scope": _SCOPE},
        },
        "ActivityCompletion": {**changed, "description": "Its outcome, and any field."},
        **_one(),
        **_many(),
        "SeenNotifications": closed(
            "Which one has seen; all when left out.",
            {"ids": nullable({**listed(UUID), "maxItems": 1_000})},
            "ids",
        ),
    }


def _one() -> dict[str, Schema]:
    return {
        "ActivityCancelling": closed("Which of a series.", {"scope": _SCOPE}, "scope"),
        "ActivitySnoozing": closed(
            "Until when, or for how many minutes.",
            {
                "until": nullable(_MOMENT),
                "minutes": {
                    "type": ["integer", "null"],
                    "minimum": 1,
                    "maximum": 44640,
                },
            },
            *("until", "minutes"),
        ),
        "ActivityRescheduling": closed(
            "To a moment, to a day at the hour it has, or by so many days and minutes.",
            _MOVED,
            *_MOVED,
        ),
        "ActivityAssigning": closed("Whose it is; null for nobody's.", _OWNER),
    }


def _many() -> dict[str, Schema]:
    return {
        "CompletedActivities": _chosen(
            "how they went", {"outcome": nullable(text(100))}, "outcome"
        ),
        "CancelledActivities": _chosen("nothing else", {}),
        "RescheduledActivities": _chosen("to when", _MOVED, *_MOVED),
        "AssignedActivities": _chosen("whose they are", _OWNER),
    }


def _chosen(what: str, members: dict[str, Schema], *optional: str) -> Schema:
    says = f"Which activities, by ids or a filter, and {what}."
    return closed(says, {**_WHICH, **members}, *_WHICH, *optional)


def activity_answers(page: Callable[[str, str], Schema]) -> dict[str, Schema]:
    """
    What they answer, beside what their types say.
    """
    count: Schema = {"type": "integer", "minimum": 0}
    return {
        "ActivityPage": page("Activity", "One page of activities."),
        "NotificationPage": page("Notification", "One page of notifications."),
        "UnseenNotifications": closed("How many one has not seen.", {"unseen": count}),
        "NotificationsSeen": closed("How many one had not seen.", {"seen": count}),
        "ResponseTimes": closed(
            "Each person's answers.", {"items": listed(reference("ResponseTime"))}
        ),
        "NeglectedList": closed(
            "The longest neglected first.", {"items": listed(reference("Neglected"))}
        ),
    }
