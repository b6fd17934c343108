"""
Many records at once: those named, or all that a query finds.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from .errors import Invalid, NotFound
from .filters import Query
from .values import tag_key

MOST_AT_ONCE = 10_000


class Archivable(Protocol):
    """
    A record with an archive and tags.
    """

    @property
    def id(self) -> UUID: ...

    @property
    def archived_at(self) -> datetime | None: ...


Id = TypeVar("Id", bound=UUID)
Record = TypeVar("Record", bound=Archivable)


class Selectable(Protocol[Id, Record]):
    """
    A repository that can be asked for many records.
    """

    def matching(self, query: Query, /, *, most: int) -> list[Id]: ...

    def many(self, ids: Iterable[Id], /) -> list[Record]: ...


def select_records(
    repository: Selectable[Id, Record],
    *,
    ids: Iterable[Id] | None,
    query: Query | None,
) -> list[Record]:
    """
    The live records that *ids* name or *query* finds, locked.

    Raises:
        Invalid: Neither or both given, or more than 10,000 records.
        NotFound: One of *ids* is not there, not visible or in the archive.
    """
    if (ids is None) == (query is None):
        raise Invalid.of("selection", "required", "Name ids, or a filter, not both.")
    chosen = (
        list(dict.fromkeys(ids))
        if ids is not None
        else repository.matching(query or Query(), most=MOST_AT_ONCE)
    )
    if len(chosen) > MOST_AT_ONCE:
        message = f"At most {MOST_AT_ONCE:,} at once; narrow the filter."
        raise Invalid.of("selection", "length", message)
    found = [each for each in repository.many(chosen) if each.archived_at is None]
    if ids is not None and len(found) < len(chosen):
        missing = {*chosen} - {each.id for each in found}
        raise NotFound(ids=tuple(sorted(missing)))
    return found


def retagged(
    tags: Iterable[str], *, add: Iterable[str], remove: Iterable[str]
) -> tuple[str, ...]:
    """
    *tags* with some added and some taken away, each once.
    """
    gone = {tag_key(tag) for tag in remove}
    kept = {tag_key(tag): tag for tag in tags if tag_key(tag) not in gone}
    for tag in add:
        kept.setdefault(tag_key(tag), tag)
    return tuple(kept.values())


def merged_custom(before: Mapping[str, object], custom: object) -> Mapping[str, object]:
    """
    *custom*, when it holds values, laid over those *before*.
    """
    return {**before, **custom} if isinstance(custom, Mapping) else before
