"""
Rows as JSON Lines: one object a line.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

CHUNK = 500


def write_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """
    The rows as UTF-8 in pieces, each row on a line of its own.
    """
    encode = json.JSONEncoder(ensure_ascii=False, default=_text).encode
    every = iter(rows)
    while chunk := list(islice(every, CHUNK)):
        yield "".join(f"{encode(dict(row))}\n" for row in chunk).encode()


def _text(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
