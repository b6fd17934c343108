"""
CSV records from lines, whatever was left unquoted or unclosed.
"""

import csv
import re
from collections.abc import Iterator

from attrs import frozen

from .lines import LONGEST_LINE, EndlessRecord, Lines


@frozen
class Broken:
    """
    A record whose quotes do not close, from *line* to the one before the next.
    """

    line: int
    opened: int
    text: str


Record = tuple[int, list[str]]


def read_records(
    lines: Lines, delimiter: str, *, width: int = 0
) -> Iterator[Record | Broken]:
    """
    Every record with the number of its first line.

    A quote that never closes costs its own line, not those behind it. *width*, when
    known, unmasks a quote that swallowed whole rows and closed by accident.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
    start = lines.keep_from
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        base = start
        try:
            for cells in reader:
                end = base + reader.line_num
                if end - start > 1 and width not in {0, 1, len(cells)}:
                    inner = lines.between(start + 1, end)
                    if any(each.count(delimiter) == width - 1 for each in inner):
                        break
                yield start, cells
                lines.keep_from = start = end
            else:
                return
        except (csv.Error, EndlessRecord):
            pass
        record = _mended(
            start, lines.between(start, base + reader.line_num + 1), delimiter
        )
        yield record
        start = (record.opened if isinstance(record, Broken) else start) + 1
        lines.go_to(start)


def _mended(start: int, lines: list[str], delimiter: str) -> Record | Broken:
    cells = split_loosely(lines[0], delimiter)
    if cells is not None:
        return start, cells
    opened = _opened(lines, delimiter)
    return Broken(start, start + opened, "".join(lines[: opened + 1]).rstrip("\r\n"))


def split_loosely(line: str, delimiter: str) -> list[str] | None:
    """
    The cells of one line; a quote closes a cell only where the cell may end, any
    other is text. None when a quote stays open.
    """
    line = line.rstrip("\r\n")
    cells: list[str] = []
    at = 0
    while at <= len(line):
        start = _behind_spaces(line, at)
        quoted = line[start : start + 1] == '"'
        close = _loose_end(line, start + 1, delimiter) if quoted else at
        if close < 0:
            return None
        end = line.find(delimiter, close)
        end = len(line) if end < 0 else end
        cell = line[start + 1 : close].replace('""', '"') if quoted else line[at:end]
        cells.append(cell)
        at = end + 1
    return cells


def _behind_spaces(line: str, at: int) -> int:
    while line[at : at + 1] == " ":
        at += 1
    return at


def _loose_end(line: str, at: int, delimiter: str) -> int:
    """
    The index of the quote that closes a cell, or -1.
    """
    while True:
        at = _closing(line, at)
        behind = _behind_spaces(line, at + 1)
        if at < 0 or line[behind : behind + 1] in {delimiter, ""}:
            return at
        at += 1


def _opened(lines: list[str], delimiter: str) -> int:
    """
    The index of the line with the quote that is to blame: the last that opened.
    """
    opening = re.compile(rf'(?:^|{re.escape(delimiter)})"')
    inside, opened = False, 0
    for number, line in enumerate(lines):
        at = 0
        while True:
            if not inside:
                found = opening.search(line, at)
                if not found:
                    break
                inside, opened, at = True, number, found.end()
            close = _closing(line, at)
            if close < 0:
                break
            inside, at = False, close + 1
            if line[at : at + 1] not in {delimiter, "\r", "\n", ""}:
                return opened
    return opened


def _closing(line: str, at: int) -> int:
    while True:
        at = line.find('"', at)
        if at < 0 or line[at + 1 : at + 2] != '"':
            return at
        at += 2
