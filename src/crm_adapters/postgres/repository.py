"""
One table, one organization, one kind of record: reads, writes and their history.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from attrs import evolve
from psycopg import errors
from sqlalchemy import Table

from crm_core.changes import Action
from crm_core.shared import Conflict, CrmError, NotFound

from ..rows import Row, RowMapping, differing
from .bulk import insert_many, parted
from .context import Context
from .record_statements import (
    add_one,
    columns_read,
    get_one,
    ids_pointed_at,
    json_columns,
    many_locked,
    remove_all,
    remove_one,
    save_one,
    visible_ids,
)
from .statements import json

MOST_IMAGES = 20_000
"""
More than the records of one bulk edit.
"""

WORTH_PUSHING = 100
"""
So many records keep the database busy while the next ones are made.
"""


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


class Images(OrderedDict[UUID, dict[str, object]]):
    """
    The images of the records met last: a long transaction forgets the first ones,
    and reads them again should it need them.
    """

    def __setitem__(self, id: UUID, image: dict[str, object]) -> None:
        super().__setitem__(id, image)
        if len(self) > MOST_IMAGES:
            self.popitem(last=False)


class PostgresRepository(Generic[Id, Entity]):
    """
    The records of one table that the actor may see.

    The only place that names ``organization_id`` and ``version`` in SQL. Each write
    is noted in the trail with the values before and after.
    """

    table: ClassVar[Table]
    mapping: ClassVar[RowMapping[Any]]

    def __init__(self, context: Context) -> None:
        self.context = context
        self.transaction = context.transaction
        self._images = Images()
        self._locked: set[UUID] = set()
        self._read: set[UUID] = set()

    def get(self, id: Id, /) -> Entity:
        rows = self.transaction.ask(
            get_one(self.table, self.mapping, self.context.sight.visibility),
            self.context.seen(id=id),
        )
        if not rows:
            raise NotFound(id=id)
        return self._entity(rows[0])

    def visible(self, ids: Iterable[UUID], /) -> set[UUID]:
        """
        Which of those records exist and are visible.
        """
        rows = self.transaction.ask(
            visible_ids(self.table, self.context.sight.visibility),
            self.context.seen(ids=list(ids)),
        )
        return {row[0] for row in rows}

    def many(self, ids: Iterable[Id], /) -> list[Entity]:
        rows = self.transaction.ask(
            many_locked(self.table, self.mapping, self.context.sight.visibility),
            self.context.seen(ids=list(ids)),
        )
        found = [self._entity(row) for row in rows]
        self._locked.update(entity.id for entity in found)
        self._read.update(entity.id for entity in found)
        return found

    def add(self, entity: Entity, /) -> None:
        self.context.introduce()
        row = self.mapping.to_row(entity)
        written = self._written(entity, row)
        self.transaction.tell(add_one(self.table, self.computed), written)
        image = self.mapping.image(row)
        self._images[entity.id] = image
        self._locked.add(entity.id)
        self._note(entity.id, Action.CREATED, before={}, after=image, row=row)
        self.after_write(None, entity)

    def add_many(self, entities: Sequence[Entity], /) -> None:
        if not entities:
            return
        self.context.introduce()
        rows = [self.mapping.to_row(entity) for entity in entities]
        shared, columns = parted(_turned(rows))
        insert_many(
            self.transaction,
            self.table,
            self.context.values(**shared),
            self._searched(columns, entities),
            keep=False,
        )
        kept = map(self.mapping.kept, rows)
        made = zip((row["id"] for row in rows), kept, strict=True)
        self.after_adding(entities)
        self.context.trail.note_created(self.mapping.kind, made)
        if len(entities) >= WORTH_PUSHING:
            self.transaction.push()

    def _searched(
        self, columns: Mapping[str, Sequence[object]], entities: Sequence[Entity]
    ) -> Mapping[str, Sequence[object]]:
        if "search" not in self.table.c:
            return columns
        return {**columns, "search": list(self.search_vectors(entities))}

    def save(self, entity: Entity, /) -> Entity:
        self.context.introduce()
        before = self._images.get(entity.id)
        if before is None:
            self.many([entity.id])
            before = self._images.get(entity.id)
            if before is None:
                raise NotFound(id=entity.id)
        saved: Entity = evolve(entity, version=entity.version + 1)  # type: ignore[misc]
        row = self.mapping.to_row(saved)
        values = self._written(saved, row) | {"known_version": entity.version}
        change = save_one(self.table, self.computed)
        if entity.id in self._locked and before["version"] == entity.version:
            self.transaction.tell(change, values)
        else:
            self.transaction.change_one(change, values)
        image = self.mapping.image(row)
        old, new = differing(before, image)
        self._images[entity.id] = image
        self._read.discard(entity.id)
        self._locked.add(entity.id)
        self._note(entity.id, Action.UPDATED, before=old, after=new, row=row)
        self.after_write(self.mapping.record(before), saved)
        return saved

    def remove(self, entity: Entity, /) -> None:
        before = self._images.get(entity.id) or self.mapping.image(
            self.mapping.to_row(entity)
        )
        self.transaction.flush()
        try:
            values = self.context.values(id=entity.id, known_version=entity.version)
            self.transaction.change_one(remove_one(self.table), values)
        except CrmError as error:
            if isinstance(error.__cause__, errors.ForeignKeyViolation):
                raise self.in_use(entity) from error
            raise
        self._images.pop(entity.id, None)
        self._note(entity.id, Action.REMOVED, before=before, after={}, row=before)

    def remove_many(self, ids: Collection[UUID], /) -> None:
        """
        Delete records that are locked.
        """
        before = {id: self.locked_image(id) for id in ids}
        own = self.context.values(ids=list(before))
        self.transaction.tell(remove_all(self.table), own)
        for id, image in before.items():
            self._images.pop(id, None)
            self._note(id, Action.REMOVED, before=image, after={}, row=image)

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        """
        Which of those records rows point at that do not go with them.
        """
        asked = ids_pointed_at(self.table)
        if asked is None:
            return set()
        rows = self.transaction.ask(asked, self.context.values(ids=list(ids)))
        return {row[0] for row in rows}

    def computed(self) -> Mapping[str, Any]:
        """
        Columns whose value SQL computes on writing, with how.
        """
        return {}

    def written(self, _entity: Entity, /) -> dict[str, object]:
        """
        Further parameters that ``computed`` needs.
        """
        return {}

    def search_vectors(self, entities: Sequence[Entity], /) -> Iterable[str]:
        """
        What the search index holds of each, as PostgreSQL spells it.
        """
        raise NotImplementedError(type(self).__name__)

    def after_adding(self, entities: Sequence[Entity], /) -> None:
        """
        Keep the tables that follow from this one, for many at once.
        """
        for entity in entities:
            self.after_write(None, entity)

    def after_write(self, before: Entity | None, after: Entity, /) -> None:
        """
        Keep the tables that follow from this one.
        """

    def in_use(self, entity: Entity, /) -> Conflict:
        """
        The refusal to remove a record that others point at.
        """
        return Conflict("Other records still point at it.", id=entity.id)

    def images(self, ids: Iterable[UUID], /) -> dict[UUID, dict[str, object]]:
        """
        The images of those records that exist and are visible, locked. What was read
        so, and not written since, is not read again.
        """
        wanted, images = list(ids), self._images
        known = {id: images[id] for id in wanted if id in self._read and id in images}
        unknown: list[Any] = [id for id in wanted if id not in known]
        found = self.many(unknown) if unknown else []
        return known | {entity.id: images[entity.id] for entity in found}

    def locked_image(self, id: UUID, /) -> dict[str, object]:
        """
        The image of one record that exists, locked.
        """
        if id not in self._locked or id not in self._images:
            return self.images([id])[id]
        return self._images[id]

    def _entity(self, row: tuple[Any, ...]) -> Entity:
        names = columns_read(self.table, self.mapping)
        known: Row = dict(zip(names, row, strict=True))
        entity: Entity = self.mapping.from_row(known)
        self._images[entity.id] = self.mapping.image(known)
        return entity

    def _written(self, entity: Entity, row: Row) -> dict[str, object]:
        values = self.context.values(**row)
        for name in json_columns(self.table):
            if values.get(name) is not None:
                values[name] = json(values[name])
        return values | self.written(entity)

    def _note(self, id: UUID, action: Action, **rows: Mapping[str, object]) -> None:
        self.context.trail.note(self.mapping.kind, id, action, **rows)


def _turned(rows: Sequence[Row]) -> dict[str, tuple[object, ...]]:
    """
    Rows of the same names as columns.
    """
    values = zip(*(row.values() for row in rows), strict=True)
    return dict(zip(rows[0], values, strict=True))
