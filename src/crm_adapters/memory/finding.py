"""
One page of a list: filtered, searched, ordered.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from attrs import evolve, frozen

from crm_core.shared import (
    COUNTED_AT_MOST,
    Fields,
    Invalid,
    Order,
    Page,
    PageRequest,
    Query,
    likeliest,
    query_words,
    read_cursor,
    to_url,
    write_cursor,
)

from ..rows import CUSTOM_FIELD_ROWS, Row
from .context import Context
from .matching import Fold, Matcher, Value

Shown = TypeVar("Shown")
Key = tuple[str, ...]

NEWEST = (Order("updated_at", descending=True),)
SHORTEST_BEGINNING = 3


@frozen(kw_only=True, eq=False)
class Listing(Generic[Shown]):
    """
    How records of one kind are listed: their visible *rows*, the *value* of each
    field, the *words* that search finds them by, the columns they are ordered by.
    """

    kind: str
    fields: Fields
    rows: list[Row]
    value: Value
    words: Callable[[Row], set[str]]
    keys: Mapping[str, str]
    folds: Mapping[str, Fold]
    shown: Callable[[Row], Shown]


@frozen(kw_only=True, slots=False, eq=False)
class Finder(Generic[Shown]):
    """
    Finds what a query asks, for one actor.
    """

    listing: Listing[Shown]
    context: Context
    query: Query

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """
        The words searched for.
        """
        return query_words(self.query.search)

    @cached_property
    def narrowed(self) -> list[Row]:
        """
        The rows that meet the conditions, whatever their words.
        """
        matcher = Matcher(
            fields=self._fields(),
            value=self.listing.value,
            folds=self.listing.folds,
            me=self.context.actor.user_id,
            team=self.context.team,
            today=self.context.now.date(),
        )
        archived = self.query.archived
        return [
            row
            for row in self.listing.rows
            if archived in (None, row["archived_at"] is not None)
            and matcher.meets(row, self.query)
        ]

    def rows(self) -> list[Row]:
        """
        All that is found, in order.
        """
        if self.query.search and not self.asked:
            return []
        return self.ranked([(word,) for word in self.asked])

    def respelled(self) -> tuple[str, list[Row]]:
        """
        The likeliest spelling of the words, and all that is found by it.
        """
        spellings = [self._spellings(word) for word in self.asked]
        return " ".join(each[0] for each in spellings), self.ranked(spellings)

    def ranked(self, words: Sequence[Sequence[str]]) -> list[Row]:
        """
        The rows that have all of *words*, each in any of its spellings, in order.
        """
        found = [row for row in self.narrowed if self._tier(row, words)]
        for order in reversed(self._order):
            found.sort(key=lambda row: row["id"], reverse=order.descending)
            break
        for order in reversed(self._order):
            key = self._column(order)
            found.sort(key=lambda row: row[key], reverse=order.descending)
        if not self.query.order:
            found.sort(key=lambda row: self._tier(row, words))
        return found
