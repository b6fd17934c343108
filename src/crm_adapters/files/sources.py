"""
Opening a file of records, whatever kind it is.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from attrs import evolve

from crm_core.transfers import FileSource, FileUnreadable, RowRefused, SourceRow

from .csv_reading import read_csv
from .vcard_reading import read_vcards

IN_MEMORY = 1 << 23
_CARD = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:[\w.-]+\.)?BEGIN:\s*VCARD"
)
_OTHERS = (
    (b"PK\x03\x04", "a spreadsheet or ZIP archive; save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Outlook file; save it as CSV"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<", "a page or XML, no CSV and no vCard"),
    (b"SQLite format", "a database"),
    (b"{\\rtf", "a rich-text document"),
)


def open_file(
    file: BinaryIO,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
) -> FileSource:
    """
    A file as rows: vCards when it begins like one, else CSV.

    Raises:
        FileUnreadable: It is empty or something else.
        Invalid: An unknown encoding or delimiter.
    """
    if file.seekable():
        return _read(file, encoding, delimiter, header_line)
    with ExitStack() as until_read:
        kept = until_read.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        shutil.copyfileobj(file, kept)
        source = _read(cast("BinaryIO", kept), encoding, delimiter, header_line)
        return evolve(source, rows=_closing(source.rows, until_read.pop_all()))


def _read(
    file: BinaryIO,
    encoding: str | None,
    delimiter: str | None,
    header_line: int | None,
) -> FileSource:
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if not head.strip(b"\0\xff\xfe\xef\xbb\xbf \t\r\n\x1a"):
        raise FileUnreadable("The file is empty.")
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, what in _OTHERS:
        if plain.startswith(beginning):
            raise FileUnreadable(f"The file is {what}.")
    if _CARD.match(head.replace(b"\0", b"").upper()):
        return read_vcards(file, encoding=encoding)
    return read_csv(
        file, encoding=encoding, delimiter=delimiter, header_line=header_line
    )


def _closing(
    rows: Iterator[SourceRow | RowRefused], file: ExitStack
) -> Iterator[SourceRow | RowRefused]:
    with file:
        yield from rows
