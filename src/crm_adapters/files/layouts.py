"""
How a CSV file is laid out: its delimiter, and where its header stands.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice, zip_longest

from attrs import frozen

from crm_core.shared import Invalid
from crm_core.transfers import FileUnreadable, Noun, suggest_mapping

from .lines import Lines
from .records import Broken, Record, read_records

DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"
MOST_COLUMNS = 2_000
LOOKED_AT = 100
HEADER_WITHIN = 30
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_VALUE = re.compile(r"[-+(]?\d[\d\s.,()/-]*|https?://\S+|" + _ADDRESS.pattern)


@frozen(kw_only=True)
class Layout:
    """
    *cells* are the header as it stands in the file, *headers* the names made of it;
    records begin on *data_line*.
    """

    delimiter: str
    header_line: int | None
    data_line: int
    headers: tuple[str, ...]
    cells: list[str]


def find_layout(
    beginning: Callable[[], Lines],
    *,
    delimiter: str | None = None,
    header_line: int | None = None,
) -> Layout:
    """
    The layout of a file by its first records, or as a person says.

    Raises:
        FileUnreadable: No rows, no such header line, or too many columns.
        Invalid: An impossible delimiter.
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        message = 'One character, as in "," ";" "|" or a tab; no quote.'
        raise Invalid.of("delimiter", "choice", message)
    first = next(iter(beginning()), "")
    said = _SEP.fullmatch(first)
    if said and delimiter is None:
        delimiter = said.group(1)
    tried = [delimiter] if delimiter else [*DELIMITERS, NO_DELIMITER]
    heads = {each: _head(beginning(), each, skip=bool(said)) for each in tried}
    if not any(heads.values()):
        raise FileUnreadable("The file has no rows.")
    layouts = [_layout(each, head, header_line) for each, head in heads.items() if head]
    found = [layout for layout in layouts if layout is not None]
    if not found:
        raise FileUnreadable(f"No header begins on line {header_line}.")
    best = max(found, key=lambda each: each[0])[1]
    if len(best.headers) > MOST_COLUMNS:
        message = f"{len(best.headers)} columns; at most {MOST_COLUMNS} are read."
        raise FileUnreadable(message)
    return best


def sheet_layout(
    head: list[Record], header_line: int | None = None
) -> tuple[int, Layout]:
    """
    The layout of a sheet that begins with *head*, and how many of its headers, two
    at most, mean something to us.

    Raises:
        FileUnreadable: No such header line.
    """
    width = max(len(cells) for _, cells in head)
    found = _layout("", head, header_line, width=width)
    if found is None:
        raise FileUnreadable(f"No header begins on line {header_line}.")
    (known, *_), layout = found
    return int(known), layout


def _head(lines: Lines, delimiter: str, *, skip: bool) -> list[Record]:
    found = islice(read_records(lines, delimiter), LOOKED_AT)
    rows = [each for each in found if not isinstance(each, Broken)]
    return [row for row in rows[skip:] if any(map(str.strip, row[1]))]


def _layout(
    delimiter: str, head: list[Record], header_line: int | None, width: int = 0
) -> tuple[tuple[float, ...], Layout] | None:
    """
    The layout under one delimiter, with how likely it is; at least *width* columns.
    """
    widths = Counter(len(cells) for _, cells in head)
    usual, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
    share = 0.5 if delimiter == NO_DELIMITER else rows / len(head) * (usual > 1)
    at = _header(head, usual, header_line)
    if at is None:
        return None
    names = _told_apart(head, at)
    below = at if header_line else _second_header(head, at)
    if below != at:
        at, names = below, _told_apart(head, below)
    line, cells = head[at]
    known = _known(names)
    named = header_line != 0 and (header_line or known or not _is_data(cells))
    names += [""] * (width - len(names))
    layout = Layout(
        delimiter=delimiter,
        header_line=line if named else None,
        data_line=line + 1 if named else line,
        headers=_names(names if named else [""] * max(usual, width)),
        cells=cells if named else [],
    )
    return (min(known, 2), share, usual), layout


def _header(head: list[Record], width: int, wanted: int | None) -> int | None:
    """
    Which record names the columns: wide enough, and more than a title.
    """
    if wanted:
        return next((n for n, row in enumerate(head) if row[0] == wanted), None)
    cells = [each for _, each in head]
    wide = [
        n for n in range(min(len(head), HEADER_WITHIN)) if _is_wide(cells[n], width)
    ]
    full = [n for n in wide if _filled(cells[n]) * 5 >= width * 3]
    first = wide[0] if wide else 0
    if width > 2 and _filled(cells[first]) < 2 and full:
        first = full[0]
    if not _known(cells[first]):
        first = next((n for n in wide if _known(cells[n]) > 1), first)
    return first


def _is_wide(cells: Sequence[str], width: int) -> bool:
    return len(cells) * 5 >= width * 3


def _second_header(head: list[Record], at: int) -> int:
    """
    Which record names the columns where headers are merged over two lines: the
    second, when more columns mean something with it.
    """
    if at + 1 >= len(head):
        return at
    upper, lower = head[at][1], head[at + 1][1]
    fills = any(
        cell.strip() and not above.strip()
        for cell, above in zip_longest(lower, upper, fillvalue="")
    )
    if not fills or head[at + 1][0] != head[at][0] + 1 or _is_data(lower):
        return at
    return at + 1 if _known(_told_apart(head, at + 1)) > _known(upper) else at


def _told_apart(head: list[Record], at: int) -> list[str]:
    """
    The headers on that line; a blank one is what stands above it, one that comes
    again is told apart by what stands over its columns.
    """
    line, cells = head[at]
    over = head[at - 1][1] if at and head[at - 1][0] == line - 1 else []
    if _filled(over) < 2 or _is_data(over):
        return [*cells]
    seen = Counter(cell.strip() for cell in cells)
    names: list[str] = []
    group = ""
    for cell, above in zip_longest(cells, over, fillvalue=""):
        group = above.strip() or group
        again = seen[cell.strip()] > 1 and group
        names.append(
            f"{group} {cell.strip()}" if cell.strip() and again else cell or above
        )
    return names


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _known(cells: Sequence[str]) -> int:
    """
    How many of the cells are headers that mean something to us.
    """
    named = [" ".join(cell.split()) for cell in cells[:MOST_COLUMNS]]
    return max(len(suggest_mapping(named, noun).columns) for noun in Noun)


def _is_data(cells: Sequence[str]) -> bool:
    return any(_VALUE.fullmatch(cell.strip()[:320]) for cell in cells)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """
    One name per column: a blank one is numbered, a repeated one counted.
    """
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\0", " ").split()) or f"Column {number}"
        again = (f"{name} ({n})" for n in range(2, len(cells) + 2))
        names[
            name if name not in names else next(n for n in again if n not in names)
        ] = None
    return tuple(names)
