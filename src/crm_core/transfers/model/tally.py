"""
The running count of an import.
"""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from attrs import Factory, asdict, define, evolve, fields

from ...shared import FieldError, Invalid
from .drafts import Draft
from .figures import Figures
from .mapping import Mapping
from .records import (
    SHOWN_REMARKS,
    ImportReport,
    Known,
    Remark,
    RowRefused,
    SourceRow,
)


def refusal(row: SourceRow, draft: Draft, errors: Iterable[FieldError]) -> RowRefused:
    """
    A row as refused, its errors told by column.
    """
    told = tuple(evolve(each, field=draft.column_of(each.field)) for each in errors)
    return RowRefused(row.line, told, row.values)


MOST_LINES = 200_000


@define
class Tally:
    """
    Counts rows by what became of them, and keeps what people must be told.
    """

    mapping: Mapping
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    companies_only: int = 0
    companies_created: int = 0
    refused: list[RowRefused] = Factory(list)
    unused: Counter[str] = Factory(Counter)
    remarks: list[Remark] = Factory(list)
    remarks_left_out: int = 0
    lines: dict[UUID, int] = Factory(dict)

    def known_from(self, id: UUID, row: SourceRow) -> bool:
        """
        Whether an earlier row was about the record *id*; if none was, this one is.
        """
        line = self.lines.setdefault(id, row.line)
        if len(self.lines) > MOST_LINES:
            del self.lines[next(iter(self.lines))]
        return line != row.line

    def policy(self, known: Known, *, again: bool, name: str) -> Known:
        """
        What becomes of a row about the known record called *name*: of several rows
        of one file the first wins, and later ones fill its gaps.

        Raises:
            Invalid: A person must decide.
        """
        if again:
            return Known.FILL if known is not Known.SKIP else known
        if known is Known.ASK:
            message = f"{name[:100]!r} is known already: update, fill or skip it?"
            raise Invalid.of("", "known", message)
        return known

    def settled(self, row: SourceRow, id: UUID, *, again: bool, changed: bool) -> None:
        """
        Count a row about a known record.
        """
        if again:
            self.repeated += 1
            line = self.lines[id]
            earlier = f"line {line}" if line != row.line else "an earlier row"
            self.remark(row.line, f"About the same as {earlier}.")
        elif changed:
            self.updated += 1
        else:
            self.unchanged += 1

    def refuse(
        self, row: SourceRow, draft: Draft, errors: Iterable[FieldError]
    ) -> None:
        """
        Note a row as refused.
        """
        self.refused.append(refusal(row, draft, errors))

    def note(self, row: SourceRow, draft: Draft) -> None:
        """
        Note what of a row found no place, and what is remarkable about it.
        """
        if draft.unused:
            self.unused.update(draft.unused)
        mapped = self.mapping.headers
        if not mapped.issuperset(row.values):
            self._note_unmapped(row, mapped)
        for message in draft.remarks:
            self.remark(row.line, message)

    def _note_unmapped(self, row: SourceRow, mapped: frozenset[str]) -> None:
        for header, value in row.values.items():
            if header not in mapped and value:
                self.unused[header] += 1

    def remark(self, line: int, message: str) -> None:
        if len(self.remarks) < SHOWN_REMARKS:
            self.remarks.append(Remark(line, message))
        else:
            self.remarks_left_out += 1

    @property
    def figures(self) -> Figures:
        """
        The count so far.
        """
        return Figures(
            **{each.name: getattr(self, each.name) for each in fields(Figures)}
        )

    def report(self, change_set_id: UUID) -> ImportReport:
        """
        The count as a report.
        """
        return ImportReport(
            **asdict(self.figures),
            change_set_id=change_set_id,
            refused=tuple(sorted(self.refused, key=lambda each: each.line)),
            unused=dict(self.unused.most_common()),
            remarks=tuple(self.remarks),
            remarks_left_out=self.remarks_left_out,
        )
