"""
Rows as JSON Lines: one object a line.
"""

from collections.abc import Iterable, Iterator

import msgspec

from crm_core.transfers import ExportPart


def write_jsonl(parts: Iterable[ExportPart]) -> Iterator[bytes]:
    """
    The rows as UTF-8 in pieces, each row on a line of its own.
    """
    encode = msgspec.json.Encoder().encode_lines
    for part in parts:
        names = [column.name for column in part.columns]
        json = [place for place, column in enumerate(part.columns) if column.json]
        rows = []
        for cells in part.rows:
            values: list[object] = [*cells]
            for place in json:
                document = cells[place]
                values[place] = msgspec.Raw(document.encode()) if document else None
            rows.append(dict(zip(names, values, strict=True)))
        yield encode(rows)
