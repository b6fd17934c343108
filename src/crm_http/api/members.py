"""
What a body may say of a record.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Final, Protocol

from crm_core.shared import FieldError, Fields, Invalid

NONE: Final = Fields.of(())


class Written(Protocol):
    """
    One kind of record, as far as bodies speak of it.
    """

    @property
    def fields(self) -> Fields: ...

    @property
    def reserved(self) -> frozenset[str]:
        """
        Names that are parameters of a use case, and so no fields.
        """
        ...


def writable(
    records: Written, given: Mapping[str, object], *, beside: Fields = NONE
) -> dict[str, object]:
    """
    *given*, unless a name in it would be taken for a use case's own parameter; those
    *beside* the fields may be said, and are parsed.

    Raises:
        Invalid: Naming every member that is wrong.
    """
    known = beside.by_name
    clashing = [
        name for name in given if name in records.reserved and name not in known
    ]
    said = {name: value for name, value in given.items() if name in known}
    fields = {n: v for n, v in given.items() if n not in said and n not in clashing}
    errors = [FieldError(name, "unknown", "No such field.") for name in clashing]
    try:
        said = beside.parse(said)
    except Invalid as error:
        errors += error.errors
    if not errors:
        return {**fields, **said}
    fields.pop("custom", None)
    try:
        records.fields.parse(fields)
    except Invalid as error:
        errors += error.errors
    raise Invalid(errors=errors)


def check_members(
    given: Mapping[str, object],
    reserved: Container[str],
    known: Sequence[str] | None,
    required: Sequence[str],
) -> None:
    """
    Make sure that a body says what it must and, where they are *known*, nothing else;
    and nothing that is *reserved* for a use case's own parameters.

    Raises:
        Invalid: Naming every member that is missing or unknown.
    """
    errors = [
        FieldError(name, "unknown", "No such field.")
        for name in given
        if name in reserved or (known is not None and name not in known)
    ]
    missing = [name for name in required if name not in given]
    errors += [FieldError(name, "required", "This is needed.") for name in missing]
    if errors:
        raise Invalid(errors=errors)
