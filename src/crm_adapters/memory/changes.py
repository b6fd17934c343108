"""
The trail and the records it speaks of, in memory.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from attrs import evolve, frozen

from crm_core.changes import (
    MOMENTARY,
    AlreadyUndone,
    Change,
    ChangeSet,
    ChangeSetId,
    HistoryEntry,
    Image,
    Redaction,
)
from crm_core.shared import (
    COUNTED_AT_MOST,
    NotFound,
    Page,
    PageRequest,
    RecordRef,
    UserId,
    read_cursor,
    write_cursor,
)

from .context import Context
from .erasure import forget, images, redact
from .repository import MemoryRepository
from .tables import Part

Item = TypeVar("Item")


@frozen
class MemoryChanges:
    """
    The trail of the organization at work.
    """

    context: Context
    records: "MemoryRecords"

    def get(self, id: ChangeSetId, /) -> ChangeSet:
        found = self.context.tables.change_sets.get(id)
        if found is None:
            raise NotFound("No such change set in this organization.", id=id)
        return found

    lock = get

    def page(
        self, request: PageRequest, /, *, user_id: UserId | None = None
    ) -> Page[ChangeSet]:
        found = [
            ((str(each.id),), each)
            for each in self._newest_first()
            if user_id in (None, each.user_id)
        ]
        bound = f"{self.context.actor.organization_id}|changes|{user_id}"
        return page_of(found, request, bound)

    def of(self, id: ChangeSetId, /) -> Iterator[Sequence[Change]]:
        own = (part for _, part in self._parts() if part.change_set_id == id)
        found = tuple(each for part in own for each in reversed(part.changes))
        if found:
            yield found

    def history(self, record: RecordRef, request: PageRequest, /) -> Page[HistoryEntry]:
        if not self.records.visible(record.kind, [record.id]):
            raise NotFound(id=record.id)
        sets = self.context.tables.change_sets
        found = [
            (
                (str(id), f"{place:09}"),
                HistoryEntry(change_set=sets[part.change_set_id], change=change),
            )
            for id, part in self._parts()
            for place, change in reversed([*enumerate(part.changes)])
            if change.record == record
        ]
        bound = f"{self.context.actor.organization_id}|history|{record}"
        return page_of(found, request, bound)

    def undoes(self, id: ChangeSetId, /) -> None:
        self.context.undoing = id

    def continue_set(self, id: ChangeSetId, label: str, /) -> None:
        known = self.context.tables.change_sets.get(id)
        if known and known.undone_by:
            raise AlreadyUndone(undone_by=known.undone_by)
        self.context.change_set_id, self.context.label = id, label
        self.context.continuing = True

    def touched(self, ids: Iterable[UUID], /) -> set[UUID]:
        own = self.context.change_set_id
        parts = (part for _, part in self._parts() if part.change_set_id == own)
        changes = (each for part in parts for each in part.changes)
        written = {each.record.id for each in (*changes, *self.context.changes)}
        return written.intersection(ids)

    def _parts(self) -> list[tuple[UUID, Part]]:
        """
        Latest first.
        """
        return sorted(self.context.tables.parts.items(), reverse=True)

    def forget(self, record: RecordRef, /) -> int:
        return forget(self.context, record)

    def images(self, record: RecordRef, /) -> list[Image]:
        return images(self.context, record)

    def redact(self, record: RecordRef, redaction: Redaction, /) -> int:
        return redact(self.context, record, redaction)

    def _newest_first(self) -> list[ChangeSet]:
        sets = self.context.tables.change_sets
        return [sets[id] for id in sorted(sets, reverse=True)]


def page_of(
    found: Sequence[tuple[tuple[str, ...], Item]], request: PageRequest, bound: str
) -> Page[Item]:
    """
    One page of what was *found*, each with its place, the highest first.
    """
    start = (request.number - 1) * request.size
    if request.cursor is not None:
        length = len(found[0][0]) if found else 1
        after = tuple(
            map(str, read_cursor(request.cursor, bound_to=bound, length=length))
        )
        start = sum(position >= after for position, _ in found)
    shown, more = found[start:][: request.size], len(found) > start + request.size
    return Page(
        items=[item for _, item in shown],
        total=min(len(found), COUNTED_AT_MOST),
        total_exact=len(found) <= COUNTED_AT_MOST,
        next_cursor=write_cursor([*shown[-1][0]], bound_to=bound) if more else None,
    )


@frozen
class MemoryRecords:
    """
    Records of any kind by their images, through the repository of their kind.
    """

    context: Context
    repositories: Mapping[str, MemoryRepository[Any, Any]]

    def images(self, kind: str, ids: Iterable[UUID], /) -> Mapping[UUID, Image]:
        return self.repositories[kind].images(ids)

    def visible(self, kind: str, ids: Iterable[UUID], /) -> set[UUID]:
        return set(self.images(kind, ids))

    def shows(self, image: Image, /) -> bool:
        owner = image.get("assigned_to")
        return "assigned_to" not in image or self.context.sees(
            UUID(owner) if isinstance(owner, str) else None
        )

    def create(self, record: RecordRef, image: Image, /) -> None:
        repository = self.repositories[record.kind]
        known = repository.mapping.record(image)
        repository.add(
            evolve(known, version=known.version + 1, updated_at=self.context.now)
        )

    def write(self, record: RecordRef, values: Image, /) -> None:
        repository = self.repositories[record.kind]
        current = repository.images([record.id])[record.id]
        kept = {k: v for k, v in values.items() if k not in MOMENTARY}
        changed = repository.mapping.record({**current, **kept})
        repository.save(evolve(changed, updated_at=self.context.now))

    def pointed_at(self, kind: str, ids: Collection[UUID], /) -> set[UUID]:
        return self.repositories[kind].pointed_at(ids)

    def remove(self, kind: str, ids: Collection[UUID], /) -> None:
        repository = self.repositories[kind]
        for id in ids:
            repository.remove(repository.get(id), checked=True)
