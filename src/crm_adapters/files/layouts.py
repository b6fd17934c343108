"""
How a CSV file is laid out: its delimiter, and where its header stands.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

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


def _head(lines: Lines, delimiter: str, *, skip: bool) -> list[Record]:
    found = islice(read_records(lines, delimiter), LOOKED_AT)
    rows = [each for each in found if not isinstance(each, Broken)]
    return [row for row in rows[skip:] if any(map(str.strip, row[1]))]


def _layout(
    delimiter: str, head: list[Record], header_line: int | None
) -> tuple[tuple[float, ...], Layout] | None:
    """
    The layout under one delimiter, with how likely it is.
    """
    widths = Counter(len(cells) for _, cells in head)
    width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]))
    share = 0.5 if delimiter == NO_DELIMITER else rows / len(head) * (width > 1)
    header = _header(head, width, header_line)
    if header is None:
        return None
    line, cells = header
    known = _known(cells)
    named = header_line != 0 and (header_line or known or not _is_data(cells))
    layout = Layout(
        delimiter=delimiter,
        header_line=line if named else None,
        data_line=line + 1 if named else line,
        headers=_names(cells if named else [""] * width),
        cells=cells if named else [],
    )
    return (min(known, 2), share, width), layout


def _header(head: list[Record], width: int, wanted: int | None) -> Record | None:
    """
    The record that names the columns: wide enough, and more than a title.
    """
    if wanted:
        return next((record for record in head if record[0] == wanted), None)
    wide = [
        record for record in head[:HEADER_WITHIN] if len(record[1]) * 5 >= width * 3
    ]
    full = [record for record in wide if _filled(record[1]) * 5 >= width * 3]
    first = wide[0]
    if width > 2 and _filled(first[1]) < 2 and full:
        first = full[0]
    if not _known(first[1]):
        first = next((each for each in wide if _known(each[1]) > 1), first)
    return first


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
