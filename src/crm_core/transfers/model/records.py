"""
Rows of a file, what was refused, and what an import did.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from uuid import UUID

from attrs import field, frozen

from ...shared import FieldError, Invalid
from .figures import Figures

SHOWN_REMARKS = 1_000


class FileUnreadable(Invalid):
    """
    The file cannot be read as what it should be.
    """


@frozen
class SourceRow:
    """
    One record of a file: the line it begins on, and its cells by header.

    A cell is text; formats that are structured bring lists and objects.
    """

    line: int
    values: Mapping[str, object]


@frozen
class RowRefused:
    """
    A record that is not taken, with every reason and the cells it came with.

    The ``field`` of a reason is the column's header, or empty for the whole row.
    """

    line: int
    reasons: tuple[FieldError, ...]
    values: Mapping[str, object] = field(factory=dict)

    @property
    def told(self) -> str:
        """
        All reasons in one sentence each.
        """
        return "; ".join(
            f"{each.field}: {each.message}" if each.field else each.message
            for each in self.reasons
        )


@frozen(kw_only=True)
class FileSource:
    """
    A file as it was understood, and its rows, read while they are asked for.

    *encoding*, *delimiter* and *header_line* are what was found or chosen; the last
    is None where the file has no header. *sample* holds some first rows. *sheet* is
    the one that is read of the *sheets* of a spreadsheet.
    """

    format: str
    headers: tuple[str, ...]
    rows: Iterator[SourceRow | RowRefused]
    encoding: str
    delimiter: str | None = None
    header_line: int | None = None
    sample: tuple[Mapping[str, object], ...] = ()
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@frozen
class Remark:
    """
    Something about a row that was taken, which a person should know.
    """

    line: int
    message: str


class Known(StrEnum):
    """
    What becomes of a row about a record that is known: it changes what differs,
    fills what is blank, leaves all as it is, makes another record all the same, or is
    put aside for a person to decide.
    """

    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"
    CREATE = "create"
    ASK = "ask"


@frozen(kw_only=True)
class ImportReport(Figures):
    """
    What an import did, or rehearsed to do.

    *unused* counts the filled cells of columns that found no place, by header.
    *remarks* are the first thousand.
    """

    change_set_id: UUID
    refused: tuple[RowRefused, ...]
    unused: Mapping[str, int]
    remarks: tuple[Remark, ...]
    remarks_left_out: int = 0
