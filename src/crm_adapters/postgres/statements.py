"""
Statements that SQLAlchemy builds and libpq runs: compiled once, named, positional.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from types import NoneType
from typing import Any, cast
from uuid import UUID

import msgspec
from attrs import frozen
from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

# Its spelling of parameters ($1, $2, …) is the one that PostgreSQL itself speaks.
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Json(str):
    """
    A JSON document, ready for a ``jsonb`` parameter.
    """

    __slots__ = ()


@frozen
class Statement:
    """
    SQL with positional parameters; *binds* names them, *fixed* holds the values
    that were built in. One that *reads* changes and locks nothing, so it needs no
    transaction around it. One to *keep* stays prepared.
    """

    name: bytes
    sql: bytes
    binds: tuple[str, ...]
    fixed: Mapping[str, object]
    reads: bool
    keep: bool = True

    def encode(self, values: Mapping[str, object]) -> list[bytes | None]:
        """
        The parameters in their text form, in order.
        """
        given = {**self.fixed, **values} if self.fixed else values
        return [as_text(given[name]) for name in self.binds]


def compiled(element: ClauseElement) -> Statement:
    """
    The statement that *element* means.
    """
    done = element.compile(dialect=_DIALECT)
    return statement(
        str(done),
        tuple(done.positiontup or ()),  # type: ignore[attr-defined]
        {k: v for k, v in done.params.items() if v is not None},
    )


def statement(
    sql: str,
    binds: tuple[str, ...] = (),
    fixed: Mapping[str, object] | None = None,
    *,
    reads: bool | None = None,
    keep: bool = True,
) -> Statement:
    """
    A statement written by hand, with ``$1`` for the first of *binds* and so on.

    It *reads* when it is a SELECT that locks no rows, unless told otherwise.
    """
    if reads is None:
        reads = sql.startswith("SELECT") and " FOR " not in sql
    raw = sql.encode()
    name = b"crm_" + sha256(raw).hexdigest()[:24].encode()
    return Statement(name, raw, binds, fixed or {}, reads, keep)


def as_text(value: object) -> bytes | None:
    """
    *value* in PostgreSQL's text form.
    """
    if value is None:
        return None
    kind = type(value)
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[str if isinstance(value, str) else kind]
    return write(value)


def json(value: object) -> Json:
    """
    *value* as a JSON document.
    """
    return Json(msgspec.json.encode(value).decode())


_BETWEEN, _NULL = "\x1f", "\x1e"
"""
Control characters, which no text has that is stored.
"""


def _array(values: Any) -> bytes:
    if {str, Json, NoneType}.issuperset(map(type, values)) and values:
        return _text_array(values)
    return b"{" + b",".join(map(_element, values)) + b"}"


def _text_array(values: Sequence[str | None]) -> bytes:
    """
    All elements quoted in a few passes over the whole, as there may be thousands.
    """
    nulls = None in values
    texts = [_NULL if each is None else each for each in values] if nulls else values
    whole = _BETWEEN.join(cast("Sequence[str]", texts))
    if whole.count(_BETWEEN) != len(values) - 1 or (
        whole.count(_NULL) != values.count(None)
    ):
        return b"{" + b",".join(map(_element, values)) + b"}"
    if "\\" in whole or '"' in whole:
        whole = whole.replace("\\", "\\\\").replace('"', '\\"')
    whole = '{"' + whole.replace(_BETWEEN, '","') + '"}'
    return (whole.replace(f'"{_NULL}"', "NULL") if nulls else whole).encode()


def _element(value: object) -> bytes:
    raw = as_text(value)
    if raw is None:
        return b"NULL"
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    str: str.encode,
    Json: str.encode,
    UUID: lambda value: value.hex.encode(),
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"%d" % value,
    float: lambda value: repr(value).encode(),
    Decimal: lambda value: format(value, "f").encode(),
    datetime: lambda value: value.isoformat().encode(),
    date: lambda value: value.isoformat().encode(),
    bytes: lambda value: b"\\x" + value.hex().encode(),
    list: _array,
    tuple: _array,
    dict: msgspec.json.encode,
}
