"""
OpenDocument spreadsheets (ODS): what their cells hold, as the file says it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from .archive import Archive
from .cells import (
    MOST_COLUMNS,
    Row,
    RowBuilder,
    Span,
    Unreadable,
    duration_text,
    error_fault,
    number_text,
)
from .markup import feed, local, make_parser

_CONTENT = "content.xml"
_SPAN = re.compile(r"(-?)PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_SPACES = {"tab": "\t", "line-break": "\n"}


class OdsWorkbook:
    """
    An ODS file with its tables in order.
    """

    kind = "ods"

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        if "META-INF/manifest.xml" in archive:
            with archive.open("META-INF/manifest.xml") as part:
                if b"encryption-data" in part.read(1 << 20):
                    raise Unreadable("The spreadsheet is protected by a password.")
        tables = _Tables(wanted=None)
        for _ in self._read(tables):
            pass
        self.names, self.hidden = tables.names, tables.hidden
        self._merged: dict[int, list[Span]] = {}

    def rows(self, index: int) -> Iterator[Row]:
        tables = _Tables(wanted=index)
        self._merged[index] = tables.merged
        return self._read(tables)

    def merged(self, index: int) -> Iterator[Span]:
        return iter(self._merged.get(index, []))

    def _read(self, tables: "_Tables") -> Iterator[Row]:
        parser = make_parser()
        parser.StartElementHandler = tables.start
        parser.EndElementHandler = tables.end
        parser.CharacterDataHandler = tables.text
        with self._archive.open(_CONTENT) as part:
            for _ in feed(parser, part, _CONTENT):
                yield from tables.taken()
                if tables.ended:
                    return


class _Tables:
    """
    The tables of a document while its XML comes in, and the rows of the *wanted* one.
    """

    def __init__(self, wanted: int | None) -> None:
        self.names: list[str] = []
        self.hidden: set[int] = set()
        self.ended = False
        self.merged: list[Span] = []
        self._wanted = wanted
        self._hiding: set[str] = set()
        self._style = ""
        self._depth = 0
        self._copies: list[tuple[Row, int]] = []
        self._row = RowBuilder()
        self._line = self._times = 0
        self._cell: dict[str, str] | None = None
        self._column = self._note = 0
        self._paragraphs: list[str] = []

    def taken(self) -> Iterator[Row]:
        """
        The rows that are whole by now, each once.
        """
        done, self._copies = self._copies, []
        for row, times in done:
            for n in range(times):
                yield row._replace(line=row.line + n)

    @property
    def _listens(self) -> bool:
        return self._depth == 1 and len(self.names) - 1 == self._wanted

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "table" and tag.startswith("table:"):
            self._depth += 1
            if self._depth == 1:
                self._start_table(attributes)
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "table-properties":
            if attributes.get("table:display") == "false":
                self._hiding.add(self._style)
        elif self._listens:
            self._start_inside(name, attributes)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:style-name") in self._hiding:
            self.hidden.add(len(self.names))
        self.names.append(attributes.get("table:name", ""))
        self._line = 0

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table-row":
            self._times = _count(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell, self._paragraphs = attributes, []
        elif name == "annotation":
            self._note += 1
        elif self._cell is not None and not self._note:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"p", "h"}:
            self._paragraphs.append("")
        elif self._paragraphs and name == "s":
            spaces = min(_count(attributes, "text:c"), 1_000)
            self._paragraphs[-1] += " " * spaces
        elif self._paragraphs and name in _SPACES:
            self._paragraphs[-1] += _SPACES[name]

    def text(self, text: str) -> None:
        if self._paragraphs and self._cell is not None and not self._note:
            self._paragraphs[-1] += text

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "table" and tag.startswith("table:"):
            self.ended = self._listens
            self._depth -= 1
        elif not self._listens:
            return
        elif name == "annotation":
            self._note -= 1
        elif name in {"table-cell", "covered-table-cell"} and self._cell is not None:
            self._end_cell(self._cell, "\n".join(self._paragraphs))
            self._cell = None
        elif name == "table-row":
            row = self._row.take(self._line + self._times)
            if row:
                self._copies.append((row._replace(line=self._line + 1), self._times))
            self._line += self._times

    def _end_cell(self, given: dict[str, str], shown: str) -> None:
        times = _count(given, "table:number-columns-repeated")
        text, fault = _value(given, shown)
        across = _count(given, "table:number-columns-spanned") - 1
        if across:
            span = Span(self._line + 1, self._column, self._column + across)
            self.merged.append(span)
        if text or fault:
            last = min(times, max(MOST_COLUMNS + 1 - self._column, 1))
            for n in range(last):
                self._row.put(self._column + n, text, fault)
            self._row.put(self._column + times - 1, text, fault)
        self._column += times


def _count(attributes: dict[str, str], name: str) -> int:
    said = attributes.get(name, "1")
    return (
        max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 9 else 1
    )


def _value(given: dict[str, str], shown: str) -> tuple[str, str | None]:
    """
    The text of a cell by the kind it says it is, and what is wrong with it.
    """
    if given.get("calcext:value-type") == "error":
        return shown, error_fault(shown)
    kind = given.get("office:value-type", "")
    if kind in {"float", "currency", "percentage"} and "office:value" in given:
        return _number(given["office:value"], shown), None
    if kind == "date" and "office:date-value" in given:
        return given["office:date-value"].removesuffix("T00:00:00"), None
    if kind == "time" and "office:time-value" in given:
        return _time(given["office:time-value"]), None
    if kind == "boolean" and "office:boolean-value" in given:
        return given["office:boolean-value"], None
    return shown or given.get("office:string-value", ""), None


def _number(value: str, shown: str) -> str:
    """
    The number, with the zeros in front that are shown, as of a postal code.
    """
    try:
        text = number_text(value)
        return shown if shown.isdigit() and Decimal(shown) == Decimal(text) else text
    except (ValueError, InvalidOperation):
        return shown


def _time(value: str) -> str:
    found = _SPAN.fullmatch(value)
    if not found:
        return value
    hours, minutes = int(found[2] or 0), int(found[3] or 0)
    seconds = float((found[4] or "0").replace(",", "."))
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or span >= timedelta(days=1):
        return duration_text(-span if found[1] else span)
    return str(span).zfill(8)
