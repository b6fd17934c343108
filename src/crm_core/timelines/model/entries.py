"""
Entries of a timeline, as they are stored and as they are shown.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import frozen

from ...changes import Change, ChangeSet
from ...shared import RecordRef, UserId

KINDS_OF_ENTRY = ("call", "email", "file", "meeting", "note", "task")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class Detail:
    """
    A field of an entry in words: what it *was* before a change, and what it is *now*.
    """

    field: str
    label: str
    was: str | None = None
    now: str | None = None


@frozen(kw_only=True)
class Subject:
    """
    A record that an entry is about, by the name that it has today.
    """

    kind: str
    id: UUID
    name: str


@frozen(kw_only=True)
class Entry:
    """
    One thing that happened, or that is planned while it is *open*.

    *source* is what to look at for more: an activity, an e-mail, a file or a change
    set. *id* tells entries apart, and stays the same.
    """

    id: str
    at: datetime
    kind: str
    title: str
    user_id: UserId | None
    user: str | None
    about: tuple[Subject, ...]
    open: bool
    source: RecordRef
    details: tuple[Detail, ...] = ()


@frozen(kw_only=True)
class Timeline:
    """
    Some entries, latest first; *next_cursor* leads to those before them, and is None
    when there are none. *complete* is False when a company has so many companies below
    it that the farthest were left out.
    """

    items: list[Entry]
    next_cursor: str | None
    complete: bool = True


@frozen(kw_only=True)
class Linked:
    """
    An activity, e-mail or file as the index of entries knows it.
    """

    entry: str
    id: UUID
    kind: str
    at: datetime
    user_id: UserId | None
    open: bool
    about: tuple[RecordRef, ...]

    @property
    def source(self) -> RecordRef:
        return RecordRef(self.entry, self.id)


@frozen(kw_only=True)
class Changed:
    """
    A change as the trail knows it; *part* and *position* are its place there.
    """

    change_set: ChangeSet
    change: Change
    part: UUID
    position: int

    @property
    def at(self) -> datetime:
        """
        The moment when its part of the trail was begun, which its id holds.
        """
        return _EPOCH + timedelta(milliseconds=self.part.int >> 80)


@frozen(kw_only=True)
class Place:
    """
    How far a reader has come in the index of entries and in the trail.
    """

    linked: tuple[datetime, UUID] | None = None
    changed: tuple[UUID, int] | None = None


@frozen(kw_only=True)
class Known:
    """
    The names of people and of the records that the actor sees, and what there is to
    tell of linked entries.
    """

    names: Mapping[RecordRef, str]
    linked: Mapping[RecordRef, Mapping[str, object]]
