"""
Merges, redirects and likely duplicates in memory.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from crm_core.changes import Image
from crm_core.duplicates import (
    FoundPair,
    Merge,
    MergeId,
    Pair,
    PairId,
    PairRow,
    PairState,
    Reference,
    Scan,
    pointers,
)
from crm_core.shared import Page, PageRequest, RecordRef, Visibility

from ..rows import MERGE_ROWS, PAIR_ROWS, Row
from .changes import MemoryRecords, page_of
from .context import Context
from .repository import MemoryRepository
from .tables import Tables, copied


class MemoryMerges(MemoryRepository[MergeId, Merge]):
    """
    The merges that stand.
    """

    mapping = MERGE_ROWS

    def page(self, request: PageRequest, /) -> Page[Merge]:
        rows = sorted(self.rows.items(), reverse=True)
        found = [((str(id),), self._entity(row)) for id, row in rows]
        return page_of(found, request, f"{self.context.actor.organization_id}|merges")

    def latest_of(self, record: RecordRef, /) -> Merge | None:
        row = _latest(self.context.tables, record)
        return self._entity(row) if row else None


@frozen
class MemoryRedirects:
    """
    The records that were merged into others.
    """

    tables: Tables

    def target(self, record: RecordRef, /) -> UUID | None:
        row = _latest(self.tables, record)
        return row["survivor_id"] if row else None

    def sources(self, record: RecordRef, /) -> set[UUID]:
        found: set[UUID] = set()
        ahead = [record.id]
        while ahead:
            at = ahead.pop()
            merged = {
                id
                for row in self.tables.merges.values()
                if row["kind"] == record.kind and row["survivor_id"] == at
                for id in row["merged_ids"]
            }
            ahead += merged - found
            found |= merged
        return found


def _latest(tables: Tables, record: RecordRef) -> Row | None:
    of = [
        (id, row)
        for id, row in tables.merges.items()
        if row["kind"] == record.kind and record.id in row["merged_ids"]
    ]
    return max(of)[1] if of else None


class MemoryPairs(MemoryRepository[PairId, Pair]):
    """
    Records that may be the same, two at a time.
    """

    mapping = PAIR_ROWS

    def page(
        self, kind: str, state: PairState, request: PageRequest, /, *, least: float = 0
    ) -> Page[PairRow]:
        chosen = [
            self._shown(row)
            for row in self.rows.values()
            if (row["kind"], row["state"]) == (kind, state.value)
            and row["score"] >= least
            and all(map(self._sees_record, self._both(row)))
        ]
        chosen.sort(key=lambda row: (row.score, row.id), reverse=True)
        places = ((f"{row.score:.17f}", str(row.id)) for row in chosen)
        found = list(zip(places, chosen, strict=True))
        bound = f"{self.context.actor.organization_id}|{kind}|{state}|{least}"
        return page_of(found, request, bound)

    def between(self, kind: str, ids: Collection[UUID], /) -> list[Pair]:
        return [
            self._entity(row)
            for row in self.rows.values()
            if row["kind"] == kind and {row["low_id"], row["high_id"]} <= {*ids}
        ]

    def apart_from(self, kind: str, ids: Collection[UUID], /) -> list[Pair]:
        return [
            self._entity(row)
            for row in self.rows.values()
            if (row["kind"], row["state"]) == (kind, PairState.APART.value)
            and {row["low_id"], row["high_id"]} & {*ids}
        ]

    def keep(self, kind: str, found: Sequence[FoundPair], /, *, at: datetime) -> None:
        known = {
            (row["kind"], row["low_id"], row["high_id"]): id
            for id, row in self.rows.items()
        }
        for each in found:
            id = known.get((kind, each.low_id, each.high_id))
            old = self._entity(self.rows[id]) if id else None
            if old is not None and old.state is PairState.APART:
                continue
            pair = Pair(
                id=PairId(id or self.context.new_id()),
                kind=kind,
                low_id=each.low_id,
                high_id=each.high_id,
                score=each.score,
                reasons=each.reasons,
                created_at=old.created_at if old else at,
                updated_at=at,
                version=old.version + 1 if old else 1,
            )
            self.rows[pair.id] = copied(self.mapping.to_row(pair))

    def drop_open(
        self, kind: str, /, *, before: datetime, of: Collection[UUID] | None
    ) -> None:
        for id, row in [*self.rows.items()]:
            own = of is None or {row["low_id"], row["high_id"]} & {*of}
            is_open = (row["kind"], row["state"]) == (kind, PairState.OPEN.value)
            if own and is_open and row["updated_at"] < before:
                del self.rows[id]

    def _both(self, row: Row) -> list[Row | None]:
        tables = self.context.tables
        records = tables.contacts if row["kind"] == "contact" else tables.companies
        return [records.get(row["low_id"]), records.get(row["high_id"])]

    def _sees_record(self, row: Row | None) -> bool:
        return row is not None and row["archived_at"] is None and self._sees(row)

    def _shown(self, row: Row) -> PairRow:
        low, high = map(_name, self._both(row))
        known = copied(row) | {"low_name": low, "high_name": high}
        known["state"] = PairState(row["state"])
        return PairRow(**{f.name: known[f.name] for f in PairRow.__attrs_attrs__})


@frozen
class MemoryScans:
    """
    The latest scan of each kind of record.
    """

    tables: Tables

    def all(self) -> list[Scan]:
        return sorted(self.tables.scans.values(), key=lambda s: s.kind, reverse=True)

    def save(self, scan: Scan, /) -> None:
        self.tables.scans[scan.kind] = scan


def _name(row: Row | None) -> str:
    if row is None:
        return ""
    if "name" in row:
        return str(row["name"])
    said = f"{row['first_name']} {row['last_name']}".strip()
    return said or row["email"] or row["phone"] or row["mobile"] or ""


def seeing_all(context: Context) -> Context:
    """
    The same draft with nothing hidden.
    """
    return evolve(context, actor=evolve(context.actor, visibility=Visibility.ALL))


@frozen
class MemoryEverything(MemoryRecords):
    """
    Records of any kind by their images, whoever they are assigned to.
    """

    def claim(self, kind: str, ids: Collection[UUID], /) -> None:
        """
        Nobody else is at work.
        """

    def pointing(
        self, kind: str, target: str, ids: Collection[UUID], /, *, most: int
    ) -> Mapping[UUID, Image]:
        wanted = {str(id) for id in ids}
        fields = [r for r in pointers(kind=kind) if r.target == target]
        found: dict[UUID, Image] = {}
        rows: Mapping[UUID, Any] = self.repositories[kind].rows
        for id, image in self.images(kind, sorted(rows)).items():
            pointed = {each for r in fields for each in _pointed(image, r)}
            if pointed & wanted and len(found) < most:
                found[id] = image
        return found

    def live(self, kind: str, behind: UUID | None, /, *, most: int) -> Sequence[Any]:
        repository = self.repositories[kind]
        rows = [
            row
            for id, row in sorted(repository.rows.items())
            if row["archived_at"] is None and (behind is None or id > behind)
        ]
        return [repository.mapping.from_row(copied(row)) for row in rows[:most]]

    def company_names(self, ids: Iterable[UUID], /) -> Mapping[UUID, str]:
        companies = self.context.tables.companies
        return {id: companies[id]["name"] for id in ids if id in companies}


def _pointed(image: Image, reference: Reference) -> list[Any]:
    value: Any = image[reference.field]
    if reference.member is None:
        return [value]
    return [each[reference.member] for each in value]
