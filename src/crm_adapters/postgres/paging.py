"""
One page of a list: through the search index when that is what finds it, else
straight from the table.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from attrs import evolve, frozen
from sqlalchemy.types import DateTime

from crm_core.shared import (
    COUNTED_AT_MOST,
    Fields,
    Invalid,
    Page,
    PageRequest,
    Query,
    likeliest,
    read_cursor,
    to_url,
    write_cursor,
)

from .candidates import Candidates, candidates, residual
from .conditions import values_of
from .context import Context
from .lexemes import prefix
from .listing import NEWEST, Builder, Listing, list_statement, ordered_keys
from .statements import Statement, statement
from .wire import Rows

Row = TypeVar("Row")

COUNTED_IN_SEARCH = 100
"""
A search counts only so far: each further hit costs the reading of a row.
"""
BATCH = 1_000
DEEPEST = 10_000

_SEARCH = statement(
    "SELECT tier, id, sorted_by FROM crm.search_records($1, $2::uuid, $3::boolean,"
    " $4::tsquery, $5::tsquery, $6, $7::boolean, $8::integer, $9, $10::uuid,"
    " $11::integer)",
    (
        "kind",
        "organization_id",
        "archived",
        "exact",
        "loose",
        "sorted_by",
        "descending",
        "after_tier",
        "after_key",
        "after_id",
        "limit",
    ),
)
_SIMILAR = statement(
    "SELECT word FROM crm.similar_words($1::uuid, $2)", ("organization_id", "word")
)

Hit = tuple[int, UUID, str]


@frozen(kw_only=True)
class Finder(Generic[Row]):
    """
    Finds what a query asks of one table, for one actor.
    """

    listing: Listing[Row]
    context: Context
    query: Query
    fields: Fields

    def page(self, request: PageRequest) -> Page[Row]:
        """
        One page, with a cursor to the next.
        """
        words = self.query.words
        if self.query.search and not words:
            return Page(items=[], total=0, total_exact=True, next_cursor=None)
        asked = self._candidates([(word,) for word in words])
        if asked is None:
            return self._listed(request)
        after = None
        if request.cursor is not None:
            after = read_cursor(request.cursor, bound_to=self._bound, length=6)
        if after is None or not after[5]:
            page = self._searched(request, asked, after)
            if page.total or not words or after is not None:
                return page
        return self._respelled(request, words, after)

    def ids(self, *, most: int) -> list[UUID]:
        """
        The ids of all that is found, at most *most* + 1.
        """
        words = self.query.words
        if self.query.search and not words:
            return []
        asked = self._candidates([(word,) for word in words])
        if asked is None:
            rows = self.context.transaction.ask(
                self.statement_for("ids"), self.values(limit=most + 1)
            )
            return [row[0] for row in rows]
        hits, _, _ = self._matching(asked, most + 1, None)
        return [hit[1] for hit in hits]

    @property
    def _bound(self) -> str:
        organization = self.context.organization_id
        return f"{organization}|{self.listing.table.name}|{to_url(self.query)}"

    def statement_for(self, what: str, build: Builder | None = None) -> Statement:
        """
        The statement for *what* of this list, or for what *build* makes of it.
        """
        sight = self.context.sight.visibility
        return list_statement(self.listing, self.query, self.fields, sight, what, build)

    def values(self, **more: object) -> dict[str, object]:
        return self.context.seen(**more) | values_of(
            self.query,
            self.fields,
            self.listing.all_sources(self.fields),
            sight=self.context.sight,
            today=self.context.now.date(),
        )

    # --- straight from the table

    def _listed(self, request: PageRequest) -> Page[Row]:
        keys = ordered_keys(self.listing, self.query)
        size, what, more = request.size, "first", dict[str, object]()
        if request.cursor is not None:
            position = read_cursor(
                request.cursor, bound_to=self._bound, length=len(keys)
            )
            what = "after"
            more = {f"k{i}": _given(keys[i][0], v) for i, v in enumerate(position)}
        elif request.number > 1:
            what, more = "numbered", {"offset": (request.number - 1) * size}
        values = self.values(limit=size + 1, **more)
        rows, total = self._rows_and_total(self.statement_for(what), values)
        exact = total <= COUNTED_AT_MOST
        return Page(
            items=self._read(rows[:size]),
            total=total if exact else COUNTED_AT_MOST,
            total_exact=exact,
            next_cursor=self._cursor(rows[size - 1][-len(keys) :])
            if len(rows) > size
            else None,
        )

    def _rows_and_total(
        self, what: Statement, values: dict[str, object]
    ) -> tuple[Rows, int]:
        transaction, long = self.context.transaction, self.context.long_lists
        who = (self._bound, self.context.actor)
        if who in long:
            return transaction.ask(what, values), COUNTED_AT_MOST + 1
        rows, counted = transaction.ask_all(
            [(what, values), (self.statement_for("count"), values)]
        )
        total: int = counted[0][0]
        if total > COUNTED_AT_MOST:
            long.remember(who)
        return rows, total

    def _read(self, rows: Sequence[tuple[Any, ...]]) -> list[Row]:
        row, width = self.listing.row, len(self.listing.columns)
        return [row(*each[:width]) for each in rows]

    def _cursor(self, position: Sequence[object]) -> str:
        plain = [
            each.isoformat() if isinstance(each, datetime) else each
            for each in position
        ]
        return write_cursor(plain, bound_to=self._bound)

    # --- through the search index

    def _candidates(self, words: Sequence[tuple[str, ...]]) -> Candidates | None:
        if len(self.query.order) > 1 and not words:
            return None  # the index answers in one order only
        key = prefix(self.context.organization_id, archived=bool(self.query.archived))
        other = None
        if self.query.archived is None:
            other = prefix(self.context.organization_id, archived=True)
        return candidates(
            self.query,
            self.fields,
            words=words,
            keys=(key, other) if other else (key,),
            sight=self.context.sight,
            owned=self.listing.owned,
        )

    def _hits(
        self, asked: Candidates, *, limit: int, after: Sequence[object] | None = None
    ) -> list[Hit]:
        order = (self.query.order or NEWEST)[0]
        if len(self.query.order) > 1:
            message = "A search is ordered by one field."
            raise Invalid.of("sort", "search", message)
        ranked = asked.exact is not None and not self.query.order
        values = {
            "kind": self.listing.table.name,
            "archived": self.query.archived,
            "exact": asked.exact if ranked else None,
            "loose": asked.loose,
            "sorted_by": str(self.listing.keys[order.field].name),
            "descending": order.descending,
            "after_tier": after[0] if after else None,
            "after_key": str(after[1]) if after else None,
            "after_id": str(after[2]) if after else None,
            "limit": limit,
        }
        rows = self.context.transaction.ask(_SEARCH, self.context.values(**values))
        return [(row[0], row[1], row[2]) for row in rows]

    def _rows(self, left: Query, hits: Sequence[Hit]) -> dict[UUID, tuple[Any, ...]]:
        if not hits:
            return {}
        narrowed = evolve(self, query=left)
        values = narrowed.values(ids=[hit[1] for hit in hits])
        rows = self.context.transaction.ask(narrowed.statement_for("among"), values)
        at = [column.name for column in self.listing.columns].index("id")
        return {row[at]: row for row in rows}

    def _searched(
        self,
        request: PageRequest,
        asked: Candidates,
        after: Sequence[object] | None,
        *,
        respelled: bool = False,
    ) -> Page[Row]:
        skip = 0 if after else (request.number - 1) * request.size
        wanted = skip + request.size + 1
        if wanted > DEEPEST:
            message = "Too deep for a page number; go on with next_cursor."
            raise Invalid.of("page", "range", message)
        hits, rows, limit = self._matching(asked, wanted, after)
        shown = hits[skip : skip + request.size]
        if rows is None:
            rows = self._rows(residual(self.query, self.fields), shown)
        cut = len(hits) >= limit
        total, exact = (after[3], after[4]) if after else (len(hits) - cut, not cut)
        more = len(hits) > skip + request.size
        return Page(
            items=self._read([rows[hit[1]] for hit in shown if hit[1] in rows]),
            total=_whole(total),
            total_exact=bool(exact),
            next_cursor=self._cursor([*_place(shown[-1]), total, exact, respelled])
            if more
            else None,
        )

    def _matching(
        self, asked: Candidates, wanted: int, after: Sequence[object] | None
    ) -> tuple[list[Hit], dict[UUID, tuple[Any, ...]] | None, int]:
        left = residual(self.query, self.fields)
        settled = self.listing.owned or self.context.sight.sees_all
        if not left.conditions and settled:
            limit = max(wanted, COUNTED_IN_SEARCH + 1) if after is None else wanted
            return self._hits(asked, limit=limit, after=after), None, limit
        hits, rows = list[Hit](), dict[UUID, tuple[Any, ...]]()
        while len(hits) < wanted:
            some = self._hits(asked, limit=BATCH, after=after)
            fitting = self._rows(left, some)
            rows |= fitting
            hits += [hit for hit in some if hit[1] in fitting]
            if len(some) < BATCH:
                break
            after = _place(some[-1])
        return hits[:wanted], rows, wanted

    def _respelled(
        self,
        request: PageRequest,
        words: Sequence[str],
        after: Sequence[object] | None,
    ) -> Page[Row]:
        spellings = [self._spellings(word) for word in words]
        asked = self._candidates(spellings)
        assert asked is not None
        page = self._searched(request, asked, after, respelled=True)
        if not page.total:
            return page
        return evolve(page, corrected=" ".join(each[0] for each in spellings))

    def _spellings(self, word: str) -> tuple[str, ...]:
        if not word.isalpha():
            return (word,)
        rows = self.context.transaction.ask(_SIMILAR, self.context.values(word=word))
        known = [row[0] for row in rows]
        if any(each.startswith(word) for each in known):
            return (word,)
        return likeliest(word, known) or (word,)


def _given(column: Any, value: object) -> object:
    if not isinstance(column.type, DateTime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise Invalid.of("cursor", "cursor", "Not a cursor of this list.") from None


def _place(hit: Hit) -> list[object]:
    return [hit[0], hit[2], str(hit[1])]


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
