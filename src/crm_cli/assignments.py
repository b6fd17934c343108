"""
``field=value`` on the command line, as raw values of a record.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click

from crm_core import CrmWork
from crm_core.access import User
from crm_core.shared import FieldError, Fields, Invalid, read_id

from .kinds import COMPANY, Kind

STRUCTURED = frozenset({"affiliations", "emails", "phones"})
PARTS = {"address": "address", "social_profiles": "social_profiles"}


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
) -> dict[str, object]:
    """
    What a use case takes for *given*; parts of addresses, profiles and custom values
    are laid over those of the record *before*.

    Raises:
        Invalid: Naming every field whose text cannot be read.
    """
    fields = kind.all_fields(work)
    values: dict[str, object] = {}
    errors: list[FieldError] = []
    for name, text in given.items():
        try:
            _assign(work, fields, values, name, text, before)
        except Invalid as error:
            errors += error.under(name)
    if errors:
        raise Invalid(errors=errors)
    return values


def _assign(
    work: CrmWork,
    fields: Fields,
    values: dict[str, object],
    name: str,
    text: str,
    before: Any,
) -> None:
    field = fields.named(name)
    whole, _, part = name.partition(".")
    if whole == "custom" and part:
        custom = values.setdefault("custom", {})
        assert isinstance(custom, dict)
        custom[part] = _read(field.kind.name if field else "text", text)
    elif whole in PARTS and part:
        members = values.setdefault(whole, dict(getattr(before, whole, None) or {}))
        assert isinstance(members, dict)
        members[part] = text or None
    elif field is None:
        values[name] = text  # the use case says that it is unknown
    elif field.name == "assigned_to":
        values[field.name] = user_named(work, text).id if text else None
    elif field.kind.name == "id":
        values[field.name] = COMPANY.find(work, text) if text else None
    else:
        values[field.name] = _read(field.kind.name, text)


def _read(kind: str, text: str) -> object:
    if not text:
        return None
    if kind == "tags":
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind not in STRUCTURED:
        return text
    if not text.startswith(("[", "{")):
        main = {"emails": "address", "phones": "number"}.get(kind, "company_id")
        return [{main: part.strip()} for part in text.split(",") if part.strip()]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid.of("", "json", "Not JSON.") from None


def user_named(work: CrmWork, text: str) -> User:
    """
    The person with this id or e-mail address; ``me`` is whoever acts.

    Raises:
        Invalid: Nobody here has it.
    """
    from crm_core.access import find_user
    from crm_core.shared import NotFound, UserId

    try:
        if text == "me":
            return work.users.get(work.actor.user_id)
        if "@" in text:
            return find_user(work, text)
        return work.users.get(UserId(read_id(text)))
    except (NotFound, Invalid):
        message = "Nobody here has this id or e-mail address."
        raise Invalid.of("", "unknown", message) from None
