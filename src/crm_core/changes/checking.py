"""
Whether a record is still what somebody saw, and what has changed since.
"""

from typing import Protocol
from uuid import UUID

from ..shared import PageRequest, RecordRef, Stale
from .ports import ChangeWork

_OWN = frozenset({"version", "updated_at", "rank"})
MOST_LOOKED_AT = 100


class Versioned(Protocol):
    """
    A record that knows its version.
    """

    @property
    def id(self) -> UUID: ...

    @property
    def version(self) -> int: ...


def check_version(
    work: ChangeWork, kind: str, record: Versioned, saw: int | None
) -> None:
    """
    Raises:
        Stale: The record is no longer at the version that the actor *saw*; ``changed``
            tells the value of each field that was changed, then and now.
    """
    if saw is None or saw == record.version:
        return
    page = PageRequest(size=MOST_LOOKED_AT)
    was: dict[str, object] = {}
    now: dict[str, object] = {}
    for entry in work.changes.history(RecordRef(kind, record.id), page).items:
        before, after = entry.change.before, entry.change.after
        version = after.get("version")
        if not isinstance(version, int) or version <= saw:
            break
        was.update(before)
        now = {**after, **now}
    changed = [
        {"field": name, "was": was.get(name), "is": value}
        for name, value in now.items()
        if name not in _OWN and was.get(name) != value
    ]
    raise Stale(id=record.id, version=record.version, changed=changed)
