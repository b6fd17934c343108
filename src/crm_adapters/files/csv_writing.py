"""
Rows as CSV that a spreadsheet can open without running anything.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from json import dumps
from typing import Any

from crm_core.transfers import ExportColumn, ExportPart, RowRefused

from .cells import shown

# A cell that begins so is a formula; cells that look guarded are guarded once more,
# so that the reader can take exactly one guard away.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_FIRST = frozenset("'=+-@\t\r\n")
_QUOTED = re.compile(r'[",\r\n]')
_UNGUARDED = frozenset("-0123456789tf")  # numbers and flags


def write_csv(parts: Iterable[ExportPart], *, mark: bool = False) -> Iterator[bytes]:
    """
    A header and the rows, as UTF-8 in pieces; *mark* puts the byte-order mark in
    front that Excel needs to see that it is UTF-8.
    """
    begun = False
    for part in parts:
        lines = list(map(",".join, zip(*_columns(part), strict=True)))
        if not begun:
            header = ",".join(_cell(column.name) for column in part.columns)
            lines.insert(0, header)
        text = "".join(f"{line}\r\n" for line in lines)
        yield text.encode("utf-8-sig" if mark and not begun else "utf-8")
        begun = True


def write_refusals(
    refused: Callable[[], Iterable[RowRefused]], headers: Sequence[str]
) -> Iterator[bytes]:
    """
    Refused rows in the shape they came in, with line and reasons behind: mended,
    the file can be imported again. They are gone through twice, and never kept: a row
    may have cells that no header is above.
    """
    more = dict.fromkeys(name for row in refused() for name in row.values)
    names = tuple(dict.fromkeys([*headers, *more, *_ADDED]))
    columns = tuple(map(ExportColumn, names))
    # The first part is the header alone, for there may be no rows.
    every = chain([[]], _slices(refused(), REFUSED_AT_ONCE))
    return write_csv(
        ExportPart(columns=columns, rows=[_cells(row, names) for row in some])
        for some in every
    )


def _slices(rows: Iterable[RowRefused], size: int) -> Iterator[list[RowRefused]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def _cells(row: RowRefused, names: Sequence[str]) -> tuple[str, ...]:
    cells = {**row.values, "refused line": row.line, "refused because": row.told}
    return tuple(_text(cells.get(name)) for name in names)


_ADDED = ("refused line", "refused because")
REFUSED_AT_ONCE = 500


def guarded(text: str) -> str:
    """
    *text* as a spreadsheet shows it and does not run it.
    """
    return f"'{text}" if text[:1] in _FIRST and _FORMULA.match(text) else text


def _columns(part: ExportPart) -> Iterator[Sequence[str]]:
    values = zip(*part.rows, strict=True) if part.rows else [()] * len(part.columns)
    for column, cells in zip(part.columns, values, strict=True):
        if not any(cells):
            yield [""] * len(cells)
        elif column.json:
            yield _documents(cells)
        else:
            texts = [cell or "" for cell in cells]
            yield _each(_cell, texts) if _any_quoted(texts) else _all_guarded(texts)


def _any_quoted(texts: Sequence[str]) -> bool:
    together = "".join(texts)
    return any(sign in together for sign in '",\r\n')


def _all_guarded(texts: Sequence[str]) -> Sequence[str]:
    if _FIRST.isdisjoint({text[:1] for text in texts}):
        return texts
    return [guarded(text) if text[:1] in _FIRST else text for text in texts]


def _documents(cells: Sequence[str | None]) -> Sequence[str]:
    """
    Documents as cells; a column of lists of objects is put in quotes as a whole.
    """
    texts = ["" if not cell or cell == "[]" else cell for cell in cells]
    if {text[:2] for text in texts} <= {"", "[{"}:
        doubled = "\0".join(texts).replace('"', '""').split("\0")
        return [text and f'"{text}"' for text in doubled]
    return _each(_document, cells)


def _each(spell: Callable[[Any], str], values: Sequence[str | None]) -> list[str]:
    """
    Every value as *spell* has it, which is asked once for equal ones.
    """
    spelled = {value: spell(value) for value in set(values)}
    return [spelled[value] for value in values]


def _document(document: str | None) -> str:
    if document and document[0] in _UNGUARDED:
        return document
    if document and document.startswith("[{"):
        return _in_quotes(document)
    return _cell(shown(document))


def _cell(text: str) -> str:
    text = guarded(text)
    return _in_quotes(text) if _QUOTED.search(text) else text


def _in_quotes(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return shown(dumps(value, ensure_ascii=False, default=str))
