"""
The process that parses a spreadsheet: the file comes in as standard input, rows go
out as lines of JSON; memory and processor time are limited from the start.
"""

import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from .archive import Archive
from .cells import Row, Unreadable, Workbook
from .compound import MAGIC

AT_ONCE = 100
LARGE_BATCH = 1 << 18
_OTHERS = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "xl/workbook.bin": "a binary workbook (XLSB); save it as XLSX or CSV",
    "index/document.iwa": "a Numbers document; export it as XLSX or CSV",
}


def main() -> None:
    """
    ``survey`` tells every sheet with its first rows, ``rows N`` the rows of one.
    """
    memory, seconds, task, *chosen = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        try:
            book = open_workbook(sys.stdin.buffer)
            if task == "survey":
                _tell_sheets(book)
            else:
                _tell({"rows": each} for each in _batches(book.rows(int(chosen[0]))))
            _tell([{"end": True}])
        except Unreadable as error:
            _tell([{"refused": str(error)}])
        except MemoryError:
            _tell([{"refused": "The spreadsheet needs too much memory to be read."}])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_workbook(file: BinaryIO) -> Workbook:
    """
    The workbook that a file is, by what it holds.

    Raises:
        Unreadable: It is none.
    """
    head = file.read(len(MAGIC))
    file.seek(0)
    if head == MAGIC:
        from .xls import XlsWorkbook

        return XlsWorkbook(file)
    archive = Archive(file)
    for name, what in _OTHERS.items():
        if name in archive:
            raise Unreadable(f"The file is {what}.")
    if "[Content_Types].xml" in archive:
        from .xlsx import XlsxWorkbook

        return XlsxWorkbook(archive)
    if "mimetype" in archive and "content.xml" in archive:
        from .ods import OdsWorkbook

        return OdsWorkbook(archive)
    if any(name.startswith(("xl/", "_rels/")) for name in archive.names):
        message = "[Content_Types].xml is missing, so it is not a valid XLSX."
        raise Unreadable(f"The spreadsheet is damaged: {message}")
    raise Unreadable("The file is a ZIP archive, no spreadsheet; unpack it first.")


def _tell_sheets(book: Workbook) -> None:
    _tell([{"kind": book.kind}])
    for index, name in enumerate(book.names):
        rows = next(_batches(book.rows(index)), [])
        seen = {row.line for row in rows}
        merged = [span for span in book.merged(index) if span.line in seen]
        sheet = {"sheet": name, "hidden": index in book.hidden, "rows": rows}
        _tell([{**sheet, "merged": merged}])


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """
    Rows by the hundred, fewer when they are large.
    """
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row.cells))
        if len(batch) == AT_ONCE or size > LARGE_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _tell(messages: Iterable[object]) -> None:
    for message in messages:
        sys.stdout.write(json.dumps(message) + "\n")


if __name__ == "__main__":
    main()
