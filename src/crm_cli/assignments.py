"""
``field=value`` on the command line, as raw values of a record.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

import click
from attrs import Factory, define

from crm_core import CrmWork
from crm_core.access import User, find_user
from crm_core.activities import own_zone
from crm_core.custom_fields import list_custom_fields, parse_record
from crm_core.shared import (
    SUBJECT_KINDS,
    Field,
    FieldError,
    Fields,
    Id,
    Invalid,
    NotFound,
    UserId,
    read_id,
)

from .kinds import KINDS, Kind
from .local_times import read_local

PREFIX = "custom."
LISTS = {
    "affiliations": "company_id",
    "contact_roles": "contact_id",
    "emails": "address",
    "line_items": "product",
    "phones": "number",
}
STRUCTURES = frozenset({"address", "answers", "social_profiles"})
OBJECTS = frozenset({"address", "answers", "details", "profiles"})


def split_assignments(given: Iterable[str]) -> dict[str, str]:
    """
    The names and texts of ``field=value`` words.
    """
    found: dict[str, str] = {}
    for word in given:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise click.UsageError(
                f"'{word}' is not field=value; an empty value clears the field."
            )
        if name in found:
            raise click.UsageError(f"{name} is given twice.")
        found[name] = text
    return found


def raw_values(
    work: CrmWork, kind: Kind, given: Mapping[str, str], *, before: Any = None
) -> dict[str, Any]:
    """
    What a use case takes for *given*; parts of addresses, profiles and custom values
    are laid over those of the record *before*.

    Raises:
        Invalid: Naming every field that is unknown or wrong.
    """
    asked = any(name.startswith(PREFIX) for name in given)
    own = list_custom_fields(work, kind.noun) if asked else []
    reading = _Reading(
        work,
        kind.fields.with_custom(each.field for each in own),
        before,
        local=kind.local,
    )
    for name, text in given.items():
        try:
            reading.take(name, text)
        except Invalid as error:
            reading.errors += error.under(name)
    if reading.errors:
        try:
            parse_record(kind.fields, reading.values, own=lambda: own, before={})
        except Invalid as error:  # the others are named too, not only these
            reading.errors += error.errors
        raise Invalid(errors=reading.errors)
    return reading.values


@define
class _Reading:
    """
    Words turned into values, one after another.
    """

    work: CrmWork
    fields: Fields
    before: Any
    local: bool = False
    values: dict[str, Any] = Factory(dict)
    errors: list[FieldError] = Factory(list)

    def take(self, name: str, text: str) -> None:
        """
        Raises:
            Invalid: There is no such field, or its text cannot be read.
        """
        field = self.fields.named(name)
        whole, _, part = name.partition(".")
        if whole in STRUCTURES and part:
            known = getattr(self.before, whole, None) or {}
            members = self.values.setdefault(whole, dict(known))
            members[part] = text or None
        elif whole == "custom" and part:
            custom = self.values.setdefault("custom", {})
            custom[part] = _read(field.kind.name if field else "", text)
        elif field is None:
            raise Invalid.of("", "unknown", "No such field.")
        else:
            self.values[field.name] = self._value(field, text) if text else None

    def _value(self, field: Field, text: str) -> object:
        if self.local and field.kind.name == "moment":
            return read_local(text, own_zone(self.work, None))
        if field.kind.name == "records":
            words: Any = _read("records", text)
            return [_record(self.work, each) for each in words]
        if field.name == "assigned_to":
            return user_named(self.work, text).id
        if isinstance(field.kind, Id) and field.writable:
            return record_named(self.work, field.kind.of, text)
        return _read(field.kind.name, text)


def _reminder(word: str) -> object:
    """
    Minutes before, with how one is told behind a colon: 60:mail.
    """
    minutes, colon, channel = word.partition(":")
    return {"minutes": minutes, "channels": [channel]} if colon else minutes


WORDS: Mapping[str, Callable[[str], object]] = {
    "tags": str,
    "records": str,
    "participants": lambda word: {"email" if "@" in word else "name": word},
    "reminders": _reminder,
}


def _read(kind: str, text: str) -> object:
    if not text:
        return None
    if kind in WORDS and (kind == "tags" or not text.startswith("[")):
        read = WORDS[kind]
        return [read(part.strip()) for part in text.split(",") if part.strip()]
    if kind not in {*LISTS, *OBJECTS, *WORDS}:
        return text
    if kind in LISTS and not text.startswith("["):
        words = [part.strip() for part in text.split(",")]
        return [{LISTS[kind]: word} for word in words if word]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid.of("", "json", "Not JSON.") from None


def _record(work: CrmWork, said: object) -> object:
    """
    A record by its id, said as ``contact:ada@example.com``.
    """
    kind, colon, name = str(said).partition(":")
    if not isinstance(said, str) or not colon or kind not in SUBJECT_KINDS:
        return said
    return f"{kind}:{record_named(work, kind, name)}"


def record_named(work: CrmWork, noun: str, text: str) -> UUID:
    """
    The id of the record of a kind that *text* names.

    Raises:
        Invalid: There is none, or there are several.
    """
    if noun not in KINDS:
        return read_id(text)
    try:
        found: UUID = KINDS[noun].find(work, text)
    except NotFound as error:
        raise Invalid.of("", "unknown", error.message) from None
    return found


def user_named(work: CrmWork, text: str) -> User:
    """
    The person with this id or e-mail address; ``me`` is whoever acts.

    Raises:
        Invalid: Nobody here has it.
    """
    try:
        if text == "me":
            return work.users.get(work.actor.user_id)
        if "@" in text:
            return find_user(work, text)
        return work.users.get(UserId(read_id(text)))
    except (NotFound, Invalid):
        message = "Nobody here has this id or e-mail address."
        raise Invalid.of("", "unknown", message) from None
