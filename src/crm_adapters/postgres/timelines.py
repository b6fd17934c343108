"""
Timelines in PostgreSQL.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.shared import RecordRef
from crm_core.timelines import (
    KINDS_OF_CHANGE,
    KINDS_OF_ENTRY,
    Changed,
    Known,
    Linked,
    Wanted,
)

from .changes import read_change, read_change_set
from .context import Context
from .statements import Statement
from .timeline_statements import (
    BELOW,
    NAMED,
    Scope,
    changing,
    linking,
    names,
    told,
)

TOLD: Mapping[str, tuple[str, ...]] = {
    "activity": ("subject", "status", "due_at"),
    "email": ("subject", "direction", "state"),
    "file": ("name", "size"),
}


@frozen
class PostgresTimelines:
    """
    The entries of the organization at work.
    """

    context: Context

    def below(self, companies: Iterable[UUID], /, *, most: int) -> list[UUID]:
        values = self.context.values(ids=list(companies), most=most)
        return [row[0] for row in self.context.transaction.ask(BELOW, values)]

    def entries(
        self,
        wanted: Wanted,
        /,
        *,
        linked: tuple[datetime, UUID] | None,
        changed: tuple[UUID, int] | None,
        most: int,
    ) -> tuple[Sequence[Linked], Sequence[Changed]]:
        at, entry = linked or (None, None)
        part, position = changed or (None, None)
        values = self.context.values(
            ids=[*(wanted.records or ()), *(wanted.companies or ())],
            kinds=sorted(wanted.kinds or ()),
            people=sorted(wanted.people or ()),
            most=most,
            at=at,
            entry=entry,
            part=part,
            position=position,
        )
        asked = (
            _linking(wanted, on=linked is not None),
            _changing(wanted, on=changed is not None),
        )
        known = [each for each in asked if each is not None]
        found = iter(self.context.transaction.ask_all([(e, values) for e in known]))
        links, changes = (next(found) if each else [] for each in asked)
        return [*map(_linked, links)], [*map(_changed, changes)]

    def known(
        self, named: Collection[RecordRef], linked: Collection[RecordRef], /
    ) -> Known:
        visibility = self.context.sight.visibility
        asked = [
            *((k, names(k, visibility), ids) for k, ids in _by_kind(named, NAMED)),
            *((k, told(k), ids) for k, ids in _by_kind(linked, TOLD)),
        ]
        if not asked:
            return Known(names={}, linked={})
        found = self.context.transaction.ask_all(
            [(what, self.context.seen(ids=ids)) for _, what, ids in asked]
        )
        rows = {kind: each for (kind, *_), each in zip(asked, found, strict=True)}
        return Known(
            names={
                RecordRef(kind, id): name
                for kind in NAMED
                for id, name in rows.get(kind, ())
            },
            linked={
                RecordRef(kind, id): dict(zip(columns, values, strict=True))
                for kind, columns in TOLD.items()
                for id, *values in rows.get(kind, ())
            },
        )


def _linking(wanted: Wanted, *, on: bool) -> Statement | None:
    kinds, people = wanted.kinds, wanted.people
    if kinds is not None and not kinds.intersection(KINDS_OF_ENTRY):
        return None
    narrowed = {"kinds": kinds is not None, "people": people is not None}
    return linking(_scope(wanted), **narrowed, on=on)


def _changing(wanted: Wanted, *, on: bool) -> Statement | None:
    kinds = wanted.kinds and wanted.kinds.intersection(KINDS_OF_CHANGE)
    if kinds is not None and not kinds:
        return None
    return changing(_scope(wanted), kinds, people=wanted.people is not None, on=on)


def _scope(wanted: Wanted) -> Scope:
    if wanted.records is not None:
        return "record_id"
    return None if wanted.companies is None else "company_id"


def _by_kind(
    refs: Iterable[RecordRef], kinds: Collection[str]
) -> Iterable[tuple[str, list[UUID]]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for ref in refs:
        if ref.kind in kinds:
            found[ref.kind].append(ref.id)
    return found.items()


def _linked(row: Sequence[Any]) -> Linked:
    entry, id, kind, at, user_id, is_open, about = row
    return Linked(
        entry=entry,
        id=id,
        kind=kind,
        at=at,
        user_id=user_id,
        open=is_open,
        about=tuple(RecordRef(of, UUID(each)) for of, each in about or ()),
    )


def _changed(row: Sequence[Any]) -> Changed:
    return Changed(
        change_set=read_change_set(row),
        change=read_change(row[8:]),
        part=row[13],
        position=row[14],
    )
