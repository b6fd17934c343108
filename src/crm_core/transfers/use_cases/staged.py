"""
Importing records that stand in stages, as leads and opportunities do.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from attrs import define, evolve, field

from ...companies import CompanyId
from ...currencies import base_currency
from ...pipelines import moved, stage_change
from ...shared import Forbidden, Invalid
from ..model import SHARED_SIGNS, Known
from .keyed import Entry, KeyedBatch, kept_custom
from .merging import differences, spelling
from .placing import Place, Places, fit
from .rows import Parsed

UNMADE = CompanyId(UUID(int=0))
"""
Stands for a company that is made once the row is known to be good.
"""


@define
class StagedBatch(KeyedBatch):
    """
    The records of some rows, each in a stage of a pipeline.
    """

    places: Places = field(init=False)
    currency: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.places = Places(self.work, self.record)
        self.currency = base_currency(self.work)

    def referred(self, row: Parsed, values: dict[str, Any], known: Any) -> None:
        """
        Put the records that a row names by their ids into its *values*.
        """
        raise NotImplementedError

    def blank(self) -> Any:
        """
        A new record that says nothing yet.
        """
        raise NotImplementedError

    def placed(
        self, record: Any, values: dict[str, Any], place: Place, *, new: bool
    ) -> Any:
        """
        The record with *values* in its place.
        """
        raise NotImplementedError

    def finished(self, changed: Sequence[Entry]) -> None:
        """
        What is still to be done to records before they are written.
        """

    def look_up(self, rows: Sequence[Parsed]) -> None:
        ids = {id for each in rows if (id := each.values.get("company_id"))}
        self.companies.load([each.draft for each in rows], ids)
        super().look_up(rows)

    def settle_one(self, row: Parsed) -> None:
        try:
            self._settle(row)
        except Forbidden as error:
            if "stage" not in error.details:
                raise
            raise Invalid.of("stage", "forbidden", str(error)) from None

    def _settle(self, row: Parsed) -> None:
        entry = self.known_entry(row)
        now = entry.now if entry else None
        values = dict(row.values)
        self.owners.put(row.draft, values)
        self.referred(row, values, now)
        if sign := row.draft.named.get("sign"):
            usual = now.currency if now else self.currency
            among = SHARED_SIGNS[sign]
            values.setdefault("currency", usual if usual in among else among[0])
        if entry is None or self.known is Known.CREATE:
            self._add(row, values)
        else:
            self._change(row, values, entry)

    def _add(self, row: Parsed, values: dict[str, Any]) -> None:
        place = self.places.said(row.draft, None)
        fit(row.draft, values, place, None)
        values["currency"] = values.get("currency") or self.currency
        self.made(self._placed(row, self.blank(), values, place, new=True), row)

    def _change(self, row: Parsed, values: dict[str, Any], entry: Entry) -> None:
        now = entry.now
        again = self.tally.known_from(now.id, row.row) or now.id in self.touched
        known = self.tally.policy(self.known, again=again, name=now.name)
        stays = known in (Known.FILL, Known.SKIP)
        place = self.places.now(now) if stays else self.places.said(row.draft, now)
        fit(row.draft, values, place, now)
        changed = differences(now, values, known)
        if "line_items" in changed and "value" in values:
            changed["value"] = values["value"]
        if changed or not _stands(now, place):
            entry.now = self._placed(row, now, changed, place, new=False)
        self.tally.settled(row.row, now.id, again=again, changed=entry.now is not now)

    def _placed(
        self,
        row: Parsed,
        record: Any,
        values: dict[str, Any],
        place: Place,
        *,
        new: bool,
    ) -> Any:
        """
        The record with *values*, and the company that has to be made for it: only
        once nothing else is against the row.
        """
        made = self.placed(record, kept_custom(values), place, new=new)
        if made.company_id == UNMADE:
            return evolve(made, company_id=self.companies.find_or_add(row.draft, {}))
        return made

    def store(self) -> None:
        """
        Write what the rows have changed, and which stages that has moved them to.
        """
        changed = [e for e in self.entries.values() if e.now is not e.before]
        self.finished(changed)
        spelled = spelling(self.stored, (e.now.tags for e in changed))
        for entry in changed:
            entry.now = evolve(entry.now, tags=spelled(entry.now.tags))
        self.companies.store()
        self.stored.add_many([e.now for e in changed if e.before is None])
        for entry in changed:
            if entry.before is not None:
                entry.now = self.stored.save(entry.now)
        self.work.stage_changes.add_many(
            [
                stage_change(self.work, self.record, entry.before, entry.now)
                for entry in changed
                if entry.before is None or moved(entry.before, entry.now)
            ]
        )


def _stands(record: Any, place: Place) -> bool:
    return (record.pipeline_id, record.stage) == (place[0].id, place[1].key)
