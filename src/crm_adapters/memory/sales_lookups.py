"""
Leads and opportunities by what they are known by, in memory.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from ..rows import Row


def live_by(
    rows: Mapping[UUID, Row], keys: Iterable[Any], key_of: Callable[[Row], Any]
) -> Mapping[Any, list[Any]]:
    """
    The ids of the live ones among *rows* by each of *keys* that any has, oldest first.
    """
    wanted = set(keys)
    found: dict[Any, list[UUID]] = {}
    for id, row in sorted(rows.items()):
        if row["archived_at"] is None and (key := key_of(row)) in wanted:
            found.setdefault(key, []).append(id)
    return found


class CustomLookup:
    """
    Live records by the values of a custom field.
    """

    rows: dict[UUID, Row]

    def by_custom(self, name: str, values: Iterable[str], /) -> Mapping[str, list[Any]]:
        return live_by(self.rows, values, lambda row: str(row["custom"].get(name)))
