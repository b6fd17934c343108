"""
Pages of a list that has one order and few conditions, written by hand.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.shared import (
    COUNTED_AT_MOST,
    Invalid,
    Page,
    PageRequest,
    read_cursor,
    write_cursor,
)

from .context import Context
from .statements import Statement, statement

_READ: Mapping[str, Any] = {
    "uuid": lambda raw: UUID(str(raw)),
    "float8": lambda raw: float(str(raw)),
    "timestamptz": lambda raw: datetime.fromisoformat(str(raw)),
}


@frozen(slots=False, kw_only=True)
class Keyset:
    """
    One list.

    Args:
        columns: What is shown, the columns of its order last.
        origin: Where from, from the table's name to the last condition; ``$1`` is the
            organization, the others are *binds*.
        places: Its order, each column descending; the last one is unique.
        kinds: Their types, one for each.
    """

    columns: str
    origin: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    binds: tuple[str, ...] = ()

    @cached_property
    def _statements(self) -> tuple[Statement, Statement, Statement]:
        binds = ("organization_id", *self.binds)
        known = len(binds)
        after = tuple(f"after_{n}" for n in range(len(self.places)))
        position = ", ".join(f"${n}::{k}" for n, k in enumerate(self.kinds, known + 1))
        places = ", ".join(self.places)
        chosen = f"SELECT {self.columns}, {places} FROM {self.origin}"
        order = f"ORDER BY {', '.join(f'{place} DESC' for place in self.places)}"
        end = known + len(after)
        return (
            statement(
                f"{chosen} {order} OFFSET ${known + 1}::bigint"
                f" LIMIT ${known + 2}::integer",
                (*binds, "offset", "limit"),
            ),
            statement(
                f"{chosen} AND ({places}) < ({position}) {order} LIMIT ${end + 1}::integer",
                (*binds, *after, "limit"),
            ),
            statement(
                f"SELECT count(*) FROM (SELECT 1 FROM {self.origin}"
                f" LIMIT ${known + 1}::integer) AS counted",
                (*binds, "most"),
            ),
        )

    def page(
        self, context: Context, request: PageRequest, *, bound_to: str, **given: object
    ) -> Page[tuple[Any, ...]]:
        """
        One page; each row has the values of its place behind the columns.
        """
        first, behind, count = self._statements
        width = len(self.places)
        bound = f"{context.organization_id}|{bound_to}"
        values = context.values(
            **given, limit=request.size + 1, most=COUNTED_AT_MOST + 1
        )
        if request.cursor is None:
            asked, values["offset"] = first, (request.number - 1) * request.size
        else:
            asked = behind
            place = read_cursor(request.cursor, bound_to=bound, length=width)
            values |= self._place(place)
        rows, counted = context.transaction.ask_all([(asked, values), (count, values)])
        shown, total = rows[: request.size], counted[0][0]
        more = len(rows) > request.size
        return Page(
            items=shown,
            total=min(total, COUNTED_AT_MOST),
            total_exact=total <= COUNTED_AT_MOST,
            next_cursor=write_cursor([*shown[-1][-width:]], bound_to=bound)
            if more
            else None,
        )

    def _place(self, position: list[object]) -> dict[str, object]:
        try:
            read = [_READ[k](v) for k, v in zip(self.kinds, position, strict=True)]
        except ValueError:
            message = "This cursor does not belong to this list."
            raise Invalid.of("cursor", "cursor", message) from None
        return {f"after_{n}": value for n, value in enumerate(read)}
