"""
What files ask of storage.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from ..changes import ChangeWork
from ..shared import (
    Page,
    PageRequest,
    Query,
    Repository,
    StoredFile,
    SubjectWork,
)
from .model import File, FileId, Usage


class Files(Repository[FileId, File], Protocol):
    """
    The files of the organization at work that the actor may see: those attached by
    whom the actor sees the records of, and those about a record that the actor sees.
    """

    def page(self, query: Query, request: PageRequest, /) -> Page[File]: ...

    def many(self, ids: Iterable[FileId], /) -> list[File]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def about(self, records: Iterable[UUID], /) -> list[FileId]:
        """
        The files about any of these records, visible or not, archived or not.
        """
        ...

    def usage(self) -> Usage: ...

    def queue(self) -> None:
        """
        Wait until whoever else adds a file has ended, so that usage is known.
        """
        ...

    def settle_purges(self, before: datetime, /, *, most: int) -> int:
        """
        Make final what was purged before that moment, at most so many: the trail
        brings it back no more. Answers how many there were.
        """
        ...

    def unused(self, keys: Iterable[str], /) -> set[str]:
        """
        Those *keys* of stored contents that nothing has any more: no file, live or
        archived, none that the trail could bring back, no message and no import.
        """
        ...


@frozen(kw_only=True)
class Upload:
    """
    A content on its way: what it begins with, its size in bytes, and what keeps it,
    once it is known that it may be kept.
    """

    head: bytes
    size: int
    keep: Callable[[], StoredFile]


class FileWork(ChangeWork, SubjectWork, Protocol):
    """
    What the use cases of files need.
    """

    @property
    def files(self) -> Files: ...
