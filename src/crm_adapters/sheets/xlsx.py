"""
XLSX and XLSM workbooks: what their cells show; macros and links are left alone.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from .archive import Archive
from .cells import Row, Span, format_meaning
from .markup import elements, feed, make_parser
from .xlsx_parts import SharedStrings, SheetParser, column_of

LONGEST_TAG = 200
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})\2"'
)


class XlsxWorkbook:
    """
    An XLSX file with its worksheets in order.
    """

    kind = "xlsx"

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.names: list[str] = []
        self.hidden: set[int] = set()
        self._parts: list[str] = []
        self._from_1904 = False
        path = self._start()
        links = self._links(path)
        for parent, name, given in elements(archive.open(path), path):
            if name == "workbookPr":
                self._from_1904 = given.get("date1904") in {"1", "true", "on"}
            elif (parent, name) == ("sheets", "sheet"):
                self._add_sheet(given, links)
        by_kind = dict(links.values())
        self._strings = SharedStrings(archive, by_kind.get("sharedStrings"))
        self._meanings = _meanings(archive, by_kind.get("styles"))

    def rows(self, index: int) -> Iterator[Row]:
        name, parser = self._parts[index], make_parser()
        sheet = SheetParser(self._strings, self._meanings, from_1904=self._from_1904)
        sheet.listen_to(parser)
        with self._archive.open(name) as part:
            for _ in feed(parser, part, name):
                yield from sheet.taken()

    def merged(self, index: int) -> Iterator[Span]:
        for name in (self._parts[index], *self._strings.parts):
            parser, before = make_parser(), b""
            with self._archive.open(name) as part:
                for piece in feed(parser, part, name):
                    for first, line, last in _MERGED.findall(before + piece):
                        yield Span(int(line), column_of(first), column_of(last))
                    before = piece[-LONGEST_TAG:]

    def _start(self) -> str:
        for kind, part in self._links("").values():
            if kind == "officeDocument" and part in self._archive:
                return part
        return "/xl/workbook.xml"

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """
        What a part refers to inside the file: kind and name by identifier.
        """
        folder, name = posixpath.split(part)
        path = f"{folder}/_rels/{name}.rels"
        if path not in self._archive:
            return {}
        here = posixpath.join("/", folder)
        return {
            given.get("Id", ""): (
                posixpath.basename(given.get("Type", "")),
                posixpath.normpath(posixpath.join(here, given.get("Target", ""))),
            )
            for _, name, given in elements(self._archive.open(path), path)
            if name == "Relationship" and given.get("TargetMode") != "External"
        }

    def _add_sheet(
        self, given: Mapping[str, str], links: dict[str, tuple[str, str]]
    ) -> None:
        kind, part = links.get(given.get("id", ""), ("", ""))
        if kind != "worksheet":
            return
        if given.get("state", "visible") != "visible":
            self.hidden.add(len(self.names))
        self.names.append(given.get("name", ""))
        self._parts.append(part)


def _meanings(archive: Archive, styles: str | None) -> list[str]:
    """
    What each cell style makes of a number.
    """
    if styles is None or styles not in archive:
        return []
    codes: dict[int, str] = {}
    numbers: list[int] = []
    for parent, name, given in elements(archive.open(styles), styles):
        if name == "numFmt" and parent == "numFmts":
            codes[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            numbers.append(int(given.get("numFmtId", "0")))
    return [format_meaning(each, codes.get(each)) for each in numbers]
