"""
Rows as a spreadsheet of Excel's: texts stay texts, nothing in it is run or linked.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from crm_core.shared import Invalid
from crm_core.transfers import ExportPart

from .cells import shown

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST = 32_767
PIECE = 1 << 16


def write_xlsx(parts: Iterable[ExportPart]) -> Iterator[bytes]:
    """
    A sheet with a header and the rows, in pieces, once all are written.

    Raises:
        Invalid: A sheet cannot hold so many rows or columns, or so long a text.
    """
    with TemporaryDirectory(prefix="crm-") as folder:
        made = Path(folder, "sheet.xlsx")
        _write(made, parts)
        with made.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _write(made: Path, parts: Iterable[ExportPart]) -> None:
    options = {"constant_memory": True, "tmpdir": str(made.parent)}
    book = Workbook(str(made), options)
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, None, book.add_format({"bold": True}))
    plain = book.add_format()
    try:
        _write_rows(sheet, plain, parts)
    except BaseException:
        sheet.row_data_fh.close()  # the library's own temporary file
        raise
    book.close()


def _write_rows(sheet: Any, plain: Any, parts: Iterable[ExportPart]) -> None:
    line = count(1)
    for place, part in enumerate(parts):
        if not place:
            _check("columns", len(part.columns), MOST_COLUMNS)
            for at, column in enumerate(part.columns):
                sheet.write_string(0, at, column.name)
        json = [column.json for column in part.columns]
        for cells in part.rows:
            row = next(line)
            _check("rows", row + 1, MOST_ROWS)
            for at, cell in enumerate(cells):
                if cell:
                    _write_cell(sheet, plain, row, at, cell, json=json[at])


def _write_cell(
    sheet: Any, plain: Any, row: int, at: int, cell: str, *, json: bool
) -> None:
    if json:
        if cell in {"true", "false"}:
            sheet.write_boolean(row, at, cell == "true")
            return
        if _is_exact_number(cell):
            sheet.write_number(row, at, float(cell))
            return
        cell = shown(cell)
    if len(cell) > LONGEST:
        message = (
            f"Row {row + 1}, column {at + 1} has {len(cell):,} characters; a cell of a"
            f" spreadsheet holds {LONGEST:,}. Take CSV or JSON Lines."
        )
        raise Invalid.of("format", "length", message)
    # The library would take it for markup of its own.
    if cell.startswith("<r>") and cell.endswith("</r>"):
        sheet.write_rich_string(row, at, cell[:1], plain, cell[1:])
    else:
        sheet.write_string(row, at, cell)


def _is_exact_number(document: str) -> bool:
    """
    Whether a spreadsheet, which counts in 15 digits, has this number as it is.
    """
    if document[0] not in "-0123456789":
        return False
    digits = len(Decimal(document).as_tuple().digits)
    return digits <= 15 and format(Decimal(repr(float(document))), "f") in {
        document,
        f"{document}.0",
    }


def _check(what: str, found: int, most: int) -> None:
    if found > most:
        message = f"A spreadsheet holds {most:,} {what}. Take CSV or JSON Lines."
        raise Invalid.of("format", "range", message)
