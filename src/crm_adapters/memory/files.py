"""
Files in memory.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from attrs import evolve

from crm_core.changes import Action, Change
from crm_core.files import SEARCHED_FIELDS, File, FileId, Usage, by_words
from crm_core.shared import Page, PageRequest, Query, Visibility

from ..rows import FILE_ROWS, Row
from .activities import MemoryActivities
from .finding import Finder, Listing
from .repository import MemoryRepository
from .tables import copied


class MemoryFiles(MemoryRepository[FileId, File]):
    """
    Files, and who sees them.
    """

    mapping = FILE_ROWS

    def page(self, query: Query, request: PageRequest, /) -> Page[File]:
        finder = Finder(
            context=self.context,
            query=by_words(query),
            listing=Listing(
                kind="file",
                fields=SEARCHED_FIELDS,
                rows=[row for row in self.rows.values() if self._sees(row)],
                value=_value,
                words=lambda row: set(row["name_words"]),
                keys={"name": "name_key"},
                folds={},
                shown=lambda row: FILE_ROWS.from_row(copied(row)),
            ),
        )
        return finder.page(request)

    def about(self, records: Iterable[UUID], /) -> list[FileId]:
        wanted = set(map(str, records))
        return [
            FileId(id)
            for id, row in sorted(self.rows.items())
            if wanted.intersection(each["id"] for each in row["about"])
        ]

    def usage(self) -> Usage:
        kept = {row["digest"]: row["size"] for row in self.rows.values()}
        return Usage(files=len(self.rows), bytes=sum(kept.values()))

    def queue(self) -> None:
        """
        Nobody else is at work.
        """

    def settle_purges(self, before: datetime, /, *, most: int) -> int:
        tables, settled = self.context.tables, 0
        for id, part in [*tables.parts.items()]:
            if tables.change_sets[part.change_set_id].at >= before:
                continue
            kept = list(part.changes)
            for place, change in enumerate(kept):
                if _brings_back(change) and settled < most:
                    kept[place] = evolve(change, before={})
                    settled += 1
            tables.parts[id] = evolve(part, changes=tuple(kept))
        return settled

    def unused(self, keys: Iterable[str], /) -> set[str]:
        tables = self.context.tables
        held = {row["digest"] for row in self.rows.values()}
        held |= {each.file for each in tables.transfers.values() if not each.ended}
        held |= {
            str(change.before["digest"])
            for part in tables.parts.values()
            for change in part.changes
            if _brings_back(change)
        }
        return set(keys) - held

    def _sees(self, row: Row) -> bool:
        context, tables = self.context, self.context.tables
        if context.actor.visibility is Visibility.ALL:
            return True
        if context.sees(row["created_by"]):
            return True
        of, activities = (
            row["activity_id"],
            MemoryActivities(context, tables.activities),
        )
        if of is not None and activities.images([of]):
            return True
        records = {
            "contact": tables.contacts,
            "company": tables.companies,
            "lead": tables.leads,
            "opportunity": tables.opportunities,
        }
        found = (records[each["kind"]].get(UUID(each["id"])) for each in row["about"])
        return any(each and context.sees(each["assigned_to"]) for each in found)


def _brings_back(change: Change) -> bool:
    removed = change.record.kind == "file" and change.action is Action.REMOVED
    return removed and bool(change.before)


_ELSEWHERE = {"bytes": "size", "words": "name_words"}


def _value(row: Row, field: str) -> object:
    if field in _ELSEWHERE:
        return row[_ELSEWHERE[field]]
    kind = field.removesuffix("_id")
    if kind in {"contact", "company", "lead", "opportunity"}:
        about = [each["id"] for each in row["about"] if each["kind"] == kind]
        return UUID(about[0]) if about else None
    return row[field]
