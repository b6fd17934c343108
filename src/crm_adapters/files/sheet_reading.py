"""
Spreadsheets as rows: one sheet, its header wherever it stands.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from crm_core.shared import FieldError, Invalid
from crm_core.transfers import FileSource, FileUnreadable, RowRefused, SourceRow

from ..sheets import WHOLE_ROW, Limits, Row, Sheet, Unreadable, sheet_rows, survey
from .layouts import HEADER_WITHIN, MOST_COLUMNS, Layout, sheet_layout
from .refusing import has_escapes, misfit, refused_row, shown

SHOWN = 20


def read_spreadsheet(
    file: BinaryIO,
    *,
    sheet: str | None = None,
    header_line: int | None = None,
    limits: Limits | None = None,
) -> FileSource:
    """
    A sheet of a spreadsheet as rows: the one called *sheet*, or that number from 1
    on, else the first with headers that mean something.

    Raises:
        FileUnreadable: It is damaged, protected, too large, or no spreadsheet.
        Invalid: No such sheet.
    """
    try:
        found = survey(file, limits)
    except Unreadable as error:
        raise FileUnreadable(str(error)) from None
    index, layout = _choose(found.sheets, sheet, header_line)
    first = (row for each in found.sheets[index].rows if (row := _row(layout, each)))
    good = (row.values for row in first if isinstance(row, SourceRow))
    return FileSource(
        format=found.kind,
        headers=layout.headers,
        rows=_rows(file, index, layout, limits),
        encoding="utf-8",
        header_line=layout.header_line,
        sample=tuple(islice(good, SHOWN)),
        sheet=found.sheets[index].name,
        sheets=tuple(each.name for each in found.sheets),
    )


def _choose(
    sheets: list[Sheet], wanted: str | None, header_line: int | None
) -> tuple[int, Layout]:
    if wanted is not None:
        index = _called(sheets, wanted)
        if not sheets[index].rows:
            raise FileUnreadable(f"The sheet {sheets[index].name!r} has no rows.")
        return index, _layout(sheets[index], header_line)[1]
    filled = [n for n, each in enumerate(sheets) if each.rows]
    if not filled:
        raise FileUnreadable("The spreadsheet has no rows.")
    visible = [n for n in filled if not sheets[n].hidden] or filled
    if header_line:
        return visible[0], _layout(sheets[visible[0]], header_line)[1]
    layouts = {n: _layout(sheets[n], header_line) for n in visible}
    best = max(layouts, key=lambda n: layouts[n][0])
    return best, layouts[best][1]


def _called(sheets: list[Sheet], wanted: str) -> int:
    names = [each.name.casefold() for each in sheets]
    if wanted.strip().casefold() in names:
        return names.index(wanted.strip().casefold())
    if wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= len(sheets):
        return int(wanted) - 1
    known = ", ".join(f"{n} {each.name!r}" for n, each in enumerate(sheets, 1))
    raise Invalid.of("sheet", "unknown", f"No sheet {wanted!r}; there are: {known}.")


def _layout(sheet: Sheet, header_line: int | None) -> tuple[int, Layout]:
    """
    The layout of a sheet; a header over merged columns is the header of each.
    """
    for row in sheet.rows[:HEADER_WITHIN]:
        if WHOLE_ROW in row.faults and sum(map(bool, row.cells)) * 2 > MOST_COLUMNS:
            message = f"The sheet {sheet.name!r} has {row.faults[WHOLE_ROW]}"
            raise FileUnreadable(message)
    rows = [(row.line, [*row.cells]) for row in sheet.rows]
    known, layout = sheet_layout(rows, header_line)
    if not any(span.line == layout.header_line for span in sheet.merged):
        return known, layout
    cells = dict(rows)[layout.header_line or 0]
    for line, first, last in sheet.merged:
        if line == layout.header_line and last < MOST_COLUMNS:
            cells += [""] * (last + 1 - len(cells))
            cells[first : last + 1] = [cells[first]] * (last + 1 - first)
    return sheet_layout(rows, layout.header_line)


def _rows(
    file: BinaryIO, index: int, layout: Layout, limits: Limits | None
) -> Iterator[SourceRow | RowRefused]:
    try:
        for each in sheet_rows(file, index, limits):
            row = _row(layout, each)
            if row:
                yield row
    except Unreadable as error:
        raise FileUnreadable(str(error)) from None


def _row(layout: Layout, row: Row) -> SourceRow | RowRefused | None:
    line, cells, faults = row
    filled = any(map(str.strip, cells))
    if line < layout.data_line or not (faults or filled):
        return None
    if WHOLE_ROW in faults:
        return refused_row(layout, line, cells, "cells", faults[WHOLE_ROW])
    while len(cells) > len(layout.headers) and not cells[-1].strip():
        cells.pop()
    refusal = misfit(layout, line, cells) if filled else None
    if refusal:
        return refusal
    values = dict(zip(layout.headers, cells, strict=False))
    reasons = [
        FieldError(layout.headers[column], "cell", fault)
        for column, fault in faults.items()
    ]
    text = "".join(cells)
    if "\0" in text or has_escapes(text):
        reasons += [
            FieldError(name, "characters", "Contains a character that is none.")
            for name, cell in values.items()
            if "\0" in cell or has_escapes(cell)
        ]
    if not reasons:
        return SourceRow(line, values)
    seen = {name: shown(cell) for name, cell in values.items()}
    return RowRefused(line, tuple(reasons), seen)
