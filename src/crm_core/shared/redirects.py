"""
Where a record went that was merged into another one.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar
from uuid import UUID

from .errors import NotFound
from .references import RecordRef

R = TypeVar("R")
Id = TypeVar("Id", bound=UUID)


class Redirects(Protocol):
    """
    The records of the organization at work that were merged into others.
    """

    def target(self, record: RecordRef, /) -> UUID | None:
        """
        The id of the record that this one was merged into.
        """
        ...

    def sources(self, record: RecordRef, /) -> set[UUID]:
        """
        The ids of all records that went into this one, and into those.
        """
        ...


def followed(redirects: Redirects, kind: str, id: Id, read: Callable[[Id], R], /) -> R:
    """
    What *read* answers for *id*, or else for the record that it was merged into.

    Raises:
        NotFound: Neither is there, or not visible.
    """
    known: set[UUID] = set()
    at = id
    while True:
        try:
            return read(at)
        except NotFound:
            known.add(at)
            target = redirects.target(RecordRef(kind, at))
            if target is None or target in known:
                raise NotFound(id=id) from None
            at = target  # type: ignore[assignment]


class Identified(Protocol):
    """
    Anything that has an id.
    """

    @property
    def id(self) -> UUID: ...


Entity = TypeVar("Entity", bound=Identified)


def directly(
    redirects: Redirects, kind: str, id: Id, read: Callable[[Id], Entity], /
) -> Entity:
    """
    What *read* answers for *id* itself: nobody means to write to another record than
    the one named.

    Raises:
        NotFound: It is not there; naming the record that it was merged into.
    """
    try:
        return read(id)
    except NotFound:
        found = followed(redirects, kind, id, read)
    message = "It was merged into another record."
    raise NotFound(message, id=id, merged_into=found.id)
