"""
What a cell of a spreadsheet says, as text.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
from typing import NamedTuple, Protocol

MOST_COLUMNS = 2_000
MOST_ROWS = 1 << 20
LONGEST_CELL = 32_767
SHOWN_OF_LONG = 1 << 20
SHOWN_OF_BEYOND = 50
WHOLE_ROW = -1
_DAY = 86_400_000
_LAST_DAY = 2_958_466
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|am/pm|a/p')
_ELAPSED = re.compile(r"\[[hms]+\]")
_BUILT_IN = {
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), "date"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47), "time"),
    22: "datetime",
    46: "elapsed",
}


class Unreadable(Exception):
    """
    The spreadsheet cannot be read; the message says why.
    """


class Row(NamedTuple):
    """
    A row that holds something: its number, its cells up to the last that is filled,
    and what is wrong with some, by index; ``WHOLE_ROW`` is about the row.
    """

    line: int
    cells: list[str]
    faults: dict[int, str]


class Span(NamedTuple):
    """
    Cells that are merged into the first of them: their row, its column, the last.
    """

    line: int
    first: int
    last: int


class Workbook(Protocol):
    """
    A spreadsheet: its kind, the names of its sheets, those hidden, and their rows.

    ``merged`` tells of cells merged in a row, and finds damage behind what was read.
    """

    kind: str
    names: list[str]
    hidden: set[int]

    def rows(self, index: int) -> Iterator[Row]: ...

    def merged(self, index: int) -> Iterator[Span]: ...


def number_text(raw: str) -> str:
    """
    A number with all its digits and no exponent, as in ``491705550123``.
    """
    if raw.isascii() and raw.removeprefix("-").isdigit():
        return raw
    value = float(raw)
    if not isfinite(value):
        return raw
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def format_meaning(number: int, code: str | None) -> str:
    """
    What a number format makes of a number: ``date``, ``time``, ``datetime`` or
    ``elapsed``, zeros for as many digits as are shown at least, else nothing.
    """
    if code is None:
        return _BUILT_IN.get(number, "")
    bare = _NO_CODE.sub("", code.lower()).split(";")[0].strip()
    if bare in {"general", "standard", "@"}:
        return ""
    if _ELAPSED.search(bare):
        return "elapsed"
    if bare and not bare.strip("0"):
        return bare
    clock = "h" in bare or "s" in bare
    calendar = "d" in bare or "y" in bare or ("m" in bare and not clock)
    return (
        "datetime"
        if calendar and clock
        else ("date" if calendar else "time" if clock else "")
    )


def formatted_number(raw: str, meaning: str, *, from_1904: bool = False) -> str:
    """
    A number as its format means it, dates and times in ISO 8601.
    """
    if not meaning:
        return number_text(raw)
    if meaning.startswith("0"):
        text = number_text(raw)
        return text.zfill(len(meaning)) if text.isdigit() else text
    serial = float(raw)
    if meaning == "elapsed" and isfinite(serial) and abs(serial) < _LAST_DAY:
        return duration_text(timedelta(milliseconds=round(serial * _DAY)))
    if not 0 <= serial < _LAST_DAY or (meaning == "date" and serial < 1):
        return number_text(raw)
    days, rest = divmod(round(serial * _DAY), _DAY)
    clock = _clock(rest)
    if meaning != "date" and days == 0:
        return clock
    day = _day(days, from_1904=from_1904)
    return day if meaning == "date" and not rest else f"{day}T{clock}"


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    shown = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    return f"{shown}.{rest:03}" if rest else shown


def _day(days: int, *, from_1904: bool) -> str:
    if from_1904:
        return (date(1904, 1, 1) + timedelta(days)).isoformat()
    if days == 60:
        return "1900-02-29"  # spreadsheets have this day, calendars have not
    return (date(1899, 12, 30) + timedelta(days + (days < 60))).isoformat()


def duration_text(span: timedelta) -> str:
    """
    A duration in ISO 8601: ``PT36H30M``.
    """
    seconds = abs(span).total_seconds()
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(hours, "H"), (minutes, "M"), (round(rest, 3), "S")]
    said = "".join(f"{value:g}{unit}" for value, unit in parts if value)
    return f"{'-' if span < timedelta() else ''}PT{said or '0S'}"


def error_fault(error: str) -> str:
    """
    Why a cell with the error value of a formula is refused.
    """
    return f"Holds the spreadsheet's error {error}."


class RowBuilder:
    """
    A row while its cells come in.
    """

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._faults: dict[int, str] = {}
        self._width = 0
        self._beyond = ""

    def put(self, column: int, text: str, fault: str | None = None) -> None:
        plain = fault is None and 0 < len(text) <= LONGEST_CELL
        if plain and self._width == column == len(self._cells) < MOST_COLUMNS:
            self._cells.append(text)  # the next cell, as nearly always
            self._width = column + 1
        else:
            self._put(column, text, fault)

    def _put(self, column: int, text: str, fault: str | None) -> None:
        if not text and not fault:
            return
        self._width = max(self._width, column + 1)
        if column >= MOST_COLUMNS:
            self._beyond = text[:SHOWN_OF_BEYOND]
            return
        if len(text) > LONGEST_CELL:
            fault = f"Longer than {LONGEST_CELL:,} characters ({len(text):,})."
            text = text[:SHOWN_OF_LONG]
        if fault:
            self._faults[column] = fault
        missing = column - len(self._cells)
        if missing < 0:
            self._cells[column] = text
        else:
            self._cells += [""] * missing
            self._cells.append(text)

    def take(self, line: int) -> Row | None:
        """
        The row, if it holds anything; the next cells are the next row's.
        """
        if not self._width:
            return None
        if line > MOST_ROWS:
            raise Unreadable(f"Row {line}: no spreadsheet has so many rows.")
        if self._width > MOST_COLUMNS:
            self._faults[WHOLE_ROW] = (
                f"{self._width} columns; at most {MOST_COLUMNS} are read. The last"
                f" holds {self._beyond!r}."
            )
        row = Row(line, self._cells, self._faults)
        self._cells, self._faults, self._width = [], {}, 0
        return row
