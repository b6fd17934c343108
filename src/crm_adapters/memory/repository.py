"""
Records of one kind over a dict of rows, with their history.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from attrs import evolve

from crm_core.changes import Action, Change
from crm_core.shared import Conflict, NotFound, RecordRef, Stale

from ..rows import Row, RowMapping, differing
from .context import Context
from .tables import copied


class Versioned(Protocol):
    """
    A record that knows its version.
    """

    @property
    def id(self) -> Any: ...

    @property
    def version(self) -> int: ...


Id = TypeVar("Id", bound=UUID)
Entity = TypeVar("Entity", bound=Versioned)


class MemoryRepository(Generic[Id, Entity]):
    """
    The records of one kind that the actor may see.

    Rows go in and out as copies: only what is saved is stored.
    """

    mapping: ClassVar[RowMapping[Any]]

    def __init__(self, context: Context, rows: dict[UUID, Row]) -> None:
        self.context = context
        self.rows = rows

    def get(self, id: Id, /) -> Entity:
        return self._entity(self._visible(id))

    def many(self, ids: Iterable[Id], /) -> list[Entity]:
        return [
            self._entity(self.rows[id])
            for id in sorted(set(ids))
            if id in self.rows and self._sees(self.rows[id])
        ]

    def add(self, entity: Entity, /) -> None:
        self.context.introduce()
        if entity.id in self.rows:
            raise Conflict("This contradicts what is already stored.")
        self._store(entity, None)

    def add_many(self, entities: Sequence[Entity], /) -> None:
        for entity in entities:
            self.add(entity)

    def save(self, entity: Entity, /) -> Entity:
        self.context.introduce()
        before = self._visible(entity.id)
        if before["version"] != entity.version:
            raise Stale(id=entity.id)
        saved: Entity = evolve(entity, version=entity.version + 1)  # type: ignore[misc]
        self._store(saved, before)
        return saved

    def remove(self, entity: Entity, /, *, checked: bool = False) -> None:
        if not checked and self.pointed_at([entity.id]):
            raise self.in_use(entity)
        row = self.rows.pop(entity.id)
        self._note(entity.id, Action.REMOVED, before=self.mapping.image(row), after={})

    def check(self, entity: Entity, /) -> None:
        """
        Raise what contradicts other records.
        """

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:  # noqa: ARG002
        """
        Which of those records others point at that are not among them.
        """
        return set()

    def in_use(self, entity: Entity, /) -> Conflict:
        """
        The refusal to remove a record that others point at.
        """
        return Conflict("Other records still point at it.", id=entity.id)

    def images(self, ids: Iterable[UUID], /) -> dict[UUID, dict[str, object]]:
        """
        The images of those records that exist and are visible.
        """
        found = ((id, self.rows.get(id)) for id in ids)
        return {
            id: self.mapping.image(row) for id, row in found if row and self._sees(row)
        }

    def _sees(self, row: Row) -> bool:
        return "assigned_to" not in row or self.context.sees(row["assigned_to"])

    def _visible(self, id: Id) -> Row:
        row = self.rows.get(id)
        if row is None or not self._sees(row):
            raise NotFound(id=id)
        return row

    def _entity(self, row: Row) -> Entity:
        entity: Entity = self.mapping.from_row(copied(row))
        return entity

    def _store(self, entity: Entity, before: Row | None) -> None:
        self.check(entity)
        row = copied(self.mapping.to_row(entity))
        self.rows[entity.id] = row
        image = self.mapping.image(row)
        if before is None:
            self._note(entity.id, Action.CREATED, before={}, after=image)
        else:
            old, new = differing(self.mapping.image(before), image)
            self._note(entity.id, Action.UPDATED, before=old, after=new)

    def _note(
        self,
        id: UUID,
        action: Action,
        *,
        before: Mapping[str, object],
        after: Mapping[str, object],
    ) -> None:
        record = RecordRef(self.mapping.kind, id)
        change = Change(record=record, action=action, before=before, after=after)
        self.context.changes.append(change)
