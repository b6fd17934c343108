"""
Fields that an organization adds to its own records.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from attrs import evolve, frozen

from ..shared import (
    Choice,
    Conflict,
    Date,
    Field,
    FieldError,
    Fields,
    Flag,
    Invalid,
    Kind,
    Number,
    Tags,
    Text,
    Url,
    refuse,
)

CustomFieldId = NewType("CustomFieldId", UUID)
PREFIX = "custom."
RECORDS = ("contact", "company", "lead", "opportunity", "activity")
"""
The kinds of record that may have them.
"""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}", re.ASCII)


class CustomFieldTaken(Conflict):
    """
    The kind of record already has a custom field of that name.
    """


class CustomKind(StrEnum):
    """
    The kinds of value that a custom field can hold.
    """

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    URL = "url"
    TAGS = "tags"


_KINDS: Mapping[CustomKind, Callable[[tuple[str, ...]], Kind]] = {
    CustomKind.TEXT: lambda _: Text(255),
    CustomKind.LONG_TEXT: lambda _: Text(10_000, lines=True),
    CustomKind.NUMBER: lambda _: Number(),
    CustomKind.DATE: lambda _: Date(),
    CustomKind.FLAG: lambda _: Flag(),
    CustomKind.CHOICE: Choice,
    CustomKind.URL: lambda _: Url(2_000),
    CustomKind.TAGS: lambda _: Tags(),
}


@frozen(kw_only=True)
class CustomField:
    """
    A field of the organization's own; *record* is the kind that has it.
    """

    id: CustomFieldId
    record: str
    name: str
    label: str
    kind: CustomKind
    options: tuple[str, ...] = ()
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def field(self) -> Field:
        """
        The field as filters and forms know it.
        """
        return Field(
            name=f"{PREFIX}{self.name}",
            label=self.label,
            kind=_KINDS[self.kind](self.options),
            writable=False,
        )

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "CustomField":
        """
        The field with another label or other options; its kind never changes.
        """
        edited = evolve(self, **values, updated_at=at)  # type: ignore[arg-type]
        _check_options(edited.kind, edited.options)
        return edited


CUSTOM_FIELD_FIELDS = Fields.of(
    [
        Field(name="record", label="Record", kind=Choice(RECORDS)),
        Field(name="name", label="Name", kind=Text(50)),
        Field(name="label", label="Label", kind=Text(100)),
        Field(
            name="kind", label="Kind", kind=Choice(tuple(k.value for k in CustomKind))
        ),
        Field(name="options", label="Options", kind=Tags(200)),
    ]
)


def read_custom_field(
    fields: Mapping[str, object], *, id: CustomFieldId, at: datetime
) -> CustomField:
    """
    A new custom field from raw values.

    Raises:
        Invalid: Naming every field that is wrong or missing.
    """
    values = CUSTOM_FIELD_FIELDS.parse(fields)
    missing = [name for name in ("record", "name", "kind") if not values.get(name)]
    if missing:
        raise Invalid(
            errors=[FieldError(name, "required", "Required.") for name in missing]
        )
    name = str(values["name"])
    if not _NAME.fullmatch(name):
        message = "Lower-case letters, digits and underscores, a letter first."
        raise Invalid.of("name", "name", message)
    kind = CustomKind(str(values.pop("kind")))
    values.setdefault("label", name.replace("_", " ").capitalize())
    _check_options(kind, values.get("options", ()))
    return CustomField(id=id, kind=kind, created_at=at, updated_at=at, **values)  # type: ignore[arg-type]


def _check_options(kind: CustomKind, options: object) -> None:
    if kind is CustomKind.CHOICE and not options:
        raise Invalid.of("options", "required", "A choice needs its options.")
    if kind is not CustomKind.CHOICE and options:
        raise Invalid.of("options", "kind", "Only a choice has options.")


def parse_record(
    fields: Fields,
    raw: Mapping[str, object],
    *,
    own: Callable[[], Iterable[CustomField]],
    before: Mapping[str, object],
) -> dict[str, Any]:
    """
    All raw values of a record as they are stored, ``custom`` laid over those *before*.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    if "custom" not in raw:
        return fields.parse(raw)
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    try:
        values = fields.parse({n: v for n, v in raw.items() if n != "custom"})
    except Invalid as error:
        errors += error.errors
    try:
        values["custom"] = parse_custom(raw["custom"], own(), before=before)
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return values


def parse_custom(
    raw: object, known: Iterable[CustomField], *, before: Mapping[str, object]
) -> dict[str, object]:
    """
    An organization's own values of a record: *raw* laid over those *before*.

    Values are kept in JSON form; None removes one.

    Raises:
        Invalid: Naming every custom field that is unknown or wrong.
    """
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise Invalid.of("custom", "type", "Must be an object of names and values.")
    by_name = {custom.name: custom.field for custom in known}
    values = dict(before)
    errors: list[FieldError] = []
    for name, value in raw.items():
        try:
            if name not in by_name:
                raise refuse("unknown", "No such custom field.")
            parsed = None if value is None else by_name[name].kind.parse(value)
        except Invalid as error:
            errors += error.under(f"{PREFIX}{name}")
        else:
            values[str(name)] = _json(parsed)
    if errors:
        raise Invalid(errors=errors)
    return {name: value for name, value in values.items() if value is not None}


def _json(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, tuple):
        return list(value) or None
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)
