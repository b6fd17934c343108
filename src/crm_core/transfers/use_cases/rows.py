"""
What imports of any kind of record do with rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from typing import Any

from attrs import define

from ...custom_fields import CustomField, CustomKind, parse_record
from ...shared import Fields, Invalid
from ..model import (
    Draft,
    FileUnreadable,
    Mapping,
    RowRefused,
    SourceRow,
    Tally,
    says_yes,
    split_list,
)

Rows = Iterable[SourceRow | RowRefused]


@define
class Parsed:
    """
    A row with its draft, and the values of it that are clean.
    """

    row: SourceRow
    draft: Draft
    values: dict[str, Any]


def require_identity(mapping: Mapping) -> None:
    """
    Raises:
        FileUnreadable: No mapped column tells who a row is about.
    """
    if not mapping.identifies:
        headers = ", ".join(each.header for each in mapping.columns) or "none"
        message = (
            f"No column tells which of the {mapping.noun} a row is about"
            f" (mapped: {headers}); map one by hand."
        )
        raise FileUnreadable.of("map", "required", message)


def chunks(rows: Rows, tally: Tally, size: int) -> Iterator[list[SourceRow]]:
    """
    The readable rows, some at a time; the others are noted as refused.
    """
    chunk: list[SourceRow] = []
    for row in rows:
        tally.rows += 1
        if isinstance(row, RowRefused):
            tally.refused.append(row)
            continue
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _with_custom(draft: Draft, known: Sequence[CustomField]) -> dict[str, object]:
    """
    The raw fields of *draft* and its custom values, each as its kind wants it.
    """
    if not draft.custom:
        return draft.fields
    kinds = {each.name: each.kind for each in known}
    custom = {n: _raw(v, kinds.get(n)) for n, v in draft.custom.items()}
    return {**draft.fields, "custom": custom}


def _raw(text: str | None, kind: CustomKind | None) -> object:
    if text is None:
        return None
    if kind is CustomKind.TAGS:
        return split_list(text)
    if kind is CustomKind.FLAG:
        said = says_yes(text)
        return text if said is None else said
    return text


def readable(
    chunk: Iterable[SourceRow],
    tally: Tally,
    draft_of: Callable[[MappingType[str, object], Mapping], Draft],
    fields: Fields,
    custom: Sequence[CustomField],
) -> Iterator[Parsed]:
    """
    The rows whose values are all right; the others are noted as refused.
    """
    for row in chunk:
        draft = draft_of(row.values, tally.mapping)
        errors, values = list(draft.errors), dict[str, Any]()
        try:
            raw = _with_custom(draft, custom)
            values = parse_record(fields, raw, own=lambda: custom, before={})
        except Invalid as error:
            errors += error.errors
        if errors:
            tally.refuse(row, draft, errors)
            continue
        cleared = [name for name, value in draft.custom.items() if value is None]
        if cleared:
            values["custom"] = values.get("custom", {}) | dict.fromkeys(cleared)
        yield Parsed(row, draft, values)
