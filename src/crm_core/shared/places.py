"""
Kinds of field for where somebody is found: postal addresses and profiles.
"""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from attrs import frozen

from .errors import FieldError, Invalid
from .kinds import Url
from .values import clean_text, refuse


class ParsePart(Protocol):
    """
    Turns the raw value of one member into text.
    """

    def __call__(self, raw: object, /) -> str | None: ...


ADDRESS_PARTS = {
    "street": 500,
    "city": 100,
    "region": 100,
    "postal_code": 30,
    "country": 100,
}


@frozen
class PostalAddress:
    """
    A postal address: street (may have lines), city, region, postal_code, country.
    """

    empty: None = None
    name: ClassVar[str] = "address"

    def parse(self, raw: object, /) -> dict[str, str] | None:
        return parse_parts(raw, _ADDRESS)


def _part(name: str, longest: int) -> "ParsePart":
    return lambda raw: clean_text(raw, longest=longest, lines=name == "street")


@frozen
class Profiles:
    """
    Web addresses by network, as in ``{"linkedin": "https://…"}``; at most 20.
    """

    empty: None = None
    name: ClassVar[str] = "profiles"

    def parse(self, raw: object, /) -> dict[str, str] | None:
        if not isinstance(raw, Mapping):
            raise refuse("type", "Must be an object of networks and web addresses.")
        if len(raw) > 20:
            raise refuse("length", "At most 20 profiles.")
        names = {_network(name): name for name in raw}
        parse = Url(500).parse
        return parse_parts(
            {name: raw[given] for name, given in names.items()},
            dict.fromkeys(names, parse),
        )


def _network(raw: object) -> str:
    name = clean_text(clean_text(raw, longest=30).lower(), longest=30)
    if not name:
        raise refuse("required", "A profile has the name of its network.")
    return name


def parse_parts(
    raw: object, parsers: "Mapping[str, ParsePart]"
) -> dict[str, str] | None:
    """
    An object whose every member has its own parser; None when nothing is left.

    Raises:
        Invalid: Naming every member that is unknown or wrong.
    """
    if not isinstance(raw, Mapping):
        raise refuse("type", f"Must be an object of {', '.join(parsers)}.")
    found: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, value in raw.items():
        try:
            if name not in parsers:
                raise refuse("unknown", f"Known are {', '.join(parsers)}.")
            text = None if value is None else parsers[name](value)
        except Invalid as error:
            errors += error.under(str(name))
        else:
            if text:
                found[name] = text
    if errors:
        raise Invalid(errors=errors)
    return found or None


_ADDRESS = {name: _part(name, longest) for name, longest in ADDRESS_PARTS.items()}
