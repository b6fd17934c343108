"""
The trail and the records it speaks of, in PostgreSQL.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from crm_core.changes import (
    Action,
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
    Invalid,
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
from .repository import PostgresRepository
from .statements import Statement, statement

SET = "s.id, s.user_id, s.at, s.label, s.source, s.changes, s.undoes, s.undone_by"
CHANGE = "c.kind, c.record_id, c.action, c.before, c.after"
CHUNK = 500
FIRST = UUID(int=2**128 - 1)

_ONE = (
    f"SELECT {SET} FROM crm.change_sets s"
    " WHERE s.organization_id = $1::uuid AND s.id = $2::uuid"
)
_GET = statement(_ONE, ("organization_id", "id"))
_LOCK = statement(f"{_ONE} FOR UPDATE", ("organization_id", "id"))
_PAGE_OF = (
    "FROM crm.change_sets s WHERE s.organization_id = $1::uuid"
    " AND ($2::uuid IS NULL OR s.user_id = $2::uuid)"
)
_PAGE = statement(
    f"SELECT {SET} {_PAGE_OF} AND s.id < $3::uuid ORDER BY s.id DESC"
    " OFFSET $4::integer LIMIT $5::integer",
    ("organization_id", "user_id", "before", "offset", "limit"),
)
_COUNT = statement(
    f"SELECT count(*) FROM (SELECT 1 {_PAGE_OF} LIMIT $3::integer) AS counted",
    ("organization_id", "user_id", "most"),
)
_OF = statement(
    f"SELECT {CHANGE}, c.position FROM crm.changes c"
    " WHERE c.organization_id = $1::uuid AND c.change_set_id = $2::uuid"
    " AND c.position < $3::integer ORDER BY c.position DESC LIMIT $4::integer",
    ("organization_id", "id", "before", "limit"),
)
_HISTORY_OF = (
    "FROM crm.changes c JOIN crm.change_sets s"
    " ON s.organization_id = c.organization_id AND s.id = c.change_set_id"
    " WHERE c.organization_id = $1::uuid AND c.kind = $2 AND c.record_id = $3::uuid"
)
_HISTORY = statement(
    f"SELECT {SET}, {CHANGE}, c.part, c.position {_HISTORY_OF}"
    " AND (c.part, c.position) < ($4::uuid, $5::integer)"
    " ORDER BY c.part DESC, c.position DESC"
    " OFFSET $6::integer LIMIT $7::integer",
    ("organization_id", "kind", "id", "before", "position", "offset", "limit"),
)
_HISTORY_COUNT = statement(
    f"SELECT count(*) FROM (SELECT 1 {_HISTORY_OF} LIMIT $4::integer) AS counted",
    ("organization_id", "kind", "id", "most"),
)


_TOUCHED = statement(
    "SELECT record_id FROM crm.changes WHERE organization_id = $1::uuid"
    " AND record_id = ANY($2::uuid[]) AND change_set_id = $3::uuid",
    ("organization_id", "ids", "id"),
)


def read_change_set(row: Sequence[Any]) -> ChangeSet:
    """
    The change set whose columns *row* begins with.
    """
    return ChangeSet(
        id=ChangeSetId(row[0]),
        user_id=UserId(row[1]),
        at=row[2],
        label=row[3],
        source=row[4],
        changes=row[5],
        undoes=row[6],
        undone_by=row[7],
    )


def read_change(row: Sequence[Any]) -> Change:
    """
    The change whose columns *row* begins with.
    """
    return Change(
        record=RecordRef(row[0], row[1]),
        action=Action(row[2]),
        before=row[3],
        after=row[4],
    )


@frozen
class PostgresChanges:
    """
    The trail of the organization at work.
    """

    context: Context
    records: "PostgresRecords"

    def get(self, id: ChangeSetId, /) -> ChangeSet:
        return self._one(_GET, id)

    def lock(self, id: ChangeSetId, /) -> ChangeSet:
        return self._one(_LOCK, id)

    def _one(self, what: Statement, id: ChangeSetId) -> ChangeSet:
        rows = self.context.transaction.ask(what, self.context.values(id=id))
        if not rows:
            raise NotFound("No such change set in this organization.", id=id)
        return read_change_set(rows[0])

    def page(
        self, request: PageRequest, /, *, user_id: UserId | None = None
    ) -> Page[ChangeSet]:
        bound = f"{self.context.organization_id}|changes|{user_id}"
        before, offset = FIRST, (request.number - 1) * request.size
        if request.cursor is not None:
            before, _ = _after(request.cursor, bound_to=bound, length=1)
            offset = 0
        values = self.context.values(
            user_id=user_id,
            before=before,
            offset=offset,
            limit=request.size + 1,
            most=COUNTED_AT_MOST + 1,
        )
        rows, counted = self.context.transaction.ask_all(
            [(_PAGE, values), (_COUNT, values)]
        )
        items = [read_change_set(row) for row in rows[: request.size]]
        return _page(
            items,
            counted[0][0],
            [items[-1].id] if len(rows) > request.size else None,
            bound,
        )

    def of(self, id: ChangeSetId, /) -> Iterator[Sequence[Change]]:
        before = 2**31 - 1
        while True:
            rows = self.context.transaction.ask(
                _OF, self.context.values(id=id, before=before, limit=CHUNK)
            )
            if rows:
                yield [read_change(row) for row in rows]
            if len(rows) < CHUNK:
                return
            before = rows[-1][5]

    def history(self, record: RecordRef, request: PageRequest, /) -> Page[HistoryEntry]:
        if not self.records.visible(record.kind, [record.id]):
            raise NotFound(id=record.id)
        bound = f"{self.context.organization_id}|history|{record}"
        before, place, offset = FIRST, 0, (request.number - 1) * request.size
        if request.cursor is not None:
            before, place = _after(request.cursor, bound_to=bound, length=2)
            offset = 0
        values = self.context.values(
            kind=record.kind,
            id=record.id,
            before=before,
            position=place,
            offset=offset,
            limit=request.size + 1,
            most=COUNTED_AT_MOST + 1,
        )
        rows, counted = self.context.transaction.ask_all(
            [(_HISTORY, values), (_HISTORY_COUNT, values)]
        )
        shown = rows[: request.size]
        items = [
            HistoryEntry(change_set=read_change_set(row), change=read_change(row[8:]))
            for row in shown
        ]
        more = len(rows) > request.size
        last = [shown[-1][13], shown[-1][14]] if more else None
        return _page(items, counted[0][0], last, bound)

    def undoes(self, id: ChangeSetId, /) -> None:
        self.context.trail.undoing = id

    def continue_set(self, id: ChangeSetId, label: str, /) -> None:
        rows = self.context.transaction.ask(_LOCK, self.context.values(id=id))
        known = read_change_set(rows[0]) if rows else None
        if known and known.undone_by:
            raise AlreadyUndone(undone_by=known.undone_by)
        count = known.changes if known else 0
        trail = self.context.trail
        trail.continue_set(id, begun=bool(known), count=count, label=label)

    def touched(self, ids: Iterable[UUID], /) -> set[UUID]:
        trail, wanted = self.context.trail, set(ids)
        values = self.context.values(ids=list(wanted), id=trail.change_set_id)
        rows = self.context.transaction.ask(_TOUCHED, values)
        waiting = {id for _, _, id, *_ in trail.held}
        return {row[0] for row in rows} | (wanted & waiting)

    def forget(self, record: RecordRef, /) -> int:
        return forget(self.context, record)

    def images(self, record: RecordRef, /) -> list[Image]:
        return images(self.context, record)

    def redact(self, record: RecordRef, redaction: Redaction, /) -> int:
        return redact(self.context, record, redaction)


def _after(cursor: str, *, bound_to: str, length: int) -> tuple[UUID, int]:
    position = read_cursor(cursor, bound_to=bound_to, length=length)
    try:
        place = 0 if length == 1 else int(str(position[1]))
        return UUID(str(position[0])), place
    except ValueError:
        message = "This cursor does not belong to this list."
        raise Invalid.of("cursor", "cursor", message) from None


def _page(
    items: list[Any], counted: int, last: list[object] | None, bound: str
) -> Page[Any]:
    return Page(
        items=items,
        total=min(counted, COUNTED_AT_MOST),
        total_exact=counted <= COUNTED_AT_MOST,
        next_cursor=write_cursor(last, bound_to=bound) if last else None,
    )


@frozen
class PostgresRecords:
    """
    Records of any kind by their images, through the repository of their kind.
    """

    context: Context
    repositories: Mapping[str, PostgresRepository[Any, Any]]

    def images(self, kind: str, ids: Iterable[UUID], /) -> Mapping[UUID, Image]:
        return self.repositories[kind].images(ids)

    def visible(self, kind: str, ids: Iterable[UUID], /) -> set[UUID]:
        return self.repositories[kind].visible(ids)

    def shows(self, image: Image, /) -> bool:
        owner = image.get("assigned_to")
        return "assigned_to" not in image or self.context.sight.sees(
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
        current = repository.locked_image(record.id)
        kept = {k: v for k, v in values.items() if k not in ("version", "updated_at")}
        changed = repository.mapping.record({**current, **kept})
        repository.save(evolve(changed, updated_at=self.context.now))

    def pointed_at(self, kind: str, ids: Collection[UUID], /) -> set[UUID]:
        return self.repositories[kind].pointed_at(ids)

    def remove(self, kind: str, ids: Collection[UUID], /) -> None:
        self.repositories[kind].remove_many(ids)
