"""
Inserting many rows in one statement: what they share once, the rest as arrays.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, DateTime, Table, Uuid
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from .statements import Json, Statement, as_text, json, statement
from .transaction import Transaction

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
# An array of arrays must be a rectangle: these go as the text of each.
_AS_TEXT = (ARRAY, TSVECTOR)

Values = Mapping[str, object]
Columns = Mapping[str, Sequence[object]]


def insert_many(
    transaction: Transaction,
    table: Table,
    shared: Values,
    columns: Columns,
    *,
    keep: bool = True,
) -> None:
    """
    Insert rows of *table* that have the *shared* values, and one each of *columns*,
    which are equally long; it waits for the next statement that needs an answer.

    Without *keep* the statement is not kept prepared: it may never come again.
    """
    values: dict[str, object] = {
        name: _written(table.c[name], value) for name, value in shared.items()
    }
    for name, column in columns.items():
        values[name] = _texts(table.c[name], column)
    transaction.tell(
        _inserting(table, tuple(shared), tuple(columns), keep=keep), values
    )


def parted(columns: Columns) -> tuple[Values, Columns]:
    """
    The values that all rows share, and the columns of the others.
    """
    shared = {name: values[0] for name, values in columns.items() if _same(values)}
    return shared, {n: values for n, values in columns.items() if n not in shared}


def _same(values: Sequence[object]) -> bool:
    first = values[0]
    return all(value is first or value == first for value in values)


def _written(column: Column[object], value: object) -> object:
    if value is None or isinstance(value, Json):
        return value
    return json(value) if isinstance(column.type, JSONB) else value


def _texts(column: Column[object], values: Sequence[object]) -> list[str | None]:
    """
    Each value as the text that the column's type reads.
    """
    text = _TEXTS.get(type(column.type), str)
    return [None if value is None else text(value) for value in values]


def _array_text(value: object) -> str:
    raw = as_text(value)
    assert raw is not None
    return raw.decode()


def _json_text(value: object) -> str:
    return value if isinstance(value, Json) else json(value)


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    ARRAY: _array_text,
    JSONB: _json_text,
    DateTime: datetime.isoformat,
    Uuid: attrgetter("hex"),
}


@lru_cache(maxsize=500)
def _inserting(
    table: Table, shared: tuple[str, ...], each: tuple[str, ...], *, keep: bool
) -> Statement:
    kinds = {name: _kind(table.c[name]) for name in (*shared, *each)}
    given = [f"${n}::{kinds[name]}" for n, name in enumerate(shared, 1)]
    arrays: list[str] = []
    for n, name in enumerate(each, len(shared) + 1):
        textual = isinstance(table.c[name].type, _AS_TEXT)
        arrays.append(f"${n}::{'text' if textual else kinds[name]}[]")
        given.append(f"g.c{n}::{kinds[name]}" if textual else f"g.c{n}")
    places = ", ".join(f"c{n}" for n in range(len(shared) + 1, len(kinds) + 1))
    rows = f" FROM unnest({', '.join(arrays)}) AS g ({places})" if arrays else ""
    return statement(
        f"INSERT INTO {table.fullname} ({', '.join(map(_quoted, kinds))})"
        f" SELECT {', '.join(given)}{rows}",
        (*shared, *each),
        keep=keep,
    )


def _kind(column: Column[object]) -> str:
    """
    The column's type as a cast names it.
    """
    spelled = column.type.compile(dialect=_DIALECT)
    return spelled.partition(" COLLATE ")[0]


def _quoted(name: str) -> str:
    return f'"{name}"'
