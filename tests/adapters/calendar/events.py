"""
Events as other programs write them, and what is planned here.
"""

from datetime import UTC, datetime, timedelta

from crm_core.activities import add_activity, list_activities
from crm_core.shared import PageRequest, Query

SOON = (datetime.now(UTC) + timedelta(days=3)).replace(
    hour=9, minute=0, second=0, microsecond=0
)
LONG_AGO, IN_A_YEAR = "20200101T000000Z", "20990101T000000Z"


def event(uid, *lines, starts=SOON, summary="Talk", modified=LONG_AGO, within=""):
    return "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Somebody//Else//EN",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTAMP:{modified}",
            f"LAST-MODIFIED:{modified}",
            f"SUMMARY:{summary}",
            f"DTSTART:{starts:%Y%m%dT%H%M%SZ}",
            f"DTEND:{starts + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
            *lines,
            "END:VEVENT",
            *([within] if within else []),
            "END:VCALENDAR",
            "",
        )
    )


def planned(run, **query):
    found = run(list_activities, Query(**query), PageRequest(size=200)).items
    return sorted(found, key=lambda row: (row.scheduled_at, row.subject))


def add(run, subject="Ours", **fields):
    known = {
        "type": "meeting",
        "starts_at": SOON.isoformat(),
        "ends_at": (SOON + timedelta(hours=1)).isoformat(),
    }
    return run(add_activity, subject=subject, **{**known, **fields})
