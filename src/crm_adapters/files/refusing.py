"""
What of a file's rows is no record, whatever kind of table the file is.
"""

import re
from collections.abc import Sequence

from crm_core.shared import FieldError, fold
from crm_core.transfers import RowRefused

from .layouts import Layout

_NUMBER = re.compile(r"[-+(]?[A-Z]{0,3} ?[\d$€£][\d\s.,()/%$€£+-]*")
_ESCAPED = re.compile("[\ud800-\udfff]")
TOTALS = {
    *("total", "totals", "grand total", "subtotal", "sub total", "total general"),
    *("totale", "totaal", "totaux", "summe", "gesamt", "gesamtsumme", "suma", "razem"),
    *("celkem", "итого", "всего", "合計", "总计", "합계"),
}


def refused_row(
    layout: Layout, line: int, cells: Sequence[str], code: str, message: str
) -> RowRefused:
    """
    The row as a whole refused, with all its cells.
    """
    width = len(layout.headers)
    values = {
        layout.headers[n] if n < width else f"Column {n + 1}": shown(cell)
        for n, cell in enumerate(cells)
        if n < width or cell
    }
    return RowRefused(line, (FieldError("", code, message),), values)


def misfit(layout: Layout, line: int, cells: Sequence[str]) -> RowRefused | None:
    """
    Why these cells are no record of the layout, if they are none.
    """
    width = len(layout.headers)
    if len(cells) > width:
        message = f"{len(cells)} cells, but the header has {width}."
        return refused_row(layout, line, cells, "cells", message)
    if cells == layout.cells:
        return refused_row(layout, line, cells, "header", "It repeats the header.")
    if _is_total(cells):
        message = "A line of totals, no record."
        return refused_row(layout, line, cells, "total", message)
    return None


def shown(cell: str) -> str:
    """
    The cell with signs in place of what cannot be written.
    """
    return cell if cell.isascii() else _ESCAPED.sub("\ufffd", cell)


def has_escapes(cell: str) -> bool:
    """
    Whether the cell holds bytes that could not be decoded.
    """
    return not cell.isascii() and _ESCAPED.search(cell) is not None


def _is_total(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return fold(filled[0].rstrip(" :")) in TOTALS and all(
        map(_NUMBER.fullmatch, filled[1:])
    )
