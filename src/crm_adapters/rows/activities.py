"""
Activities and their series as rows.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from crm_core.activities import (
    Activity,
    ActivityStatus,
    ActivityType,
    Attendance,
    Channel,
    Direction,
    Notification,
    Participant,
    Priority,
    Reminder,
    Series,
)
from crm_core.contacts import ContactId
from crm_core.shared import RecordRef, UserId, fold

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "assigned_to",
    "subject",
    "description",
    "due_at",
    "starts_at",
    "ends_at",
    "day",
    "last_day",
    "time_zone",
    "completed_at",
    "duration_minutes",
    "outcome",
    "place",
    "snoozed_until",
    "series_id",
    "occurrence",
    "uid",
    "sequence",
    "custom",
)
_same = attrgetter(*_SAME)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def _to_row(activity: Activity) -> Row:
    row: Row = dict(zip(_SAME, _same(activity), strict=True))
    row["type"] = activity.type.value
    row["status"] = activity.status.value
    row["priority"] = activity.priority.value
    row["direction"] = activity.direction and activity.direction.value
    row["about"] = [{"kind": each.kind, "id": str(each.id)} for each in activity.about]
    row["participants"] = [_participant_row(each) for each in activity.participants]
    row["reminders"] = [
        {"minutes": each.minutes, "channels": [c.value for c in each.channels]}
        for each in activity.reminders
    ]
    row["tags"] = list(activity.tags)
    planned = activity.scheduled_at
    row["scheduled_at"] = planned
    row["scheduled_key"] = planned or activity.completed_at or _NEVER
    row["deadline"] = activity.deadline
    row["at"] = activity.at
    row["name_key"] = fold(activity.subject)
    return row


def _from_row(row: Row) -> Activity:
    return Activity(
        **{name: row[name] for name in _SAME},
        type=ActivityType(row["type"]),
        status=ActivityStatus(row["status"]),
        priority=Priority(row["priority"]),
        direction=Direction(row["direction"]) if row["direction"] else None,
        about=tuple(RecordRef(each["kind"], UUID(each["id"])) for each in row["about"]),
        participants=tuple(map(_participant, row["participants"])),
        reminders=tuple(map(_reminder, row["reminders"])),
        tags=tuple(row["tags"]),
    )


def _participant_row(each: Participant) -> Row:
    return {
        "name": each.name,
        "email": each.email,
        "contact_id": each.contact_id and str(each.contact_id),
        "user_id": each.user_id and str(each.user_id),
        "status": each.status.value,
        "organizer": each.organizer,
    }


def _participant(row: Mapping[str, Any]) -> Participant:
    contact, user = row["contact_id"], row["user_id"]
    return Participant(
        name=row["name"],
        email=row["email"],
        contact_id=ContactId(UUID(contact)) if contact else None,
        user_id=UserId(UUID(user)) if user else None,
        status=Attendance(row["status"]),
        organizer=row["organizer"],
    )


def _reminder(row: Mapping[str, Any]) -> Reminder:
    channels = tuple(Channel(each) for each in row["channels"])
    return Reminder(minutes=row["minutes"], channels=channels)


ACTIVITY_ROWS = RowMapping(
    kind="activity",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset({"scheduled_at", "scheduled_key", "deadline", "at", "name_key"}),
    ids=frozenset({"id", "created_by", "assigned_to", "series_id"}),
    moments=frozenset(
        {
            "created_at",
            "updated_at",
            "archived_at",
            "due_at",
            "starts_at",
            "ends_at",
            "completed_at",
            "snoozed_until",
            "occurrence",
        }
    ),
    days=frozenset({"day", "last_day"}),
)


def _series_row(series: Series) -> Row:
    return {
        "id": series.id,
        "version": series.version,
        "created_at": series.created_at,
        "updated_at": series.updated_at,
        "rule": series.rule,
        "pattern": ACTIVITY_ROWS.image(_to_row(series.pattern)),
        "without": [each.isoformat() for each in series.without],
        "spread_until": series.spread_until,
        "ended": series.ended,
    }


def _series(row: Row) -> Series:
    return Series(
        **{
            **row,
            "pattern": ACTIVITY_ROWS.record(row["pattern"]),
            "without": tuple(map(datetime.fromisoformat, row["without"])),
        }
    )


SERIES_ROWS = RowMapping(
    kind="activity_series",
    to_row=_series_row,
    from_row=_series,
    derived=frozenset(),
    ids=frozenset({"id"}),
    moments=frozenset({"created_at", "updated_at", "spread_until"}),
)


def notification_row(notification: Notification) -> Row:
    """
    A notification as a row.
    """
    channels = [each.value for each in notification.channels]
    names = [each.name for each in Notification.__attrs_attrs__]
    return {name: getattr(notification, name) for name in names} | {
        "channels": channels
    }


def notification_from(row: Row) -> Notification:
    """
    The notification that a row is of.
    """
    channels = tuple(Channel(each) for each in row["channels"])
    return Notification(**{**row, "channels": channels})
