"""
Timelines in memory, and what is planned: computed from the rows whenever asked for.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from crm_core.changes import Change
from crm_core.shared import SUBJECT_KINDS, RecordRef
from crm_core.timelines import Changed, Known, Linked, Wanted

from ..rows import ACTIVITY_ROWS, EMAIL_ROWS, FILE_ROWS, Row
from .context import Context
from .tables import Tables

_NAMES: Mapping[str, Callable[[Row], str]] = {
    "company": lambda row: row["name"],
    "contact": lambda row: _person(row) or row["email"] or row["phone"] or "",
    "lead": lambda row: row["title"] or _person(row) or row["company_name"] or "",
    "opportunity": lambda row: row["name"],
    "pipeline": lambda row: row["name"],
}
_TOLD = {
    "activity": ("activities", ("subject", "status", "due_at")),
    "email": ("emails", ("subject", "direction", "state")),
    "file": ("files", ("name", "size")),
}


def _person(row: Row) -> str:
    return f"{row['first_name']} {row['last_name']}".strip()


def _rows(tables: Tables, kind: str) -> Mapping[UUID, Row]:
    plurals = {"company": "companies", "opportunity": "opportunities"}
    found: Mapping[UUID, Row] = getattr(tables, plurals.get(kind, f"{kind}s"))
    return found


def linked(tables: Tables) -> Iterator[Linked]:
    """
    Every activity, e-mail and file that is not in the archive.
    """
    for row in tables.activities.values():
        activity = ACTIVITY_ROWS.from_row(row)
        if activity.archived_at is None:
            yield Linked(
                entry="activity",
                id=activity.id,
                kind=activity.type.value,
                at=activity.at,
                user_id=activity.assigned_to or activity.created_by,
                open=activity.pending and activity.scheduled_at is not None,
                about=tuple(activity.concerns),
            )
    for name, rows, mapping in (
        ("email", tables.emails, EMAIL_ROWS),
        ("file", tables.files, FILE_ROWS),
    ):
        for row in rows.values():
            entry: Any = mapping.from_row(row)
            if entry.archived_at is None:
                yield Linked(
                    entry=name,
                    id=entry.id,
                    kind=name,
                    at=entry.at if name == "email" else entry.created_at,
                    user_id=entry.created_by,
                    open=False,
                    about=tuple(entry.about),
                )


def reached(tables: Tables, about: Iterable[RecordRef]) -> set[UUID]:
    """
    The records that an entry belongs to: those it is about, and those that follow.
    """
    found = {*about}
    for ref in about:
        lead = tables.leads.get(ref.id) if ref.kind == "lead" else None
        for kind in ("company", "contact", "opportunity") if lead else ():
            if lead and lead[f"{kind}_id"]:
                found.add(RecordRef(kind, lead[f"{kind}_id"]))
    ids = {ref.id for ref in found}
    for ref in found:
        row = _rows(tables, ref.kind).get(ref.id) if ref.kind != "company" else None
        if row and row["company_id"]:
            ids.add(row["company_id"])
    return ids


@frozen
class MemoryPlans:
    """
    What is planned about the records of the organization at work.
    """

    context: Context

    def upcoming(self, ids: Iterable[UUID], /) -> Mapping[UUID, datetime]:
        today, tables = self.context.now.date(), self.context.tables
        planned = [e for e in linked(tables) if e.open and e.at.date() >= today]
        found: dict[UUID, datetime] = {}
        for each in planned:
            for id in reached(tables, each.about).intersection(ids):
                found[id] = min(each.at, found.get(id, each.at))
        return found


@frozen
class MemoryTimelines:
    """
    The entries of the organization at work.
    """

    context: Context

    def below(self, companies: Iterable[UUID], /, *, most: int) -> list[UUID]:
        found, last = [*companies], [*companies]
        while last:
            rows = self.context.tables.companies.values()
            last = [row["id"] for row in rows if row["parent_id"] in last]
            found += last
        return found[:most]

    def entries(
        self,
        wanted: Wanted,
        /,
        *,
        linked: tuple[datetime, UUID] | None,
        changed: tuple[UUID, int] | None,
        most: int,
    ) -> tuple[Sequence[Linked], Sequence[Changed]]:
        links = [
            each
            for each in sorted(self._linked(wanted), key=_at, reverse=True)
            if linked is None or _at(each) < linked
        ]
        changes = [
            each
            for each in self._changed(wanted)
            if changed is None or (each.part, each.position) < changed
        ]
        return links[:most], changes[:most]

    def _linked(self, wanted: Wanted) -> Iterator[Linked]:
        tables = self.context.tables
        ids = {*(wanted.records or ()), *(wanted.companies or ())}
        for each in linked(tables):
            there = (
                not each.open if _whole(wanted) else ids & reached(tables, each.about)
            )
            if (
                there
                and (wanted.kinds is None or each.kind in wanted.kinds)
                and (wanted.people is None or each.user_id in wanted.people)
                and each.about
            ):
                yield each

    def _changed(self, wanted: Wanted) -> Iterator[Changed]:
        tables, told = self.context.tables, set[UUID]()
        companies = self._companies()
        for part_id, part in sorted(tables.parts.items(), reverse=True):
            change_set = tables.change_sets[part.change_set_id]
            if wanted.people is not None and change_set.user_id not in wanted.people:
                continue
            for place, change in reversed([*enumerate(part.changes)]):
                id = change.record.id
                if change.record.kind not in SUBJECT_KINDS:
                    continue
                if _whole(wanted):
                    if change_set.id in told:
                        continue
                    told.add(change_set.id)
                elif id not in (wanted.records or ()) and (
                    companies.get(id) not in (wanted.companies or ())
                ):
                    continue
                yield Changed(
                    change_set=change_set, change=change, part=part_id, position=place
                )

    def _companies(self) -> Mapping[UUID, UUID | None]:
        """
        The company that each record counts for, those that are gone too.
        """
        found: dict[UUID, UUID | None] = {}
        for _, part in sorted(self.context.tables.parts.items()):
            for change in part.changes:
                found[change.record.id] = _company(change, found)
        return found

    def known(
        self, named: Collection[RecordRef], linked: Collection[RecordRef], /
    ) -> Known:
        return Known(
            names=dict(filter(None, map(self._named, named))),
            linked=dict(filter(None, map(self._told, linked))),
        )

    def _named(self, ref: RecordRef) -> tuple[RecordRef, str] | None:
        tables = self.context.tables
        if ref.kind == "user":
            user = tables.users.get(ref.id)  # type: ignore[call-overload]
            return (ref, user.name or user.email or "") if user else None
        row = _rows(tables, ref.kind).get(ref.id) if ref.kind in _NAMES else None
        if row is None or not self.context.sees(row.get("assigned_to")):
            return None
        return ref, _NAMES[ref.kind](row)

    def _told(self, ref: RecordRef) -> tuple[RecordRef, Mapping[str, object]] | None:
        table, columns = _TOLD[ref.kind]
        row = getattr(self.context.tables, table).get(ref.id)
        return (ref, {name: row.get(name) for name in columns}) if row else None


def _whole(wanted: Wanted) -> bool:
    return wanted.records is None and wanted.companies is None


def _at(each: Linked) -> tuple[datetime, UUID]:
    return each.at, each.id


def _company(change: Change, known: Mapping[UUID, UUID | None]) -> UUID | None:
    id = change.record.id
    if change.record.kind == "company":
        return id
    for image in (change.after, change.before):
        if "company_id" in image:
            said = image["company_id"]
            return UUID(said) if isinstance(said, str) else None
    return known.get(id)
