"""
Old Excel workbooks (XLS), by python-calamine; error values, which it leaves out, are
found in the records themselves.
"""

import struct
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from .cells import (
    Row,
    RowBuilder,
    Span,
    Unreadable,
    duration_text,
    error_fault,
    number_text,
)
from .compound import CompoundFile

_SHEET, _PASSWORD, _FORMULA, _BOOL_OR_ERROR = 0x85, 0x2F, 0x06, 0x205
_BEGIN, _END = (0x809, 0x409, 0x209, 0x009), 0x0A
_WORKSHEET = 0
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_NOT_INSTALLED = (
    "Old Excel files (XLS) need the extra 'files' to be installed; save it as XLSX."
)
_OTHERS = {
    "ENCRYPTEDPACKAGE": "protected by a password",
    "WORDDOCUMENT": "a Word document",
    "POWERPOINT DOCUMENT": "a presentation",
    "__PROPERTIES_VERSION1.0": "an Outlook message",
}


class XlsWorkbook:
    """
    An XLS file with its worksheets in order.
    """

    kind = "xls"

    def __init__(self, file: BinaryIO) -> None:
        compound = CompoundFile(file)
        for name, what in _OTHERS.items():
            if name in compound.names:
                raise Unreadable(f"The file is {what}.")
        self._records = compound.read("WORKBOOK") or compound.read("BOOK")
        if not self._records:
            raise Unreadable("The file is an Office file, but no spreadsheet.")
        self._starts = self._sheets()
        self._open(file)

    def _open(self, file: BinaryIO) -> None:
        try:
            import python_calamine
        except ImportError:
            raise Unreadable(_NOT_INSTALLED) from None
        try:
            file.seek(0)
            self._book = python_calamine.CalamineWorkbook.from_filelike(file)
        except python_calamine.PasswordError:
            raise Unreadable("The spreadsheet is protected by a password.") from None
        except python_calamine.CalamineError as error:
            raise Unreadable(f"The spreadsheet is damaged: {error}.") from None
        sheets = [
            each
            for each in self._book.sheets_metadata
            if each.typ is python_calamine.SheetTypeEnum.WorkSheet
        ]
        visible = python_calamine.SheetVisibleEnum.Visible
        self.names = [each.name for each in sheets]
        self.hidden = {n for n, s in enumerate(sheets) if s.visible is not visible}

    def rows(self, index: int) -> Iterator[Row]:
        sheet = self._book.get_sheet_by_name(self.names[index])
        faults = self._faults(self._starts[index]) if index < len(self._starts) else {}
        start = sheet.start or (0, 0)
        row = RowBuilder()
        for number, cells in enumerate(sheet.iter_rows()):
            for column, value in enumerate(cells, start[1]):
                if value != "":
                    row.put(column, _text(value))
            for column, error in faults.pop(number, ()):
                row.put(column, error, error_fault(error))
            taken = row.take(number + 1)
            if taken:
                yield taken
        for number in sorted(faults):
            for column, error in faults[number]:
                row.put(column, error, error_fault(error))
            taken = row.take(number + 1)
            if taken:
                yield taken

    def merged(self, index: int) -> Iterator[Span]:
        sheet = self._book.get_sheet_by_name(self.names[index])
        for (line, first), (end, last) in sheet.merged_cell_ranges or ():
            if line == end:
                yield Span(line + 1, first, last)

    def _each(self, at: int) -> Iterator[tuple[int, bytes]]:
        """
        The records from *at* on: kind and contents.
        """
        while at + 4 <= len(self._records):
            kind, size = struct.unpack_from("<HH", self._records, at)
            yield kind, self._records[at + 4 : at + 4 + size]
            at += 4 + size

    def _sheets(self) -> list[int]:
        """
        Where each worksheet begins.
        """
        starts: list[int] = []
        for kind, body in self._each(0):
            if kind == _PASSWORD:
                raise Unreadable("The spreadsheet is protected by a password.")
            if kind == _SHEET and len(body) >= 6 and body[5] == _WORKSHEET:
                starts.append(struct.unpack_from("<I", body)[0])
            if kind == _END:
                break
        return starts

    def _faults(self, start: int) -> dict[int, list[tuple[int, str]]]:
        """
        The error values of a sheet: column and error by row.
        """
        found: dict[int, list[tuple[int, str]]] = {}
        depth = 0
        for kind, body in self._each(start):
            depth += (kind in _BEGIN) - (kind == _END)
            if depth <= 0:
                break
            error = _error(kind, body)
            if depth == 1 and error is not None:
                row, column = struct.unpack_from("<HH", body)
                said = _ERRORS.get(error, f"#{error}")
                found.setdefault(row, []).append((column, said))
        return found


def _error(kind: int, body: bytes) -> int | None:
    if kind == _BOOL_OR_ERROR and len(body) >= 8 and body[7]:
        return body[6]
    if kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff":
        return body[8] if body[6] == 2 else None
    return None


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(repr(value))
        case datetime() | date():
            return value.isoformat()
        case time():
            return value.isoformat()
        case timedelta():
            return duration_text(value)
        case _:
            return str(value)
