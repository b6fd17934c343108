"""
Stored values in words, for people to read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import frozen

from ...shared import ADDRESS_PARTS, Field, Id, RecordRef

_PARTS = tuple(ADDRESS_PARTS)
_LAST = ("kind", "role")
UNSEEN = "(not visible)"
"""
Instead of the name of what is gone, or not for the reader's eyes.
"""


@frozen
class Words:
    """
    What the values of one kind of record are called: records and people by their names,
    stages by those of its pipelines, and the organization's own fields of it.
    """

    names: Mapping[RecordRef, str]
    stages: Mapping[str, str]
    custom: Mapping[str, Field]

    def said(self, field: Field, value: object) -> str | None:
        """
        A stored *value* of a field.
        """
        if isinstance(field.kind, Id):
            return self._named(field.kind.of, value)
        if field.name == "stage" and isinstance(value, str):
            return self.stages.get(value, value)
        return self._in_words(value)

    def _named(self, kind: str, id: object) -> str | None:
        if not isinstance(id, str):
            return None
        return self.names.get(RecordRef(kind, UUID(id)), UNSEEN)

    def _in_words(self, value: Any) -> str | None:
        if value is None or value in ("", [], {}):
            return None
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Mapping):
            parts = (self._part(name, value[name]) for name in sorted(value, key=_rank))
            return ", ".join(filter(None, parts)) or None
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "; ".join(filter(None, map(self._in_words, value))) or None
        return str(value)

    def _part(self, name: str, value: object) -> str | None:
        if name.endswith("_id"):
            return self._named(name.removesuffix("_id"), value)
        return self._in_words(value)


def _rank(name: str) -> int:
    """
    Storage orders names by their length; people say a street before its city, and what
    something is before its kind.
    """
    if name in _LAST:
        return len(_PARTS) + 1
    return _PARTS.index(name) if name in _PARTS else len(_PARTS)


def references(field: Field, value: object) -> Iterator[RecordRef]:
    """
    What there is to be named in a stored value.
    """
    if isinstance(field.kind, Id):
        if isinstance(value, str):
            yield RecordRef(field.kind.of, UUID(value))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            if isinstance(each, Mapping):
                yield from _pointed_at(each)


def _pointed_at(item: Mapping[str, object]) -> Iterator[RecordRef]:
    for key, value in item.items():
        if key.endswith("_id") and isinstance(value, str):
            yield RecordRef(key.removesuffix("_id"), UUID(value))
