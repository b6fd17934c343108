"""
Settling the rows of a file, some thousand at a time.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Self

from attrs import Factory, define

from ...changes import ChangeSetId
from ...companies import Company
from ...contacts import Contact
from ...opportunities import Opportunity
from ...shared import Invalid
from ..events import RecordsImported
from ..model import Figures, ImportReport, Known, Noun, RowRefused, Tally
from ..ports import TransferWork
from .columns import with_new_fields
from .references import CompanyBook, Owners
from .rows import Parsed, Prepared, Rows, parts, require_identity


@define
class Batch:
    """
    Rows of one kind of record: those they are about are changed, others made.

    *touched* are the records that earlier rows of the file have written.
    """

    work: TransferWork
    tally: Tally
    known: Known
    match: tuple[str, ...]
    owners: Owners
    companies: CompanyBook
    touched: set[Any] = Factory(set)

    @classmethod
    def of(
        cls, work: TransferWork, tally: Tally, known: Known, match: Sequence[str]
    ) -> Self:
        """
        Args:
            work: The unit of work.
            tally: Counts what becomes of the rows.
            known: What becomes of rows about known records.
            match: What records are known by; when empty, what the kind has for it.
        """
        return cls(
            work=work,
            tally=tally,
            known=known,
            match=tuple(match) or cls.matches(),
            owners=Owners(work),
            companies=CompanyBook(work, tally),
        )

    @classmethod
    def matches(cls) -> tuple[str, ...]:
        """
        What records are known by unless somebody chooses, in this order.
        """
        raise NotImplementedError

    @classmethod
    def further_matches(cls) -> tuple[str, ...]:
        """
        What else they can be known by when somebody chooses.
        """
        return ()

    @classmethod
    def check_match(cls, match: Sequence[str], custom: Iterable[str]) -> None:
        """
        Args:
            match: What records are to be known by.
            custom: The names of the custom fields that there are, or will be.

        Raises:
            Invalid: Records are not known by that.
        """
        fields = (f"custom.{name}" for name in custom)
        known = (*cls.matches(), *cls.further_matches(), *fields)
        unknown = [key for key in match if key not in known]
        if unknown:
            message = f"Not {', '.join(unknown)}; known: {', '.join(known)}."
            raise Invalid.of("match", "unknown", message)

    def take_all(self, rows: Rows, *, label: str) -> ImportReport:
        """
        Settle all *rows*, and report.

        Raises:
            FileUnreadable: No column tells what a row is about.
        """
        tally, noun = self.tally, self.tally.mapping.noun
        require_identity(tally.mapping)
        custom = with_new_fields(self.work, tally.mapping)
        self.check_match(self.match, [each.name for each in custom])
        for part in parts(rows, tally.mapping, custom):
            self.take(part)
        figures = tally.figures
        if figures.wrote:
            self.work.name(f"Import {label or noun}")
            self.work.emit(
                imported(noun, figures, ChangeSetId(self.work.change_set_id))
            )
        return tally.report(self.work.change_set_id)

    def take(self, rows: Sequence[Prepared]) -> None:
        """
        Settle some rows, asking the database for all of them at once.
        """
        self.tally.rows += len(rows)
        self.tally.refused += [row for row in rows if isinstance(row, RowRefused)]
        self.settle_all([row for row in rows if isinstance(row, Parsed)])

    def recall(self, rows: Sequence[Prepared]) -> None:
        """
        Note which records are those of *rows* that are settled already.
        """
        clean = [row for row in rows if isinstance(row, Parsed)]
        self.look_up(clean)
        for row in clean:
            with suppress(Invalid):
                if record := self.known_record(row):
                    self.tally.known_from(record.id, row.row)

    def look_up(self, rows: Sequence[Parsed]) -> None:
        """
        Ask for the records that *rows* may be about.
        """
        raise NotImplementedError

    def known_record(self, row: Parsed) -> Contact | Company | Opportunity | None:
        """
        The record that *row* is about, among those looked up.

        Raises:
            Invalid: Several are meant equally, or one that is hidden.
        """
        raise NotImplementedError

    def settle_all(self, rows: Sequence[Parsed]) -> None:
        """
        Settle rows that are clean, and write what that changes.
        """
        raise NotImplementedError

    def settle(self, row: Parsed) -> None:
        """
        Make of one row what is to be written.

        Raises:
            Invalid: It is refused.
        """
        raise NotImplementedError

    def try_to_settle(self, row: Parsed) -> None:
        """
        Settle one row, or note it as refused.
        """
        try:
            self.settle(row)
        except Invalid as error:
            self.tally.refuse(row.row, row.draft, error.errors)
        else:
            self.tally.note(row.row, row.draft)


def imported(noun: Noun, figures: Figures, id: ChangeSetId) -> RecordsImported:
    """
    That an import has ended, and what it wrote.
    """
    return RecordsImported(
        change_set_id=id, noun=noun, created=figures.created, updated=figures.updated
    )
