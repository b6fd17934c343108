"""
Between records and rows: the same for memory and PostgreSQL.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from attrs import frozen

Row = dict[str, Any]
Record = TypeVar("Record")


@frozen(kw_only=True, eq=False)
class RowMapping(Generic[Record]):
    """
    How records of one kind are kept as flat rows, and rows as images.

    *derived* columns follow from others and stay out of the history; *ids*,
    *moments*, *days* and *amounts* are the columns whose JSON form is text but whose
    value is not.
    """

    kind: str
    to_row: Callable[[Record], Row]
    from_row: Callable[[Row], Record]
    derived: frozenset[str]
    ids: frozenset[str]
    moments: frozenset[str]
    days: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()

    def image(self, row: Row) -> dict[str, object]:
        """
        The JSON form of a row, without what is derived.
        """
        image: dict[str, object] = msgspec.to_builtins(self.kept(row))
        return image

    def kept(self, row: Row) -> Row:
        """
        A row without what is derived.
        """
        kept = row.copy()
        for name in self.derived:
            kept.pop(name, None)
        return kept

    def record(self, image: Mapping[str, object]) -> Record:
        """
        The record that an image shows.
        """
        return self.from_row({k: self._value(k, v) for k, v in image.items()})

    def _value(self, column: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        if column in self.ids:
            return UUID(value)
        if column in self.moments:
            return datetime.fromisoformat(value)
        if column in self.days:
            return date.fromisoformat(value)
        return Decimal(value) if column in self.amounts else value


def differing(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """
    The values that two images of one record do not share, from each.
    """
    names = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in names}, {
        name: after[name] for name in names
    }
