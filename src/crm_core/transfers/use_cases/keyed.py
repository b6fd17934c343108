"""
Importing records that are known by their ids, by custom fields, or by what they share
with a row.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol
from uuid import UUID

from attrs import Factory, define, evolve

from ...shared import FieldError, Invalid, read_id
from .batch import Batch
from .merging import Spelled
from .rows import Parsed


class Keyed(Spelled, Protocol):
    """
    What stores records of one kind.
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
class KeyedBatch(Batch):
    """
    The records of some rows. By their ids and by custom fields they are known for
    certain; of those that share another key each row is about one.
    """

    record: ClassVar[str]
    entries: dict[UUID, Entry] = Factory(dict)
    _found: dict[tuple[str, Hashable], list[UUID]] = Factory(dict)

    @classmethod
    def certain(cls) -> frozenset[str]:
        """
        The keys that tell one record from all others.
        """
        return frozenset({"id"})

    @property
    def stored(self) -> Keyed:
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

    def settle_one(self, row: Parsed) -> None:
        """
        Make of one row what is to be written.

        Raises:
            Invalid: It is refused.
        """
        raise NotImplementedError

    def store(self) -> None:
        """
        Write what the rows have changed.
        """
        raise NotImplementedError

    def settle_all(self, rows: Sequence[Parsed]) -> None:
        self.look_up(rows)
        self.touched = self.work.changes.touched(self.entries)
        for each in rows:
            self.try_to_settle(each)
        self.store()

    def look_up(self, rows: Sequence[Parsed]) -> None:
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
        entry = self.known_entry(row)
        return entry.now if entry else None

    def settle(self, row: Parsed) -> None:
        try:
            self.settle_one(row)
        except Invalid as error:
            raise Invalid(errors=[_told(each, row) for each in error.errors]) from None

    def known_entry(self, row: Parsed) -> Entry | None:
        """
        The record that a row is about, among those looked up and made.

        Raises:
            Invalid: Several have what tells one from all others.
        """
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

    def made(self, record: Any, row: Parsed) -> None:
        """
        Note that *row* makes a new record.
        """
        self.entries[record.id] = Entry(None, record)
        self.tally.known_from(record.id, row.row)
        self.tally.created += 1


def kept_custom(values: dict[str, Any]) -> dict[str, Any]:
    """
    *values* without the custom fields that are cleared.
    """
    if "custom" not in values:
        return values
    kept = {k: v for k, v in values["custom"].items() if v is not None}
    return {**values, "custom": kept}


def _told(error: FieldError, row: Parsed) -> FieldError:
    """
    An error that names its field also where no column of the file is behind it.
    """
    if not error.field or row.draft.column_of(error.field):
        return error
    return evolve(error, message=f"{error.field}: {error.message}")
