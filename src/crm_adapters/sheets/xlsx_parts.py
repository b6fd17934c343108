"""
The parts of an XLSX file that hold its cells: shared strings and worksheets.
"""

import re
from collections.abc import Iterator
from xml.parsers.expat import XMLParserType

from .archive import Archive
from .cells import Row, RowBuilder, error_fault, formatted_number
from .markup import feed, local, make_parser

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NO_RESULT = "Holds a formula without its result; save the file in a spreadsheet first."


def unescaped(text: str) -> str:
    """
    Text with the characters that XLSX writes as ``_x000D_``, and plain line ends.
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class SharedStrings:
    """
    The texts that cells share, read as far as they are asked for.
    """

    def __init__(self, archive: Archive, part: str | None) -> None:
        self._archive, self._read = archive, list[str]()
        self.parts = [part] if part and part in archive else []
        self._more = self._texts()

    def __getitem__(self, index: int) -> str:
        while index >= len(self._read):
            try:
                self._read += next(self._more)
            except StopIteration:
                raise IndexError(index) from None
        return self._read[index]

    def _texts(self) -> Iterator[list[str]]:
        for name in self.parts:
            parser, found = make_parser(), _Texts()
            found.listen_to(parser)
            with self._archive.open(name) as part:
                for _ in feed(parser, part, name):
                    yield found.done
                    found.done = []


class _Texts:
    """
    The text of every item, without the pronunciation beside it.
    """

    def __init__(self) -> None:
        self.done: list[str] = []
        self._parts: list[str] = []
        self._inside = self._beside = False

    def listen_to(self, parser: XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        self._inside = name == "t" and not self._beside
        self._beside = self._beside or name == "rPh"

    def _end(self, tag: str) -> None:
        name = local(tag)
        self._inside = False
        if name == "si":
            self.done.append(unescaped("".join(self._parts)))
            self._parts = []
        elif name == "rPh":
            self._beside = False

    def _text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


class SheetParser:
    """
    The rows of a worksheet while its XML comes in.
    """

    def __init__(
        self, strings: SharedStrings, meanings: list[str], *, from_1904: bool
    ) -> None:
        self._strings, self._meanings = strings, meanings
        self._from_1904 = from_1904
        self._rows: list[Row] = []
        self._row = RowBuilder()
        self._columns: dict[str, int] = {}
        self._line = 0
        self._column = -1
        self._type = self._style = ""
        self._parts: list[str] = []
        self._inside = self._beside = self._formula = self._valued = False

    def listen_to(self, parser: XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def taken(self) -> list[Row]:
        """
        The rows that are whole by now, each once.
        """
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = local(tag) if ":" in tag else tag
        if name == "c":
            self._start_cell(given)
        elif name == "v":
            self._inside = self._valued = True
        elif name == "row":
            self._line = int(given.get("r") or self._line + 1)
            self._column = -1
        elif name == "t":
            self._inside = not self._beside
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._beside = True

    def _start_cell(self, given: dict[str, str]) -> None:
        self._type = given.get("t", "n")
        self._style = given.get("s", "")
        self._formula = self._valued = self._beside = False
        self._parts = []
        reference = given.get("r")
        self._column = self._index(reference) if reference else self._column + 1

    def _end(self, tag: str) -> None:
        name = local(tag) if ":" in tag else tag
        if name == "c":
            if self._parts or self._formula:
                self._end_cell("".join(self._parts))
        elif name in {"v", "t"}:
            self._inside = False
        elif name == "rPh":
            self._beside = False
        elif name == "row":
            row = self._row.take(self._line)
            if row:
                self._rows.append(row)

    def _text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)

    def _end_cell(self, text: str) -> None:
        if not text:
            fault = None if self._valued else _NO_RESULT
            self._row.put(self._column, "", fault)
            return
        kind = self._type
        try:
            if kind == "s":
                self._row.put(self._column, self._strings[int(text)])
            elif kind == "n":
                self._row.put(self._column, self._number(text.strip()))
            elif kind == "e":
                self._row.put(self._column, text, error_fault(text))
            elif kind == "b":
                said = "true" if text.strip() == "1" else "false"
                self._row.put(self._column, said)
            else:
                self._row.put(self._column, unescaped(text))
        except (ValueError, IndexError):
            fault = f"Holds {text[:50]!r}, which is no value of its kind."
            self._row.put(self._column, text, fault)

    def _number(self, text: str) -> str:
        style = int(self._style) if self._style else 0
        meaning = self._meanings[style] if 0 <= style < len(self._meanings) else ""
        return formatted_number(text, meaning, from_1904=self._from_1904)

    def _index(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            plain = letters.replace("$", "").upper()
            known = plain.isascii() and plain.isalpha() and len(plain) < 4
            found = column_of(plain.encode()) if known else self._column + 1
            self._columns[letters] = found
        return self._columns[letters]


def column_of(letters: bytes) -> int:
    """
    The column that letters as in ``AB`` name, counted from 0.
    """
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
