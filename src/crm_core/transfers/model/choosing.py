"""
What a person says about where columns go, now or for an earlier file like it.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from hashlib import sha256

from attrs import evolve

from ...custom_fields import CustomKind
from ...shared import FieldError, Invalid, fold
from .formats import Formats
from .headers import ColumnMapping, Noun, Why
from .kinds import NEVER_MAPPED
from .making import kind_of, name_for
from .mapping import Mapping, fields_of, mapping_of
from .vocabulary import fold_header

_MAKEABLE = tuple(str(kind) for kind in CustomKind if kind is not CustomKind.CHOICE)


def choose_columns(
    suggested: Mapping,
    headers: Sequence[str],
    choices: MappingType[str, str],
    *,
    sample: Iterable[MappingType[str, object]] = (),
    why: Why = Why.CHOSEN,
    formats: Formats | None = None,
) -> Mapping:
    """
    The suggested mapping with a person's *choices* of field by header; ``-`` leaves
    a column out, ``new`` or ``new:KIND`` is a custom field to be made of it, of the
    kind that the *sample* looks like.

    Raises:
        Invalid: Naming every header that the file lacks and every unknown field.
    """
    errors: list[FieldError] = []
    chosen: dict[str, ColumnMapping | None] = {}
    rows = [*sample]
    for header, spelled in choices.items():
        here = next((h for h in headers if h.strip() == header.strip()), None) or next(
            (h for h in headers if fold_header(h) == fold_header(header)), None
        )
        try:
            if here is None:
                known = ", ".join(headers[:100])
                raise Invalid.of("map", "unknown", f"No column {header!r}: {known}.")
            column = _chosen(here, spelled.strip(), suggested, rows)
            chosen[here] = evolve(column, why=why) if column else None
        except Invalid as error:
            errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    others = [each for each in suggested.columns if each.header not in chosen]
    columns = _apart([*others, *filter(None, chosen.values())])
    return mapping_of(
        headers,
        suggested.noun,
        columns,
        preset=suggested.preset,
        formats=formats or suggested.formats,
    )


def read_replacements(
    said: MappingType[str, str], headers: Sequence[str]
) -> MappingType[str, MappingType[str, str]]:
    """
    What cells are to be read as instead, by header and folded cell: *said* has it by
    ``HEADER:CELL``.

    Raises:
        Invalid: Naming every one whose column the file lacks.
    """
    found: dict[str, dict[str, str]] = {}
    errors: list[FieldError] = []
    for place, value in said.items():
        at = [each for each in headers if place.startswith(f"{each.strip()}:")]
        if not at:
            known = ", ".join(headers[:100])
            message = f"No column and cell {place!r} (as COLUMN:CELL): {known}."
            errors.append(FieldError("value", "unknown", message))
            continue
        header = max(at, key=len)
        cell = place.strip().removeprefix(header.strip())[1:].strip()
        found.setdefault(header, {})[fold(cell)] = value.strip()
    if errors:
        raise Invalid(errors=errors)
    return found


def fingerprint(headers: Iterable[str], noun: Noun) -> str:
    """
    What files with the same headers share, in whatever order these stand.
    """
    spelled = sorted(fold_header(header) or header for header in headers)
    return sha256("\0".join([noun, *spelled]).encode()).hexdigest()


def is_new(choice: str) -> bool:
    """
    Whether a column is to become a custom field that does not exist yet.
    """
    return choice.strip().partition(":")[0] == "new"


def _chosen(
    header: str,
    spelled: str,
    suggested: Mapping,
    sample: list[MappingType[str, object]],
) -> ColumnMapping | None:
    if spelled in {"", "-"}:
        return None
    if fold_header(spelled) in NEVER_MAPPED:
        message = f"{spelled} is set by the CRM, never by a file."
        raise Invalid.of("map", "read-only", message)
    for column in suggested.columns:
        if column.header == header and column.choice == spelled:
            return column
    if is_new(spelled):
        return _new(header, spelled.partition(":")[2], sample)
    name, _, kind = spelled.partition(".")
    if spelled in {"mobile", "fax"}:
        name, kind = "phone", spelled
    known = {each.partition(".")[0] for each in fields_of(suggested.noun)}
    if name not in known or (name == "custom" and not kind):
        fields = ", ".join(fields_of(suggested.noun))
        raise Invalid.of("map", "unknown", f"No field {spelled!r}; known: {fields}.")
    return ColumnMapping(header, name, kind or None)


def _new(
    header: str, kind: str, sample: list[MappingType[str, object]]
) -> ColumnMapping:
    if kind == CustomKind.CHOICE:
        message = f"{header}: a choice needs its options; add the custom field first."
        raise Invalid.of("map", "options", message)
    if kind and kind not in _MAKEABLE:
        message = f"No kind {kind!r}; known: {', '.join(_MAKEABLE)}."
        raise Invalid.of("map", "kind", message)
    made = CustomKind(kind) if kind else kind_of(header, sample)
    sure = 1.0 if kind else 0.8
    return ColumnMapping(header, "custom", name_for(header), new=made, confidence=sure)


def _apart(columns: list[ColumnMapping]) -> list[ColumnMapping]:
    """
    The columns with a name of its own for every custom field that is to be made.
    """
    named = {each.kind for each in columns if each.field == "custom" and not each.new}
    apart: list[ColumnMapping] = []
    for column in columns:
        name, n = str(column.kind), 1
        while column.new and name in named:
            n += 1
            name = f"{str(column.kind)[:46]}_{n}"
        named.add(name)
        apart.append(evolve(column, kind=name) if column.new else column)
    return apart
