"""
One page of a list: filtered, searched, ordered.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, TypeVar

from attrs import frozen

from crm_core.shared import (
    COUNTED_AT_MOST,
    Fields,
    Invalid,
    Order,
    Page,
    PageRequest,
    Query,
    likeliest,
    read_cursor,
    to_url,
    write_cursor,
)

from ..rows import Row
from .context import Context
from .matching import Fold, Matcher, Others, Value, no_others

Shown = TypeVar("Shown")
Spellings = Sequence[Sequence[str]]
Position = tuple[str, ...]
Found = tuple[Position, Row]

NEWEST = (Order("updated_at", descending=True),)
SHORTEST_BEGINNING = 3


@frozen(kw_only=True, eq=False)
class Listing(Generic[Shown]):
    """
    How records of one kind are listed: their visible *rows*, the *value* of each
    field, the *words* that search finds them by, the *keys* they are ordered by, and
    the *others* that a field points at.
    """

    kind: str
    fields: Fields
    rows: list[Row]
    value: Value
    words: Callable[[Row], set[str]]
    keys: Mapping[str, str]
    folds: Mapping[str, Fold]
    shown: Callable[[Row], Shown]
    others: Others = no_others


@frozen(kw_only=True, eq=False, slots=False)
class Finder(Generic[Shown]):
    """
    Finds what a query asks, for one actor.
    """

    listing: Listing[Shown]
    context: Context
    query: Query

    def page(self, request: PageRequest) -> Page[Shown]:
        """
        One page, with a cursor to the next.
        """
        found, corrected = self._found(), None
        if not found and self.words:
            spellings = [self._spellings(word) for word in self.words]
            found = self._ordered(spellings)
            corrected = " ".join(each[0] for each in spellings) if found else None
        start = (request.number - 1) * request.size
        if request.cursor is not None:
            start = self._behind(found, request.cursor)
        shown, more = found[start:][: request.size], len(found) > start + request.size
        return Page(
            items=[self.listing.shown(row) for _, row in shown],
            total=min(len(found), COUNTED_AT_MOST),
            total_exact=len(found) <= COUNTED_AT_MOST,
            next_cursor=write_cursor([*shown[-1][0]], bound_to=self._bound)
            if more
            else None,
            corrected=corrected,
        )

    def rows(self) -> list[Row]:
        """
        All that is found, in order.
        """
        return [row for _, row in self._found()]

    def _found(self) -> list[Found]:
        if self.query.search and not self.words:
            return []
        if self.words and len(self.query.order) > 1:
            message = "A search is ordered by one field."
            raise Invalid.of("sort", "search", message)
        return self._ordered([(word,) for word in self.words])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """
        The words searched for.
        """
        return self.query.words

    @cached_property
    def _narrowed(self) -> list[Row]:
        matcher = Matcher(
            fields=self.listing.fields,
            value=self.listing.value,
            folds=self.listing.folds,
            me=self.context.actor.user_id,
            team=self.context.team,
            today=self.context.now.date(),
            others=self.listing.others,
        )
        archived = self.query.archived
        return [
            row
            for row in self.listing.rows
            if archived in (None, row["archived_at"] is not None)
            and matcher.meets(row, self.query)
        ]

    def _ordered(self, words: Spellings) -> list[Found]:
        tiers = [(row, self._tier(row, words)) for row in self._narrowed]
        found = [(self._position(row, tier), row) for row, tier in tiers if tier]
        for place, descending in reversed([*enumerate(self._descending)]):
            found.sort(key=lambda each: each[0][place], reverse=descending)
        return found

    def _tier(self, row: Row, words: Spellings) -> int:
        """
        1 when the row has all *words* as they are, 2 when it has words that begin
        so, 0 when it has not. A list that has an order of its own has no tiers.
        """
        own = self.listing.words(row) if words else set()
        if all(not own.isdisjoint(each) for each in words):
            return 2 if self.query.order else 1
        return (
            2 if all(_begun(each, own, alone=len(words) == 1) for each in words) else 0
        )

    @property
    def _order(self) -> Sequence[Order]:
        return self.query.order or NEWEST

    @property
    def _descending(self) -> Sequence[bool]:
        order = self._order
        return [False, *(each.descending for each in order), order[-1].descending]

    def _position(self, row: Row, tier: int) -> Position:
        keys = self.listing.keys
        columns = [keys.get(order.field, order.field) for order in self._order]
        return (str(tier), *(_text(row[name]) for name in columns), str(row["id"]))

    @property
    def _bound(self) -> str:
        organization = self.context.actor.organization_id
        return f"{organization}|{self.listing.kind}|{to_url(self.query)}"

    def _behind(self, found: list[Found], cursor: str) -> int:
        """
        How many of *found* come before or at the position that *cursor* means.
        """
        order = self._descending
        given = read_cursor(cursor, bound_to=self._bound, length=len(order))
        after = tuple(map(str, given))
        return sum(not _beyond(here, after, order) for here, _ in found)

    def _spellings(self, word: str) -> tuple[str, ...]:
        known = self.context.tables.words
        if not word.isalpha() or any(each.startswith(word) for each in known):
            return (word,)
        return likeliest(word, known) or (word,)


def _begun(spellings: Sequence[str], words: set[str], *, alone: bool) -> bool:
    """
    Whether one of *words* begins like one of *spellings*. A spelling of one or two
    letters stands for itself, unless it is *alone*.
    """
    return any(
        word.startswith(each)
        if alone or len(each) >= SHORTEST_BEGINNING
        else word == each
        for each in spellings
        for word in words
    )


def _beyond(here: Position, after: Position, descending: Sequence[bool]) -> bool:
    for one, other, down in zip(here, after, descending, strict=True):
        if one != other:
            return (one < other) == down
    return False


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, Decimal | int):
        return f"{value:020.6f}"  # none is negative, so that text sorts as numbers do
    return str(value)
