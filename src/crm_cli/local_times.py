"""
Moments as people write them: by their own clocks.
"""

import re
from datetime import datetime

from crm_core.shared import from_wall

_WALL = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?", re.ASCII)


def read_local(text: str, zone: str) -> str:
    """
    A moment as RFC 3339 has it, of what the clocks of *zone* show: 2026-01-31 09:00.
    Anything else stays as it is, for the field to read or to refuse.
    """
    found = _WALL.fullmatch(text)
    if found is None:
        return text
    day, time, seconds = found.groups()
    try:
        wall = datetime.fromisoformat(f"{day}T{time}{seconds or ''}")
        return from_wall(wall, zone).isoformat()
    except (ValueError, OverflowError):
        return f"{day}T{time}{seconds or ':00'}Z"
