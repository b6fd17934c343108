"""
The values of one record made of several.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import Factory, define

from ...shared import FieldError, Invalid
from .merges import FieldConflict, OtherValue
from .subjects import Subject


def combined(
    subject: Subject,
    records: Sequence[Any],
    *,
    take: Mapping[str, UUID],
    values: Mapping[str, Any],
) -> tuple[dict[str, Any], tuple[FieldConflict, ...]]:
    """
    The values of one record made of *records*, the survivor first, and where they
    disagree: a field has the value given outright, or that of the record to *take* it
    of, or else those of all together or the first that there is.

    Raises:
        Invalid: Naming every choice that cannot be, and every list grown too long.
    """
    combining = _Combining(subject, records, take, values)
    combining.check()
    for name in subject.names:
        combining.decide(name)
    for name in subject.parted:
        combining.decide_parts(name)
    for name in subject.primary:
        combining.decide_primary(name)
    if combining.errors:
        raise Invalid(errors=combining.errors)
    return combining.result, tuple(combining.conflicts)


@define
class _Combining:
    """
    What is decided so far.
    """

    subject: Subject
    records: Sequence[Any]
    take: Mapping[str, UUID]
    values: Mapping[str, Any]
    result: dict[str, Any] = Factory(dict)
    conflicts: list[FieldConflict] = Factory(list)
    errors: list[FieldError] = Factory(list)

    def check(self) -> None:
        """
        Note every choice that means nothing.
        """
        subject, ids = self.subject, {each.id for each in self.records}
        parts = {
            f"{name}.{part}" for name in subject.parted for part in self._all(name)
        }
        known = {*subject.names, *subject.primary, *subject.parted, *parts}
        chosen = dict(self.take)
        for name, id in self.take.items():
            if name not in known:
                self._refuse(name, "unknown", "None of the records has such a field.")
            elif name in self.values or self._given(name):
                self._refuse(name, "twice", "Given outright, and taken of a record.")
            elif id not in ids:
                self._refuse(name, "choice", "Must be the id of a record to merge.")
            else:
                continue
            del chosen[name]
        self.take = chosen

    def decide(self, name: str) -> None:
        """
        Give a field its one value.
        """
        told = self._told(name)
        if name in self.values:
            value = self.values[name]
        elif name in self.take:
            value = self._taken(name)
        elif name in self.subject.joined:
            value = self._joined(name, [each for _, each in told])
        else:
            value = self._first(name, told)
        if name in self.subject.lasting and not value and any(v for _, v in told):
            self._refuse(name, "lasting", "One of the records has it; edit it after.")
        self.result[name] = value

    def decide_parts(self, name: str) -> None:
        """
        Give a field that has members those of all records.
        """
        given = self.values.get(name)
        if name in self.values and name != "custom":
            self.result[name] = given
            return
        if name in self.take:
            self.result[name] = self._taken(name)
            return
        whole = {part: self._part(name, part) for part in self._all(name)}
        whole |= given or {}
        filled = {part: value for part, value in whole.items() if value is not None}
        self.result[name] = filled or ({} if name == "custom" else None)

    def decide_primary(self, name: str) -> None:
        """
        Put the chosen one first in its list.
        """
        if name in self.values:
            self.result[name] = self.values[name]
        elif name in self.take:
            self.result[name] = self._taken(name)
            if self.result[name] is None:
                self._refuse(name, "empty", "The record to take it of has none.")

    def _part(self, name: str, part: str) -> object:
        path = f"{name}.{part}"
        told = [(id, (whole or {}).get(part)) for id, whole in self._told(name)]
        if path in self.take:
            return dict(told)[self.take[path]]
        return None if self._given(path) else self._first(path, told)

    def _joined(self, name: str, several: Sequence[Any]) -> Any:
        joined = self.subject.joined[name](several)
        if joined:
            try:
                self.subject.fields.by_name[name].kind.parse(joined)
            except Invalid as error:
                self.errors += error.under(name)
        return joined

    def _first(self, name: str, told: Iterable[tuple[UUID, object]]) -> object:
        """
        The first value there is; others are told as a conflict.
        """
        filled = [(id, value) for id, value in told if value not in (None, "")]
        if not filled:
            field = self.subject.fields.by_name.get(name)
            return field.kind.empty if field else None
        kept = filled[0][1]
        others = [OtherValue(id=id, value=v) for id, v in filled if v != kept]
        if others:
            found = FieldConflict(field=name, kept=kept, others=tuple(others))
            self.conflicts.append(found)
        return kept

    def _told(self, name: str) -> list[tuple[UUID, Any]]:
        return [(each.id, getattr(each, name)) for each in self.records]

    def _taken(self, name: str) -> Any:
        return dict(self._told(name))[self.take[name]]

    def _all(self, name: str) -> list[str]:
        wholes = (whole or {} for _, whole in self._told(name))
        return list(dict.fromkeys(part for whole in wholes for part in whole))

    def _given(self, path: str) -> bool:
        name, _, part = path.partition(".")
        return part in (self.values.get(name) or {}) if part else False

    def _refuse(self, name: str, code: str, message: str) -> None:
        self.errors.append(FieldError(name, code, message))
