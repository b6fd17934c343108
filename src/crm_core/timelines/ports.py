"""
What timelines ask of storage.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ..leads import LeadWork
from ..shared import RecordRef, SubjectWork
from .model import Changed, Known, Linked


@frozen(kw_only=True)
class Wanted:
    """
    Which entries are looked for: those of some *records*, or all that count for some
    *companies*; of the whole organization when both are None. *kinds* and *people*
    narrow that, unless they are None.
    """

    records: tuple[UUID, ...] | None = None
    companies: tuple[UUID, ...] | None = None
    kinds: frozenset[str] | None = None
    people: frozenset[UUID] | None = None


class Timelines(Protocol):
    """
    The entries of the organization at work, whoever may see them, latest first.
    """

    def below(self, companies: Iterable[UUID], /, *, most: int) -> list[UUID]:
        """
        The companies themselves and those below them, nearest first, at most *most*.
        """
        ...

    def entries(
        self,
        wanted: Wanted,
        /,
        *,
        linked: tuple[datetime, UUID] | None,
        changed: tuple[UUID, int] | None,
        most: int,
    ) -> tuple[Sequence[Linked], Sequence[Changed]]:
        """
        At most *most* entries of the index and as many changes, those before the
        places given. Changes may be among them that are not of the kinds wanted. Of
        the whole organization each change set gives one change, its last.
        """
        ...

    def known(
        self,
        named: Collection[RecordRef],
        linked: Collection[RecordRef],
        /,
    ) -> Known:
        """
        The names of those people, and of those records that the actor sees, and what
        there is to tell of entries of the index.
        """
        ...


class TimelineWork(LeadWork, SubjectWork, Protocol):
    """
    What the use cases of timelines need.
    """

    @property
    def timelines(self) -> Timelines: ...
