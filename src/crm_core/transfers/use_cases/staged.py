"""
Importing records that stand in stages, as leads and opportunities do.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol
from uuid import UUID

from attrs import Factory, define, evolve, field

from ...companies import CompanyId
from ...currencies import base_currency
from ...pipelines import moved, stage_change
from ...shared import FieldError, Forbidden, Invalid, read_id
from ..model import SHARED_SIGNS, Known
from .batch import Batch
from .merging import Spelled, differences, spelling
from .placing import Place, Places, fit
from .rows import Parsed

UNMADE = CompanyId(UUID(int=0))
"""
Stands for a company that is made once the row is known to be good.
"""


class Staged(Spelled, Protocol):
    """
    What stores records of one kind that stand in stages.
    """

    def many(self, ids: Iterable[Any], /) -> list[Any]: ...

    def by_custom(
        self, name: str, values: Iterable[str], /
    ) -> Mapping[str, list[Any]]: ...

    def add_many(self, entities: Sequence[Any], /) -> None: ...

    def save(self, entity: Any, /) -> Any: ...


@define
class Entry:
    """
    A record as it is stored and as it will be.
    """

    before: Any
    now: Any


@define
class StagedBatch(Batch):
    """
    The records of some rows. By their ids and by custom fields they are known for
    certain; of those that share another key each row is about one.
    """

    record: ClassVar[str]
    entries: dict[UUID, Entry] = Factory(dict)
    places: Places = field(init=False)
    currency: str = field(init=False)
    _found: dict[tuple[str, Hashable], list[UUID]] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        self.places = Places(self.work, self.record)
        self.currency = base_currency(self.work)

    @classmethod
    def certain(cls) -> frozenset[str]:
        """
        The keys that tell one record from all others.
        """
        return frozenset({"id"})

    @property
    def stored(self) -> Staged:
        """
        Where the records are.
        """
        raise NotImplementedError

    def key_of(self, row: Parsed, key: str) -> Hashable:
        """
        What a row says to be known by; empty when it says nothing.
        """
        raise NotImplementedError

    def asked(self, key: str, said: set[Any]) -> Mapping[Any, Sequence[UUID]]:
        """
        The records that are known by what rows have *said*, likeliest first.
        """
        raise NotImplementedError

    def fits(self, record: Any, row: Parsed, key: str) -> bool:  # noqa: ARG002
        """
        Whether a record that shares a key with a row may be what it is about.
        """
        return True

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

    def settle_all(self, rows: Sequence[Parsed]) -> None:
        self.look_up(rows)
        self.touched = self.work.changes.touched(self.entries)
        for each in rows:
            self.try_to_settle(each)
        self._store()

    def look_up(self, rows: Sequence[Parsed]) -> None:
        ids = {id for each in rows if (id := each.values.get("company_id"))}
        self.companies.load([each.draft for each in rows], ids)
        for each in rows:
            said = {key: self._key(each, key) for key in self.match}
            each.keys = {key: [value] for key, value in said.items() if value != ""}
        self._found.clear()
        for key in self.match:
            asked = {value for each in rows for value in each.keys.get(key, ())}
            found = self._asked(key, asked) if asked else {}
            self._found.update({(key, value): [*ids] for value, ids in found.items()})
        known = {id for ids in self._found.values() for id in ids}
        self.entries = {
            each.id: Entry(each, each)
            for each in (self.stored.many(known) if known else ())
            if each.archived_at is None
        }

    def _key(self, row: Parsed, key: str) -> Hashable:
        if key == "id":
            return row.draft.named.get("id", "")
        if key.startswith("custom."):
            value = row.values.get("custom", {}).get(key.removeprefix("custom."))
            return "" if value is None else str(value)
        return self.key_of(row, key)

    def _asked(self, key: str, said: set[Any]) -> Mapping[Any, Sequence[UUID]]:
        if key == "id":
            return {text: [read_id(text)] for text in said}
        if key.startswith("custom."):
            return self.stored.by_custom(key.removeprefix("custom."), said)
        return self.asked(key, said)

    def known_record(self, row: Parsed) -> Any:
        entry = self._known(row)
        return entry.now if entry else None

    def settle(self, row: Parsed) -> None:
        try:
            self._settle(row)
        except Forbidden as error:
            if "stage" not in error.details:
                raise
            raise Invalid.of("stage", "forbidden", str(error)) from None
        except Invalid as error:
            raise Invalid(errors=[_told(each, row) for each in error.errors]) from None

    def _known(self, row: Parsed) -> Entry | None:
        for key, values in row.keys.items():
            ids = [id for value in values for id in self._found.get((key, value), ())]
            known = [self.entries[id] for id in ids if id in self.entries]
            entries = [each for each in known if self.fits(each.now, row, key)]
            if key not in self.certain() and not key.startswith("custom."):
                entries = [each for each in entries if not self._taken(each, row)]
            elif key.startswith("custom.") and len(entries) > 1:
                message = f"{len(entries)} of the {self.tally.mapping.noun} have it."
                raise Invalid.of(key, "ambiguous", message)
            if entries:
                return entries[0]
        return None

    def _taken(self, entry: Entry, row: Parsed) -> bool:
        """
        Whether another row of the file is about this record.
        """
        line = self.tally.lines.get(entry.now.id)
        if line is None:
            return entry.now.id in self.touched
        return line != row.row.line

    def _settle(self, row: Parsed) -> None:
        entry = self._known(row)
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
        made = self._placed(row, self.blank(), values, place, new=True)
        self.entries[made.id] = Entry(None, made)
        self.tally.known_from(made.id, row.row)
        self.tally.created += 1

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
        if "custom" in values:
            kept = {k: v for k, v in values["custom"].items() if v is not None}
            values = {**values, "custom": kept}
        made = self.placed(record, values, place, new=new)
        if made.company_id == UNMADE:
            return evolve(made, company_id=self.companies.find_or_add(row.draft, {}))
        return made

    def _store(self) -> None:
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


def _told(error: FieldError, row: Parsed) -> FieldError:
    """
    An error that names its field also where no column of the file is behind it.
    """
    if not error.field or row.draft.column_of(error.field):
        return error
    return evolve(error, message=f"{error.field}: {error.message}")
