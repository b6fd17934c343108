"""
Rows as CSV that a spreadsheet can open without running anything.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from crm_core.transfers import RowRefused

CHUNK = 500
# A cell that begins so is a formula; cells that look guarded are guarded once more,
# so that the reader can take exactly one guard away.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_FIRST = frozenset("'=+-@\t\r\n")
_PLAIN_LIST = re.compile(r'[^",;|:\n]+')


def write_csv(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, mark: bool = False
) -> Iterator[bytes]:
    """
    A header and the rows, as UTF-8 in pieces; *mark* puts the byte-order mark in
    front that Excel needs to see that it is UTF-8.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(column) for column in columns])
    every = iter(rows)
    encoding = "utf-8-sig" if mark else "utf-8"
    while True:
        chunk = list(islice(every, CHUNK))
        writer.writerows([_cell(row.get(name)) for name in columns] for row in chunk)
        if out.tell():
            yield out.getvalue().encode(encoding)
        if not chunk:
            return
        encoding = "utf-8"
        out.seek(0)
        out.truncate()


def write_refusals(
    refused: Iterable[RowRefused], headers: Sequence[str]
) -> Iterator[bytes]:
    """
    Refused rows in the shape they came in, with line and reasons behind: mended,
    the file can be imported again.
    """
    kept = list(refused)
    more = dict.fromkeys(name for row in kept for name in row.values)
    columns = dict.fromkeys([*headers, *more, "refused line", "refused because"])
    rows = (
        {**row.values, "refused line": row.line, "refused because": row.told}
        for row in kept
    )
    return write_csv(rows, tuple(columns))


def guarded(text: str) -> str:
    """
    *text* as a spreadsheet shows it and does not run it.
    """
    return f"'{text}" if text[:1] in _FIRST and _FORMULA.match(text) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping | list | tuple):
        return guarded(_structure(value)) if value else ""
    return str(value)


def _structure(value: Mapping[object, object] | Sequence[object]) -> str:
    """
    A list of plain words as people write it; anything else as JSON.
    """
    if not isinstance(value, Mapping) and all(
        isinstance(each, str) and _PLAIN_LIST.fullmatch(each) for each in value
    ):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False, default=str)
