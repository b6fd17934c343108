"""
The mail that reminds somebody of an activity.
"""

from datetime import datetime

from crm_core.access import Mail, User
from crm_core.activities import Activity
from crm_core.shared import on_wall


def reminder(*, user: User, activity: Activity, link: str, message_id: str) -> Mail:
    """
    What a person with an e-mail address is told of an activity that is near.
    """
    lines = [
        f"{activity.type.capitalize()}: {activity.subject}",
        f"When: {_when(activity, user.time_zone)}",
    ]
    if activity.place:
        lines.append(f"Where: {activity.place}")
    if activity.description:
        lines += ["", activity.description]
    lines += ["", f"You asked to be reminded of it. {link}", ""]
    return Mail(
        to=user.email or "",
        subject=f"Reminder: {activity.subject}",
        text="\n".join(lines),
        message_id=message_id,
    )


def _when(activity: Activity, zone: str) -> str:
    if activity.day is not None:
        last = activity.last_day
        return f"{activity.day}" + (f" to {last}" if last else "")
    planned = activity.scheduled_at
    if planned is None:
        return "not planned"
    said = _clock(planned, zone)
    ends = f" to {_clock(activity.ends_at, zone)}" if activity.ends_at else ""
    return f"{said}{ends} ({zone})"


def _clock(moment: datetime, zone: str) -> str:
    return f"{on_wall(moment, zone):%Y-%m-%d %H:%M}"
