"""
Imports in memory.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from crm_core.shared import NotFound, Page, PageRequest, Stale, UserId
from crm_core.transfers import Noun, RowRefused, Transfer, TransferId

from .changes import page_of
from .context import Context


@frozen
class MemoryTransfers:
    """
    The imports of the organization at work.
    """

    context: Context

    def get(self, id: TransferId, /) -> Transfer:
        found = self.context.tables.transfers.get(id)
        if found is None:
            raise NotFound("No such import in this organization.", id=id)
        return found

    lock = get

    def unfinished(self, file: str, noun: Noun, user_id: UserId, /) -> Transfer | None:
        wanted = (file, noun, user_id)
        for each in self._newest_first():
            if (each.file, each.noun, each.created_by) == wanted and not each.ended:
                return each
        return None

    def awaited(self, file: str, /) -> bool:
        every = self.context.tables.transfers.values()
        return any(each.file == file and not each.ended for each in every)

    def page(
        self, request: PageRequest, /, *, user_id: UserId | None = None
    ) -> Page[Transfer]:
        found = [
            ((str(each.id),), each)
            for each in self._newest_first()
            if user_id in (None, each.created_by)
        ]
        bound = f"{self.context.actor.organization_id}|transfers|{user_id}"
        return page_of(found, request, bound)

    def add(self, transfer: Transfer, /) -> None:
        self.context.introduce()
        self.context.tables.transfers[transfer.id] = transfer

    def save(self, transfer: Transfer, /) -> Transfer:
        if self.get(transfer.id).version != transfer.version:
            raise Stale(id=transfer.id)
        saved = evolve(transfer, version=transfer.version + 1)
        self.context.tables.transfers[transfer.id] = saved
        return saved

    def refuse(self, transfer: Transfer, rows: Sequence[RowRefused], /) -> None:
        tables = self.context.tables
        known = tables.refusals.get(transfer.id, ())
        tables.refusals[transfer.id] = (*known, *rows)

    def refused(self, id: TransferId, first: int, most: int, /) -> list[RowRefused]:
        return [*self.context.tables.refusals.get(id, ())[first : first + most]]

    def choices(self, fingerprint: str, /) -> Mapping[str, str]:
        return self.context.tables.mappings.get(fingerprint, {})

    def remember(self, fingerprint: str, choices: Mapping[str, str], /) -> None:
        self.context.introduce()
        self.context.tables.mappings[fingerprint] = dict(choices)

    def _newest_first(self) -> list[Transfer]:
        return sorted(
            self.context.tables.transfers.values(), key=lambda t: t.id, reverse=True
        )
