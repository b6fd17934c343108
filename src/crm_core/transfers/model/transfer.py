"""
One run of an import: which file, how it is read, how far it is, what it did.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import evolve, field, frozen

from ...shared import Conflict, UserId
from .figures import Figures
from .headers import Noun
from .records import SHOWN_REMARKS, Known, Remark
from .tally import Tally

TransferId = NewType("TransferId", UUID)


class TransferEnded(Conflict):
    """
    The import has ended already.
    """


class TransferMovedOn(Conflict):
    """
    Somebody else has taken in these rows of the file.
    """


class TransferState(StrEnum):
    """
    Whether an import waits for a worker, takes rows in, or has ended and how.
    """

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({TransferState.DONE, TransferState.FAILED, TransferState.CANCELLED})


@frozen(kw_only=True)
class Reading:
    """
    How a person says that a file is to be read; what is None is found out.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    sheet: str | None = None


@frozen(kw_only=True)
class ImportOptions:
    """
    How the rows of a file become records: the fields chosen by header, the *values*
    that cells are read as instead, by ``HEADER:CELL``, what becomes of rows about
    known records, and what they are known by.
    """

    reading: Reading = field(factory=Reading)
    choices: Mapping[str, str] = {}
    values: Mapping[str, str] = {}
    formats: Mapping[str, str] = {}
    known: Known = Known.UPDATE
    match: tuple[str, ...] = ()


@frozen(kw_only=True)
class Transfer:
    """
    An import that takes a file in part by part, and goes on where it stopped.

    Its *id* is that of the change set of all it writes. *file* is the SHA-256 of the
    content, *position* how many records of it have been settled, *share* how much of
    it that is, from 0 to 1, where it is known. *headers* are the file's own. It has
    been at work *since* then without a break, beginning at *since_position*.
    """

    id: TransferId
    noun: Noun
    label: str
    file: str
    size: int
    options: ImportOptions
    state: TransferState = TransferState.WAITING
    headers: tuple[str, ...] = ()
    position: int = 0
    share: float | None = None
    since: datetime | None = None
    since_position: int = 0
    figures: Figures = field(factory=Figures)
    refused: int = 0
    unused: Mapping[str, int] = {}
    remarks: tuple[Remark, ...] = ()
    remarks_left_out: int = 0
    error: str | None = None
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    version: int = 1

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def rows_per_second(self) -> float | None:
        """
        Since it is at work; None before any time has passed.
        """
        seconds = self._seconds
        return (self.position - self.since_position) / seconds if seconds else None

    @property
    def seconds_left(self) -> float | None:
        """
        As long as it runs and one knows how much of the file is left.
        """
        done, speed = self.position, self.rows_per_second
        if self.ended or not self.share or not speed:
            return None
        return (done / self.share - done) / speed

    @property
    def _seconds(self) -> float:
        return (self.updated_at - self.since).total_seconds() if self.since else 0.0

    def started(self, headers: tuple[str, ...], *, at: datetime) -> "Transfer":
        """
        The transfer at work, for the first time or again.

        Raises:
            TransferEnded: It had ended before.
        """
        if self.ended:
            raise TransferEnded(state=self.state)
        return evolve(
            self,
            state=TransferState.RUNNING,
            headers=headers,
            since=at,
            since_position=self.position,
            updated_at=at,
        )

    def advanced(
        self, tally: Tally, *, rows: int, share: float | None, at: datetime
    ) -> "Transfer":
        """
        The transfer once *rows* more have been settled as *tally* says.
        """
        remarks = (*self.remarks, *tally.remarks)
        shown = remarks[:SHOWN_REMARKS]
        left_out = len(remarks) - len(shown) + tally.remarks_left_out
        return evolve(
            self,
            state=TransferState.RUNNING,
            position=self.position + rows,
            share=share,
            figures=self.figures + tally.figures,
            refused=self.refused + len(tally.refused),
            unused=dict((Counter(self.unused) + tally.unused).most_common()),
            remarks=shown,
            remarks_left_out=self.remarks_left_out + left_out,
            updated_at=at,
        )

    def ending(
        self, state: TransferState, *, at: datetime, error: str | None = None
    ) -> "Transfer":
        """
        The transfer at its end.

        Raises:
            TransferEnded: It had ended before.
        """
        if self.ended:
            raise TransferEnded(state=self.state)
        return evolve(self, state=state, error=error, updated_at=at, finished_at=at)
