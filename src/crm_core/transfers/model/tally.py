"""
The running count of an import.
"""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from attrs import Factory, define, evolve

from ...shared import FieldError
from .drafts import Draft
from .mapping import Mapping
from .records import SHOWN_REMARKS, ImportReport, Remark, RowRefused, SourceRow


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

    def refuse(
        self, row: SourceRow, draft: Draft, errors: Iterable[FieldError]
    ) -> None:
        """
        Note a row as refused, its errors told by column.
        """
        told = tuple(evolve(each, field=draft.column_of(each.field)) for each in errors)
        self.refused.append(RowRefused(row.line, told, row.values))

    def note(self, row: SourceRow, draft: Draft) -> None:
        """
        Note what of a row found no place, and what is remarkable about it.
        """
        self.unused.update(draft.unused)
        mapped = self.mapping.headers
        for header, value in row.values.items():
            if header not in mapped and value:
                self.unused[header] += 1
        for message in draft.remarks:
            self.remark(row.line, message)

    def remark(self, line: int, message: str) -> None:
        if len(self.remarks) < SHOWN_REMARKS:
            self.remarks.append(Remark(line, message))
        else:
            self.remarks_left_out += 1

    def report(self, change_set_id: UUID, *, dry_run: bool) -> ImportReport:
        """
        The count as a report.
        """
        return ImportReport(
            change_set_id=change_set_id,
            dry_run=dry_run,
            rows=self.rows,
            created=self.created,
            updated=self.updated,
            unchanged=self.unchanged,
            repeated=self.repeated,
            companies_only=self.companies_only,
            companies_created=self.companies_created,
            refused=tuple(sorted(self.refused, key=lambda each: each.line)),
            unused=dict(self.unused.most_common()),
            remarks=tuple(self.remarks),
            remarks_left_out=self.remarks_left_out,
        )
