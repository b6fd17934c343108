"""
What messages are written from: texts with variables.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Final

from attrs import evolve, frozen

from ...shared import Choice, Field, FieldError, Fields, Invalid, Text, UserId
from .email import TemplateId

MOST_TEXT: Final = 200_000
VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": (
        "first_name",
        "last_name",
        "name",
        "email",
        "phone",
        "title",
        "department",
    ),
    "company": ("name", "website", "phone", "industry"),
    "lead": (
        "title",
        "first_name",
        "last_name",
        "email",
        "company_name",
        "job_title",
    ),
    "opportunity": ("name", "value", "currency", "expected_close_date", "next_step"),
    "user": ("name", "email"),
    "organization": ("name",),
    "unsubscribe": ("link",),
}
"""
What can stand between ``{{`` and ``}}``, as in ``{{ contact.first_name }}``; the
organization's own fields are ``contact.custom.<name>``.
"""
_HOLE: Final = re.compile(r"\{\{([^{}]{1,300})\}\}")
_NAME: Final = re.compile(r"[a-z_]{1,50}(\.[a-z0-9_]{1,100}){1,2}", re.ASCII)
_CUSTOM: Final = frozenset({"contact", "company", "lead", "opportunity"})
LANGUAGE_TAGS: Final = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da")

TEMPLATE_FIELDS: Final = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(200, empty="")),
        Field(name="subject", label="Subject", kind=Text(500, empty="")),
        Field(name="text", label="Text", kind=Text(MOST_TEXT, lines=True, empty="")),
        Field(name="html", label="HTML", kind=Text(MOST_TEXT, lines=True)),
        Field(name="language", label="Language", kind=Choice(LANGUAGE_TAGS)),
    ]
)


@frozen(kw_only=True)
class Template:
    """
    A message with variables, to be written from.
    """

    id: TemplateId
    name: str = ""
    subject: str = ""
    text: str = ""
    html: str | None = None
    language: str | None = None
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def variables(self) -> tuple[str, ...]:
        """
        The variables in it, in order of the alphabet.
        """
        parts = (self.subject, self.text, self.html or "")
        return tuple(sorted({name for part in parts for name in variables_in(part)}))

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "Template":
        """
        The template with *values*, which ``TEMPLATE_FIELDS`` has parsed.

        Raises:
            Invalid: Naming each part with a variable that nobody knows, and what
                lacks.
        """
        edited = evolve(self, **values, updated_at=at)  # type: ignore[arg-type]
        errors = [
            FieldError(name, "required", "Required.")
            for name in ("name", "subject")
            if not getattr(edited, name)
        ]
        if not edited.text and not edited.html:
            errors.append(FieldError("text", "required", "Required."))
        for name in ("subject", "text", "html"):
            errors += unknown_variables(name, getattr(edited, name) or "")
        if errors:
            raise Invalid(errors=errors)
        return edited

    def archived(self, at: datetime) -> "Template":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Template":
        return evolve(self, archived_at=None, updated_at=at)


def variables_in(text: str) -> list[str]:
    """
    The names between braces.
    """
    return [_parts(hole)[0] for hole in _HOLE.findall(text)]


def unknown_variables(field: str, text: str) -> list[FieldError]:
    """
    What is wrong with the variables of a part called *field*.
    """
    errors = []
    for name in dict.fromkeys(variables_in(text)):
        kind, _, rest = name.partition(".")
        custom = kind in _CUSTOM and rest.startswith("custom.")
        known = rest in VARIABLES.get(kind, ())
        if not _NAME.fullmatch(name) or not (custom or known):
            message = f"There is no variable {name[:60]}."
            errors.append(FieldError(field, "variable", message))
    return errors


@frozen
class Filled:
    """
    A text with its variables filled in; *missing* are those that had no value.
    """

    text: str
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str], *, html: bool = False) -> Filled:
    """
    *text* with the variables replaced, once: values are never read as variables. In
    *html* they are escaped. What follows ``|`` stands where there is no value.
    """
    missing: dict[str, None] = {}

    def filled(match: re.Match[str]) -> str:
        name, otherwise = _parts(match[1])
        value = values.get(name, "")
        if not value and otherwise is None:
            missing[name] = None
        said = value or otherwise or ""
        return escape(said) if html else said

    return Filled(_HOLE.sub(filled, text), tuple(missing))


def needed(*texts: str | None) -> set[str]:
    """
    The kinds of record that the variables of *texts* speak of.
    """
    names: Iterable[str] = (name for text in texts for name in variables_in(text or ""))
    return {name.partition(".")[0] for name in names}


def _parts(hole: str) -> tuple[str, str | None]:
    name, bar, otherwise = hole.partition("|")
    return name.strip(), otherwise.strip() if bar else None
