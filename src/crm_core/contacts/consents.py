"""
What people agreed to or declined.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from attrs import frozen

from ..shared import Field, FieldError, Invalid, clean_text, refuse

_MEMBERS = frozenset({"purpose", "granted", "source", "at"})


@frozen(kw_only=True)
class Consent:
    """
    What a person agreed to or declined, for one purpose, and how we know.
    """

    purpose: str
    granted: bool
    source: str
    at: datetime


@frozen
class Consents:
    """
    All that a person agreed to or declined, as exports have it.
    """

    empty: tuple[Consent, ...] = ()
    name: ClassVar[str] = "consents"

    def parse(self, raw: object, /) -> tuple[Consent, ...]:
        if not isinstance(raw, list | tuple):
            raise refuse("type", "Must be a list of objects.")
        found: list[Consent] = []
        errors: list[FieldError] = []
        for index, item in enumerate(raw):
            try:
                found.append(read_consent(item))
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(dict.fromkeys(found))


def read_consent(item: object) -> Consent:
    """
    A consent as exports and requests have it: an object.

    Raises:
        Invalid: Naming every member that is missing, unknown or wrong.
    """
    if not isinstance(item, Mapping) or not set(item) <= _MEMBERS:
        raise refuse("type", "Must be an object with purpose, granted, source and at.")
    errors: list[FieldError] = []
    said: dict[str, str] = {}
    for name, longest in (("purpose", 100), ("source", 255)):
        try:
            said[name] = clean_text(item.get(name) or "", longest=longest)
        except Invalid as error:
            errors += error.under(name)
            continue
        if not said[name]:
            errors.append(FieldError(name, "required", "Required."))
    granted, at = item.get("granted"), _moment(item.get("at"))
    if not isinstance(granted, bool):
        errors.append(FieldError("granted", "type", "Must be true or false."))
    if at is None:
        message = "Must be a time with its zone: 2026-01-31T12:00:00Z."
        errors.append(FieldError("at", "type", message))
    if errors or at is None or not isinstance(granted, bool):
        raise Invalid(errors=errors)
    return Consent(granted=granted, at=at, **said)


def _moment(raw: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    except ValueError:
        return None
    return at if isinstance(at, datetime) and at.tzinfo else None


CONSENTS = Field(name="consents", label="Consents", kind=Consents(), filterable=False)
"""
Not among the fields that people edit: a consent is recorded, or comes with a file.
"""
