"""
What the trail asks of storage.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from ..shared import Page, PageRequest, RecordRef, UserId, Work
from .model import Change, ChangeSet, ChangeSetId, HistoryEntry, Image
from .redacting import Redaction


class Changes(Protocol):
    """
    The trail of the organization at work, newest first.
    """

    def get(self, id: ChangeSetId, /) -> ChangeSet:
        """
        Raises:
            NotFound: No such change set in this organization.
        """
        ...

    def lock(self, id: ChangeSetId, /) -> ChangeSet:
        """
        The change set, which nobody else can take back until this transaction ends.

        Raises:
            NotFound: No such change set in this organization.
        """
        ...

    def page(
        self, request: PageRequest, /, *, user_id: UserId | None = None
    ) -> Page[ChangeSet]: ...

    def of(self, id: ChangeSetId, /) -> Iterator[Sequence[Change]]:
        """
        The changes of a change set, last first, in chunks.
        """
        ...

    def history(
        self, record: RecordRef, request: PageRequest, /
    ) -> Page[HistoryEntry]: ...

    def undoes(self, id: ChangeSetId, /) -> None:
        """
        Note that the transaction at work takes *id* back.
        """
        ...

    def continue_set(self, id: ChangeSetId, label: str, /) -> None:
        """
        Let the transaction at work add to the change set *id*, which an earlier one
        has begun, or begin it: what is too long for one transaction is undone as one.

        Raises:
            AlreadyUndone: It was taken back in the meantime.
        """
        ...

    def touched(self, ids: Iterable[UUID], /) -> set[UUID]:
        """
        Which of those records the change set at work has written before.
        """
        ...

    def forget(self, record: RecordRef, /) -> int:
        """
        Wipe the values of a record from the whole trail, for its erasure;
        answers how many changes lost theirs.
        """
        ...

    def images(self, record: RecordRef, /) -> list[Image]:
        """
        All that the trail has of a record, whoever may see it.
        """
        ...

    def redact(self, record: RecordRef, redaction: Redaction, /) -> int:
        """
        Take names out of the whole trail of a record, of the labels of its change sets
        and of kept answers; answers how many changes had any.
        """
        ...


class Records(Protocol):
    """
    Records of any kind by their stored values.
    """

    def images(self, kind: str, ids: Iterable[UUID], /) -> Mapping[UUID, Image]:
        """
        The values of those records that exist and are visible, locked.
        """
        ...

    def visible(self, kind: str, ids: Iterable[UUID], /) -> set[UUID]:
        """
        Which of those records exist and are visible.
        """
        ...

    def shows(self, image: Image, /) -> bool:
        """
        Whether a record of these values would be visible.
        """
        ...

    def create(self, record: RecordRef, image: Image, /) -> None: ...

    def write(self, record: RecordRef, values: Image, /) -> None: ...

    def pointed_at(self, kind: str, ids: Collection[UUID], /) -> set[UUID]:
        """
        Which of those records cannot go, since records that are not among them point
        at them.
        """
        ...

    def remove(self, kind: str, ids: Collection[UUID], /) -> None:
        """
        Delete records, locked before, that nothing points at.
        """
        ...


class ChangeWork(Work, Protocol):
    """
    What the use cases of the trail need.
    """

    @property
    def changes(self) -> Changes: ...

    @property
    def records(self) -> Records: ...
