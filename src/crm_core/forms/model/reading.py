"""
Forms from plain data.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit
from uuid import UUID

from attrs import frozen

from ...shared import (
    Choice,
    Field,
    FieldError,
    Fields,
    Flag,
    Invalid,
    Text,
    Url,
    WholeNumber,
    clean_text,
    domain_key,
    each_of,
    read_id,
    refuse,
)
from .form import NOBODY, ROUTE
from .phrases import LANGUAGES
from .questions import read_questions

MOST_ORIGINS: Final = 50
_HOST: Final = re.compile(r"[a-z0-9.-]+|[0-9a-f:]+", re.ASCII)
DEFAULTED: Final = (
    "title",
    "description",
    "job_title",
    "company_name",
    "product",
    "language",
    "employees",
    "medium",
    "value",
    "currency",
    "tags",
    "next_step",
    "pipeline_id",
    "stage",
)
"""
What the defaults of a form may say of its leads, besides ``custom``.
"""


@frozen
class Owner:
    """
    ``route``, ``nobody``, or the id of a person.
    """

    empty: str = ROUTE
    name: ClassVar[str] = "owner"

    def parse(self, raw: object, /) -> str:
        if isinstance(raw, UUID):
            return str(raw)
        text = clean_text(raw, longest=50)
        if text in {ROUTE, NOBODY}:
            return text
        try:
            return str(read_id(text))
        except Invalid:
            message = f"Must be {ROUTE}, {NOBODY} or the id of a person."
            raise refuse("choice", message) from None


@frozen
class Origins:
    """
    Web sites, each as ``https://example.com``; at most 50.
    """

    empty: tuple[str, ...] = ()
    name: ClassVar[str] = "origins"

    def parse(self, raw: object, /) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each_of(raw, _origin, most=MOST_ORIGINS)))


def origin_of(address: str) -> str:
    """
    The site of a web address, as browsers name it.

    Raises:
        Invalid: It has no name that a browser would send.
    """
    parts = urlsplit(address)
    return _origin(f"{parts.scheme}://{parts.netloc}")


def _origin(raw: object, /) -> str:
    text = clean_text(raw, longest=255).rstrip("/")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise refuse("url", "Not a web address.") from None
    plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise refuse("url", "Must be a site as https://example.com, without a path.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = parts.hostname if text.isascii() else domain_key(parts.hostname)
    if not _HOST.fullmatch(host):
        raise refuse("url", "Not a web address.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port in {None, usual} else f":{port}")


FORM_FIELDS: Final = Fields.of(
    Field(name=name, label=label, kind=kind)
    for name, label, kind in (
        ("name", "Name", Text(200, empty="")),
        ("title", "Title", Text(200, empty="")),
        ("intro", "Introduction", Text(5_000, lines=True)),
        ("button", "Button", Text(50)),
        ("language", "Language", Choice(LANGUAGES)),
        ("source", "Source", Text(100)),
        ("campaign", "Campaign", Text(255)),
        ("owner", "Owner", Owner()),
        ("origins", "Origins", Origins()),
        ("double_opt_in", "Double opt-in", Flag()),
        ("confirm_hours", "Hours to confirm", WholeNumber(1, 720)),
        ("per_address", "Per address and hour", WholeNumber(1, 10_000)),
        ("per_form", "Per hour", WholeNumber(1, 100_000)),
        ("honeypot", "Honeypot", Flag()),
        ("minimum_seconds", "Fastest", WholeNumber(0, 60)),
        ("thanks", "Thanks", Text(5_000, lines=True)),
        ("redirect", "Redirect", Url(2_000)),
        ("consent", "Consent", Text(2_000, lines=True)),
        ("consent_required", "Consent required", Flag()),
        ("active", "Active", Flag()),
    )
)
_USUAL: Final[Mapping[str, object]] = {
    "language": "en",
    "confirm_hours": 48,
    "per_address": 20,
    "per_form": 500,
    "minimum_seconds": 2,
    "honeypot": True,
    "active": True,
}


def read_form(
    raw: Mapping[str, object], known: Mapping[str, Field], *, new: bool
) -> dict[str, Any]:
    """
    The members of a form as they are stored; None brings back what is usual. *known*
    are the fields that it may ask for; ``defaults`` are left as they are.

    Raises:
        Invalid: Naming every member that is wrong, as ``fields.2.widget``.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    plain = {n: v for n, v in raw.items() if n not in {"fields", "defaults"}}
    for name, value in plain.items():
        said = _USUAL.get(name) if value in (None, "") else value
        try:
            values |= FORM_FIELDS.parse({name: said})
        except Invalid as error:
            errors += error.errors
    try:
        if values.get("redirect"):
            origin_of(values["redirect"])
    except Invalid as error:
        errors += error.under("redirect")
    if new or "fields" in raw:
        try:
            values["fields"] = read_questions(raw.get("fields", ()), known)
        except Invalid as error:
            errors += error.errors
    if values.get("name") == "" or (new and "name" not in raw):
        errors.append(FieldError("name", "required", "Required."))
    if errors:
        raise Invalid(errors=errors)
    return values


def check_defaults(raw: object) -> Mapping[str, object]:
    """
    The defaults of a form by their names, not yet their values.

    Raises:
        Invalid: Naming each that is none of those that forms may set.
    """
    if not isinstance(raw, Mapping):
        raise Invalid.of("defaults", "type", "Must be an object of fields and values.")
    known = {*DEFAULTED, "custom"}
    message = f"Must be one of: {', '.join((*DEFAULTED, 'custom'))}."
    errors = [
        FieldError(f"defaults.{name}", "unknown", message)
        for name in raw
        if name not in known
    ]
    if errors:
        raise Invalid(errors=errors)
    return {str(name): value for name, value in raw.items() if value is not None}
