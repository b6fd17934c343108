"""
CSV files as rows: any delimiter, encoding, line end and header position.
"""

import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from attrs import frozen

from crm_core.shared import FieldError
from crm_core.transfers import FileSource, RowRefused, SourceRow

from .encodings import SAMPLE, Encoding, encoding_of
from .layouts import NO_DELIMITER, Layout, find_layout
from .lines import Lines
from .records import Broken, Record, read_records
from .refusing import TOTALS, has_escapes, misfit, refused_row, shown

SHOWN = 20
MOST_SHORT = 20
_PREFIXED = re.compile(r"'+[=+\-@\t\r\n]")
_SIGNS = frozenset("'=")
_AS_TEXT = re.compile(r'="([^"]*)"')


def read_csv(
    file: BinaryIO,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
) -> FileSource:
    """
    A CSV file as rows; what is not given is detected from its beginning.

    *header_line* 0 says that there is no header.

    Raises:
        FileUnreadable: No text, no rows, or too many columns.
        Invalid: An unknown encoding or delimiter.
    """
    sample = file.read(SAMPLE)
    found = encoding_of(file, sample, encoding)
    old_mac = _old_mac(sample, found)
    beginning = sample if len(sample) < SAMPLE else sample[: sample.rfind(b"\n") + 1]
    layout = find_layout(
        lambda: Lines(io.BytesIO(beginning or sample), found, old_mac=old_mac),
        delimiter=delimiter,
        header_line=header_line,
    )
    known = _Rows(layout, found)
    head = Lines(io.BytesIO(beginning or sample), found, old_mac=old_mac)
    shown = (row for row in known.of(head) if isinstance(row, SourceRow))
    file.seek(0)
    return FileSource(
        format="csv",
        headers=layout.headers,
        rows=known.of(Lines(file, found, old_mac=old_mac)),
        encoding=str(found),
        delimiter=None if layout.delimiter == NO_DELIMITER else layout.delimiter,
        header_line=layout.header_line,
        sample=tuple(row.values for row in islice(shown, SHOWN)),
    )


def _old_mac(sample: bytes, encoding: Encoding) -> bool:
    text = sample.decode(encoding.name, "replace")
    return "\r" in text and "\n" not in text


@frozen
class _Rows:
    """
    Turns records into rows of one layout, or says why not.
    """

    layout: Layout
    encoding: Encoding

    def of(self, lines: Lines) -> Iterator[SourceRow | RowRefused]:
        headers, first_line = self.layout.headers, self.layout.data_line
        width, repeated, totals = len(headers), self.layout.cells, TOTALS
        records = read_records(lines, self.layout.delimiter, width=width)
        for record in records:
            if isinstance(record, Broken) or len(record[1]) != width:
                yield from self._odd(record, records, lines)
                continue
            line, cells = record
            first = cells[0]
            if (
                first
                and line >= first_line
                and cells != repeated
                and first.lower() not in totals
                and lines.is_plain(line)
            ):
                yield SourceRow(line, dict(zip(headers, cells, strict=True)))
            else:
                yield from self._checked(line, cells, lines)

    def _odd(
        self,
        record: Record | Broken,
        records: Iterator[Record | Broken],
        lines: Lines,
    ) -> Iterator[SourceRow | RowRefused]:
        """
        A record of another width, with the short ones behind it: together they may
        be one row with line breaks in a cell without quotes.
        """
        run: list[Record] = []
        following: Record | Broken | None = record
        while isinstance(following, tuple) and len(run) < MOST_SHORT:
            line, cells = following
            if len(cells) >= len(self.layout.headers) or line < self.layout.data_line:
                break
            if any(map(str.strip, cells)):
                run.append(following)
            following = next(records, None)
        missing = len(self.layout.headers) - 1 - sum(len(c) - 1 for _, c in run)
        if len(run) > 1 and missing == 0:
            yield self._torn(run)
        else:
            for line, cells in run:
                yield from self._checked(line, cells, lines)
        if isinstance(following, Broken):
            yield from self._broken(following, lines)
        elif following is not None:
            yield from self._checked(*following, lines)

    def _checked(
        self, line: int, cells: list[str], lines: Lines
    ) -> Iterator[SourceRow | RowRefused]:
        width = len(self.layout.headers)
        if line < self.layout.data_line or not any(map(str.strip, cells)):
            return
        if line in lines.too_long:
            yield self._refused(line, cells, "length", "This line is too long to read.")
            return
        while len(cells) > width and not cells[-1].strip():
            cells = cells[:-1]
        refusal = misfit(self.layout, line, cells)
        if refusal:
            yield refusal
        elif lines.is_plain(line):
            yield SourceRow(line, self._by_header(cells))
        else:
            yield self._cleaned(line, cells)

    def _cleaned(self, line: int, cells: list[str]) -> SourceRow | RowRefused:
        """
        A row whose cells may hold what cannot be stored, or signs of a spreadsheet.
        """
        if self.encoding.second and any(map(has_escapes, cells)):
            raw = [cell.encode("utf-8", "surrogateescape") for cell in cells]
            cells = [cell.decode(self.encoding.second, "replace") for cell in raw]
        values = {
            name: _bare(cell) if cell[:1] in _SIGNS else cell
            for name, cell in self._by_header(cells).items()
        }
        if not self._unfit("".join(cells)):
            return SourceRow(line, values)
        reasons = tuple(
            FieldError(name, "characters", message)
            for name, cell in values.items()
            if (message := self._unfit(cell))
        )
        seen = {name: shown(cell) for name, cell in values.items()}
        return RowRefused(line, reasons, seen)

    def _unfit(self, cell: str) -> str | None:
        if "\0" in cell:
            return "Contains a NUL character."
        if has_escapes(cell) or (self.encoding.is_wide and "\ufffd" in cell):
            name = self.encoding.name
            return f"Contains bytes that are not {name}; choose another encoding."
        return None

    def _by_header(self, cells: list[str]) -> dict[str, str]:
        return dict(zip(self.layout.headers, cells, strict=False))

    def _refused(
        self, line: int, cells: list[str], code: str, message: str
    ) -> RowRefused:
        return refused_row(self.layout, line, cells, code, message)

    def _torn(self, run: list[Record]) -> RowRefused:
        cells = [cell for _, each in run for cell in each]
        ends = f"lines {run[0][0]} to {run[-1][0]}"
        message = f"A line break in a cell without quotes ({ends})."
        return self._refused(run[0][0], cells, "quote", message)

    def _broken(self, broken: Broken, lines: Lines) -> Iterator[RowRefused]:
        if broken.line in lines.too_long:
            message = "This line is too long to read."
        else:
            message = f"A quote opened on line {broken.opened} is never closed."
        if broken.line >= self.layout.data_line:
            yield self._refused(broken.line, [broken.text], "quote", message)


def _bare(cell: str) -> str:
    """
    A cell without what a spreadsheet needs to see text: ``'+49`` and ``="01"``.
    """
    if _PREFIXED.match(cell):
        return cell[1:]
    wrapped = _AS_TEXT.fullmatch(cell)
    return wrapped.group(1) if wrapped else cell
