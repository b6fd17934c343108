"""
What finding and merging duplicates asks of storage.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ..changes import Image, Records
from ..contacts import ContactWork
from ..shared import Page, PageRequest, RecordRef, Repository
from .model import FoundPair, Merge, MergeId, Pair, PairId, PairRow, PairState, Scan


class Everything(Records, Protocol):
    """
    The records of the organization at work, visible to the actor or not: a merge
    moves all that points at a record.
    """

    def claim(self, kind: str, ids: Collection[UUID], /) -> None:
        """
        Let nobody else point at these records until this transaction ends.
        """
        ...

    def pointing(
        self, kind: str, target: str, ids: Collection[UUID], /, *, most: int
    ) -> Mapping[UUID, Image]:
        """
        At most so many records of *kind* that point at one of those of kind *target*,
        locked.
        """
        ...

    def live(self, kind: str, behind: UUID | None, /, *, most: int) -> Sequence[Any]:
        """
        The next live records of *kind* in order of id, not locked.
        """
        ...

    def company_names(self, ids: Iterable[UUID], /) -> Mapping[UUID, str]: ...


class Merges(Repository[MergeId, Merge], Protocol):
    """
    The merges that stand, each the source of redirects.
    """

    def many(self, ids: Iterable[MergeId], /) -> list[Merge]:
        """
        Those of the ids that exist, locked.
        """
        ...

    def page(self, request: PageRequest, /) -> Page[Merge]:
        """
        Latest first.
        """
        ...

    def latest_of(self, record: RecordRef, /) -> Merge | None:
        """
        The merge that took a record away.
        """
        ...


class Pairs(Repository[PairId, Pair], Protocol):
    """
    Records that may be the same, two at a time.
    """

    def page(
        self, kind: str, state: PairState, request: PageRequest, /, *, least: float = 0
    ) -> Page[PairRow]:
        """
        Pairs of live records that the actor may see, the likeliest first, of at
        least a score.
        """
        ...

    def between(self, kind: str, ids: Collection[UUID], /) -> list[Pair]:
        """
        Those of which both records are among the ids.
        """
        ...

    def apart_from(self, kind: str, ids: Collection[UUID], /) -> list[Pair]:
        """
        Those kept apart of which a record is among the ids.
        """
        ...

    def keep(self, kind: str, found: Sequence[FoundPair], /, *, at: datetime) -> None:
        """
        Store what a scan found *at* a moment, beside the trail: pairs that are new or
        still open; of those kept apart nothing changes.
        """
        ...

    def drop_open(
        self, kind: str, /, *, before: datetime, of: Collection[UUID] | None
    ) -> None:
        """
        Forget open pairs last found *before* a moment; when *of* is given, only those
        of one of these records.
        """
        ...


class Scans(Protocol):
    """
    The latest scan of each kind of record.
    """

    def all(self) -> list[Scan]: ...

    def save(self, scan: Scan, /) -> None: ...


class DuplicateWork(ContactWork, Protocol):
    """
    What the use cases of duplicates need.
    """

    @property
    def everything(self) -> Everything: ...

    @property
    def merges(self) -> Merges: ...

    @property
    def pairs(self) -> Pairs: ...

    @property
    def scans(self) -> Scans: ...
