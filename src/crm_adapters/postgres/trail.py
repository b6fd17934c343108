"""
What a transaction leaves behind in itself: its change set, its events, their jobs.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from attrs import Factory, asdict, define
from sqlalchemy import Table, bindparam, insert, update

from crm_core import REACTIONS
from crm_core.changes import Action
from crm_core.shared import Actor, Event, News

from .bulk import Columns, Values, insert_many, parted
from .schema import change_sets, changes, events
from .statements import Json, Statement, compiled, json, statement
from .transaction import Transaction

MOST_HELD = 2_000
MANY = 100
_CHANGE = ("position", "kind", "record_id", "action", "before", "after", "company_id")
_OF_A_COMPANY = frozenset({"contact", "lead", "opportunity"})

_ADD_SET = compiled(
    insert(change_sets).values({c.name: bindparam(c.name) for c in change_sets.c})
)
_COUNT = compiled(
    update(change_sets)
    .where(
        change_sets.c.organization_id == bindparam("organization_id"),
        change_sets.c.id == bindparam("id"),
    )
    .values(changes=bindparam("changes"), label=bindparam("label"))
)
_UNDOES = compiled(
    update(change_sets)
    .where(
        change_sets.c.organization_id == bindparam("organization_id"),
        change_sets.c.id == bindparam("undone"),
    )
    .values(undone_by=bindparam("id"))
)


_DEFER = statement(
    "SELECT crm.defer_job($1, $2::jsonb)", ("task_name", "args"), reads=False
)


_NOTHING = json({})


def _company(kind: str, id: UUID, row: Mapping[str, object]) -> UUID | None:
    """
    The company that a record stands for, in timelines.
    """
    if kind == "company":
        return id
    known = row.get("company_id") if kind in _OF_A_COMPANY else None
    return UUID(known) if isinstance(known, str) else cast("UUID | None", known)


def _image(values: Mapping[str, object]) -> Json:
    return json(values) if values else _NOTHING


@define
class Trail:
    """
    Notes every change of a transaction and writes them in it.
    """

    transaction: Transaction
    actor: Actor
    at: datetime
    new_id: Callable[[], UUID]
    label: str = "Change"
    undoing: UUID | None = None
    count: int = 0
    counted: tuple[int, str] = (0, "")
    started: bool = False
    held: list[tuple[int, str, UUID, str, str, str, UUID | None]] = Factory(list)
    events: list[Event] = Factory(list)
    news: tuple[News, ...] = ()
    _change_set_id: UUID | None = None
    _part: UUID | None = None

    def continue_set(self, id: UUID, *, begun: bool, count: int, label: str) -> None:
        """
        Add to the change set *id*, which has *count* changes when it was *begun*.
        """
        self._change_set_id, self.started = id, begun
        self.count, self.label = count, label
        self.counted = count, label

    @property
    def change_set_id(self) -> UUID:
        """
        The id of the change set, made when it is first needed: after the records
        are locked, so that ids of one record's changes are in order of their commits.
        """
        if self._change_set_id is None:
            self._change_set_id = self.new_id()
        return self._change_set_id

    def note(
        self,
        kind: str,
        id: UUID,
        action: Action,
        *,
        before: Mapping[str, object],
        after: Mapping[str, object],
        row: Mapping[str, object],
    ) -> None:
        """
        Keep what was done to one record, which is now as *row*.
        """
        self._begin_part()
        images = (_image(before), _image(after))
        company_id = _company(kind, id, row)
        self.held.append((self.count, kind, id, action.value, *images, company_id))
        self.count += 1
        if len(self.held) >= MOST_HELD:
            self._write()

    def note_created(
        self, kind: str, images: Iterable[tuple[UUID, Mapping[str, object]]]
    ) -> None:
        """
        Keep that records were made, and write it.
        """
        self._begin_part()
        made, action = enumerate(images, self.count), Action.CREATED.value
        self.held += [
            (
                position,
                kind,
                id,
                action,
                _NOTHING,
                json(after),
                _company(kind, id, after),
            )
            for position, (id, after) in made
        ]
        self.count = self.held[-1][0] + 1
        self._write()

    def _begin_part(self) -> None:
        if self._part is None:
            # Made now that the record is locked, like the id of a whole change set.
            new = self._change_set_id is None
            self._part = self.change_set_id if new else self.new_id()

    def finish(self) -> None:
        """
        Write what is left: the last changes, the set's count, events and jobs.
        """
        if self.held or self.undoing:
            self._write()
        if self.started and self.counted != (self.count, self.label):
            self._tell(_COUNT, changes=self.count, label=self.label[:300])
        if self.events:
            self._write_events()

    def flush(self) -> None:
        """
        Write what was noted so far.
        """
        self._write()

    def _tell(self, what: Statement, **values: object) -> None:
        values["organization_id"] = self.actor.organization_id
        values["id"] = self.change_set_id
        self.transaction.tell(what, values)

    def _insert(
        self, table: Table, shared: Values, columns: Columns, *, keep: bool = True
    ) -> None:
        own = {"organization_id": self.actor.organization_id, **shared}
        insert_many(self.transaction, table, own, columns, keep=keep)

    def _write(self) -> None:
        if not self.started:
            self.started = True
            self.counted = self.count, self.label
            self._tell(
                _ADD_SET,
                user_id=self.actor.user_id,
                at=self.at,
                label=self.label[:300],
                source=self.actor.source,
                changes=self.count,
                undoes=self.undoing,
                undone_by=None,
            )
            if self.undoing:
                self._tell(_UNDOES, undone=self.undoing)
        if self.held:
            columns: Columns = dict(
                zip(_CHANGE, zip(*self.held, strict=True), strict=True)
            )
            # Several changes of one record: all stand for its company of now.
            latest = dict(zip(columns["record_id"], columns["company_id"], strict=True))
            if len(latest) < len(self.held):
                of = [latest[id] for id in columns["record_id"]]
                columns = {**columns, "company_id": of}
            shared: Values = {
                "change_set_id": self.change_set_id,
                "part": self._part,
                "user_id": self.actor.user_id,
            }
            if many := len(self.held) >= MANY:
                same, columns = parted(columns)
                shared = {**shared, **same}
            self._insert(changes, shared, columns, keep=not many)
            self.held = []

    def _write_events(self) -> None:
        data = [asdict(event) for event in self.events]
        ids = [self.new_id() for _ in self.events]
        kinds = [type(event).__name__ for event in self.events]
        self.news = tuple(map(self._news, ids, kinds))
        self._insert(
            events,
            {"user_id": self.actor.user_id, "at": self.at},
            {"id": ids, "kind": kinds, "data": [json(each) for each in data]},
        )
        for event, id, values in zip(self.events, ids, data, strict=True):
            for job in REACTIONS.get(type(event), ()):
                self._defer(job, id, values)

    def _news(self, id: UUID, kind: str) -> News:
        return News(
            id=id,
            organization_id=self.actor.organization_id,
            user_id=self.actor.user_id,
            at=self.at,
            kind=kind,
        )

    def _defer(self, job: str, event_id: UUID, data: Mapping[str, object]) -> None:
        args = {
            "organization_id": self.actor.organization_id,
            "user_id": self.actor.user_id,
            "event_id": event_id,
            "data": data,
        }
        self.transaction.tell(_DEFER, {"task_name": job, "args": json(args)})
