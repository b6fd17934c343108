"""
Opening a file of records, whatever kind it is.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, NamedTuple, cast

from attrs import evolve

from crm_core.transfers import FileSource, FileUnreadable, RowRefused, SourceRow

from .csv_reading import read_csv
from .json_reading import read_json
from .sheet_reading import read_spreadsheet
from .vcard_reading import read_vcards

IN_MEMORY = 1 << 23
_CARD = re.compile(rb"\s*(?:[\w.-]+\.)?BEGIN:\s*VCARD")
_OBJECT = re.compile(rb'\s*(?:\{\s*["}\r\n]|\[\s*[{\]]|\[\s*$)')
_SPREADSHEETS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"BZh", "compressed; unpack it first"),
    (b"\xfd7zXZ", "compressed; unpack it first"),
    (b"7z\xbc\xaf", "compressed; unpack it first"),
    (b"Rar!", "compressed; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format", "a database"),
    (b"{\\rtf", "a rich-text document"),
    (b"MIME-Version:", "a web archive or e-mail, even if it is named otherwise"),
    (b'["vcard"', "a jCard (vCards as JSON); save it as vCard (.vcf)"),
)
_MARKUP = (
    (b"<vcards", "an xCard (vCards as XML); save it as vCard (.vcf)"),
    (b"excel.sheet", "an XML spreadsheet of Excel 2003; save it as XLSX or CSV"),
    (b"office:spreadsheet", "an XML spreadsheet; save it as XLSX, ODS or CSV"),
    (b"<html", "a web page (HTML), whatever its name; save it as XLSX or CSV"),
    (b"<!doctype html", "a web page (HTML), whatever its name; save it as XLSX or CSV"),
    (b"<table", "a web page (HTML), whatever its name; save it as XLSX or CSV"),
    (b"<", "XML; no table and no vCard"),
)


def open_file(
    file: BinaryIO,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
    sheet: str | None = None,
) -> FileSource:
    """
    A file as rows: what it holds tells whether it is a spreadsheet, vCards, JSON or
    CSV; its name does not matter.

    *delimiter* is of CSV alone, *sheet* (a name, or a number from 1 on) of
    spreadsheets; *header_line* 0 says that there is no header.

    Raises:
        FileUnreadable: It is empty or something else.
        Invalid: An unknown encoding, delimiter or sheet.
    """
    said = _Said(encoding, delimiter, header_line, sheet)
    if file.seekable():
        return _read(file, said)
    with ExitStack() as until_read:
        kept = until_read.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        shutil.copyfileobj(file, kept)
        source = _read(cast("BinaryIO", kept), said)
        return evolve(source, rows=_closing(source.rows, until_read.pop_all()))


class _Said(NamedTuple):
    encoding: str | None
    delimiter: str | None
    header_line: int | None
    sheet: str | None


def _read(file: BinaryIO, said: _Said) -> FileSource:
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if not head.strip(b"\0\xff\xfe\xef\xbb\xbf \t\r\n\x1a"):
        raise FileUnreadable("The file is empty.")
    if head.startswith(_SPREADSHEETS):
        return read_spreadsheet(file, sheet=said.sheet, header_line=said.header_line)
    text = _text(head)
    what = next((what for start, what in _OTHERS if text.startswith(start)), None)
    if text.startswith(b"<"):
        what = next(what for sign, what in _MARKUP if sign in text.lower())
    if what:
        raise FileUnreadable(f"The file is {what}.")
    if _CARD.match(text.upper()):
        return read_vcards(file, encoding=said.encoding)
    if _OBJECT.match(text):
        return read_json(file, encoding=said.encoding)
    return read_csv(
        file,
        encoding=said.encoding,
        delimiter=said.delimiter,
        header_line=said.header_line,
    )


def _text(head: bytes) -> bytes:
    """
    The beginning of a file without what an encoding puts in front and between.
    """
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()


def _closing(
    rows: Iterator[SourceRow | RowRefused], file: ExitStack
) -> Iterator[SourceRow | RowRefused]:
    with file:
        yield from rows
