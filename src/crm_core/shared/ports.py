"""
What every use case may rely on.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, Protocol, TypeVar
from uuid import UUID

from attrs import frozen

from .actor import Actor, OrganizationId
from .errors import Unavailable
from .events import Event

Id = TypeVar("Id", bound=UUID, contravariant=True)
Entity = TypeVar("Entity")


class Work(Protocol):
    """
    One transaction, on behalf of one actor, inside one organization.

    It commits when the use case returns and rolls back when it raises, so a
    use case can do neither. Its repositories see one organization only, so a
    use case never names it. All that it writes is one change set.
    """

    @property
    def actor(self) -> Actor: ...

    @property
    def now(self) -> datetime:
        """
        The moment of this transaction: the same in every call.
        """
        ...

    @property
    def change_set_id(self) -> UUID:
        """
        The change set that holds whatever this transaction writes.
        """
        ...

    def new_id(self) -> UUID: ...

    def name(self, label: str, /) -> None:
        """
        Say in words what this transaction does; its change set shows it.
        """
        ...

    def emit(self, event: Event, /) -> None:
        """
        Announce *event* once this transaction has committed.
        """
        ...


class Repository(Protocol[Id, Entity]):
    """
    The records of one kind that belong to the organization at work.
    """

    def get(self, id: Id, /) -> Entity:
        """
        The record, archived or not.

        Raises:
            NotFound: No such record in this organization, or not visible.
        """
        ...

    def add(self, entity: Entity, /) -> None: ...

    def add_many(self, entities: Sequence[Entity], /) -> None:
        """
        ``add`` each of them, in far fewer steps.
        """
        ...

    def save(self, entity: Entity, /) -> Entity:
        """
        Store *entity* as its next version and return it so.

        Raises:
            Stale: The stored version is not the one *entity* was read at.
        """
        ...

    def remove(self, entity: Entity, /) -> None:
        """
        Delete the record for good; only its history remains.
        """
        ...


@frozen(kw_only=True)
class StoredAnswer:
    """
    What a request was answered, kept for its repetition.
    """

    fingerprint: str
    status: int
    headers: dict[str, str]
    body: bytes


class IdempotencyKeys(Protocol):
    """
    Answers by the key that a client gave its request; kept with what it wrote.
    """

    def claim(self, key: str, /) -> StoredAnswer | None:
        """
        The answer that the actor's request of this *key* got, or None for the
        first; a second one at the same time waits for the first.
        """
        ...

    def queue(self, key: str, /) -> None:
        """
        Let a second request of this *key* at the same time wait for this one; if it
        was answered before, storing an answer is refused.
        """
        ...

    def store(self, key: str, answer: StoredAnswer, /) -> None:
        """
        Raises:
            Conflict: There is an answer already; said at once or when work ends.
        """
        ...


@frozen(kw_only=True)
class StoredFile:
    """
    A file as storage knows it: *key* is the SHA-256 of its content, *size* in bytes.
    """

    key: str
    size: int


class ContentDamaged(Unavailable):
    """
    What was stored of this file is damaged.
    """


class Storage(Protocol):
    """
    Files of organizations, each under the digest of its content.
    """

    def put(
        self, organization_id: OrganizationId, chunks: Iterable[bytes], /
    ) -> StoredFile:
        """
        Keep what *chunks* make up; the same content is kept once.

        Raises:
            Invalid: It is too large; nothing is kept.
            Unavailable: It cannot be written now; nothing is kept.
        """
        ...

    def open(self, organization_id: OrganizationId, key: str, /) -> BinaryIO:
        """
        The content, compared with its digest: what is damaged is not given out.

        Raises:
            NotFound: The organization has no such file.
            ContentDamaged: It is not what was stored.
            Unavailable: It cannot be read now.
        """
        ...

    def remove(self, organization_id: OrganizationId, key: str, /) -> None: ...

    def keys(
        self, organization_id: OrganizationId, /, *, before: datetime
    ) -> Iterator[str]:
        """
        The keys of what was last put before that moment.
        """
        ...

    def drop(
        self, organization_id: OrganizationId, key: str, /, *, before: datetime
    ) -> bool:
        """
        Remove what was last put before that moment; answers whether it was. What was
        put again meanwhile stays.
        """
        ...

    def check(self) -> None:
        """
        Raises:
            Unavailable: Nothing can be stored now; says why.
        """
        ...
