"""
The trail of every write: who changed what, when, from which value to which.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from ..shared import Conflict, RecordRef, UserId

ChangeSetId = NewType("ChangeSetId", UUID)

Image = Mapping[str, object]
"""
A record's stored values, or some of them, in their JSON form.
"""

MOMENTARY = frozenset({"version", "updated_at"})
"""
Values that differ after every write and so never make a conflict.
"""

_COMPUTED = frozenset({"score", "score_reasons", "scored_at"})
"""
Values that follow from others and from the day, and so never make one either.
"""


class AlreadyUndone(Conflict):
    """
    The change set was undone before.
    """


class UndoRefused(Conflict):
    """
    Some records have changed since, so nothing was undone.
    """


class Action(StrEnum):
    """
    What was done to a record.
    """

    CREATED = "created"
    UPDATED = "updated"
    REMOVED = "removed"


@frozen(kw_only=True)
class ChangeSet:
    """
    All that one transaction wrote.

    *undoes* names the change set that this one took back; *undone_by* the one
    that took this one back.
    """

    id: ChangeSetId
    user_id: UserId
    at: datetime
    label: str
    source: str
    changes: int
    undoes: ChangeSetId | None = None
    undone_by: ChangeSetId | None = None


@frozen(kw_only=True)
class Change:
    """
    What a change set did to one record: its values before and after.

    A created record has only *after*, a removed one only *before*; an updated
    one has just the values that differ.
    """

    record: RecordRef
    action: Action
    before: Image
    after: Image


@frozen(kw_only=True)
class HistoryEntry:
    """
    One change of a record with the change set that it belongs to.
    """

    change_set: ChangeSet
    change: Change


@frozen(kw_only=True)
class Kept:
    """
    A record that an undo left as it is, with the fields that stand in its way.
    """

    record: RecordRef
    reason: str
    fields: tuple[str, ...] = ()


@frozen(kw_only=True)
class Undone:
    """
    The outcome of an undo; *change_set_id* can itself be undone.
    """

    change_set_id: ChangeSetId
    undone: int
    kept: tuple[Kept, ...]


def obstacle(change: Change, current: Image | None) -> Kept | None:
    """
    What stands in the way of taking *change* back from a record that is now
    *current*, or None.

    Only the fields that the change wrote matter: later changes of others stay.
    """
    if change.action is Action.REMOVED:
        if current is not None:
            return Kept(record=change.record, reason="It exists again.")
        if not change.before:
            return Kept(record=change.record, reason="It was erased for good.")
        return None
    if current is None:
        return Kept(record=change.record, reason="It is gone or not visible to you.")
    differing = tuple(
        name
        for name, value in change.after.items()
        if name not in MOMENTARY | _COMPUTED and current.get(name) != value
    )
    if not differing:
        return None
    return Kept(
        record=change.record, reason="It was changed afterwards.", fields=differing
    )


def names_in(images: Iterable[Image]) -> frozenset[str]:
    """
    What a label may call a record by, from all its images.
    """
    naming = ("name", "subject", "first_name", "last_name", "email", "phone", "mobile")
    values = (image.get(name) for image in images for name in naming)
    return frozenset(value for value in values if isinstance(value, str) and value)
