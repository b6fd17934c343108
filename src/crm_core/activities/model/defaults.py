"""
What an activity has that nobody said.
"""

from collections.abc import Mapping
from typing import Any

from .kinds import (
    CONVERSATIONS,
    ActivityStatus,
    ActivityType,
    Direction,
    Priority,
)

KINDS: Mapping[str, Any] = {
    "type": ActivityType,
    "status": ActivityStatus,
    "priority": Priority,
    "direction": Direction,
}
_REQUIRED: Mapping[str, object] = {
    "type": ActivityType.TASK,
    "status": ActivityStatus.PENDING,
    "priority": Priority.NORMAL,
}


def defaulted(values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """
    *values* with the usual ones in place of those that were cleared; another type has
    another direction.
    """
    found = dict(values)
    for name, kind in KINDS.items():
        if found.get(name) is not None:
            found[name] = kind(found[name])
    for name, usual in _REQUIRED.items():
        if name in found and found[name] is None:
            found[name] = usual
    if "time_zone" in found and found["time_zone"] is None:
        found["time_zone"] = before["time_zone"]
    kind = found.get("type", before["type"])
    if "direction" not in found and (before["direction"] is None) != (
        kind not in CONVERSATIONS
    ):
        found["direction"] = Direction.OUTBOUND if kind in CONVERSATIONS else None
    return found
