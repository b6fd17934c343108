"""
How a person is reached: several e-mail addresses and phone numbers, one primary.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from attrs import asdict, frozen

from ..shared import (
    Choice,
    FieldError,
    Invalid,
    Phone,
    clean_email,
    digits,
    email_key,
    refuse,
)

MOST_CHANNELS = 20
_EMAIL_KINDS = Choice(("work", "home", "other"))
_PHONE_KINDS = Choice(("work", "home", "mobile", "fax", "other"))


@frozen
class ContactEmail:
    """
    An e-mail address of a person, and what it is for.
    """

    address: str
    kind: str = "work"

    @property
    def key(self) -> str:
        """
        What all spellings of this address share.
        """
        return email_key(self.address)


@frozen
class ContactPhone:
    """
    A phone number of a person, and what it is for.
    """

    number: str
    kind: str = "work"

    @property
    def key(self) -> str:
        """
        Its digits.
        """
        return digits(self.number)


Channel = TypeVar("Channel", ContactEmail, ContactPhone)


@frozen
class Emails:
    """
    E-mail addresses, the primary one first.
    """

    empty: tuple[ContactEmail, ...] = ()
    name: ClassVar[str] = "emails"

    def parse(self, raw: object, /) -> tuple[ContactEmail, ...]:
        members = _members(raw, "address", _EMAIL_KINDS)
        return distinct_channels([ContactEmail(*member) for member in members])


@frozen
class Phones:
    """
    Phone numbers, the primary one first.
    """

    empty: tuple[ContactPhone, ...] = ()
    name: ClassVar[str] = "phones"

    def parse(self, raw: object, /) -> tuple[ContactPhone, ...]:
        members = _members(raw, "number", _PHONE_KINDS)
        return distinct_channels([ContactPhone(*member) for member in members])


def _members(raw: object, main: str, kinds: Choice) -> list[tuple[str, str]]:
    if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
        raise refuse("type", f"Must be a list of objects with {main} and kind.")
    if len(raw) > MOST_CHANNELS:
        raise refuse("length", f"At most {MOST_CHANNELS}.")
    found: list[tuple[str, str]] = []
    errors: list[FieldError] = []
    for index, item in enumerate(raw):
        try:
            found.append(_member(item, main, kinds))
        except Invalid as error:
            errors += error.under(str(index))
    if errors:
        raise Invalid(errors=errors)
    return found


def _member(item: object, main: str, kinds: Choice) -> tuple[str, str]:
    if isinstance(item, ContactEmail | ContactPhone):
        item = asdict(item)
    if type(item) is not dict and not isinstance(item, Mapping):
        raise refuse("type", f"Must be an object with {main} and kind.")
    errors = [
        FieldError(str(name), "unknown", "No such member.")
        for name in item
        if name not in (main, "kind")
    ]
    value, kind, given = None, "work", item.get("kind")
    try:
        value = clean_email(item.get(main)) if main == "address" else _phone(item)
    except Invalid as error:
        errors += error.under(main)
    try:
        kind = kind if given is None else kinds.parse(given) or kind
    except Invalid as error:
        errors += error.under("kind")
    if errors or value is None:
        raise Invalid(errors=errors)
    return value, kind


def _phone(item: Mapping[str, object]) -> str:
    number = Phone().parse(item.get("number"))
    if number is None:
        raise refuse("required", "Required.")
    return number


def distinct_channels(channels: Sequence[Channel]) -> tuple[Channel, ...]:
    """
    *channels* in order, each address or number once.
    """
    if len(channels) < 2:
        return tuple(channels)
    first: dict[str, Channel] = {}
    for channel in channels:
        first.setdefault(channel.key, channel)
    return tuple(first.values())


def _led_by(
    channels: tuple[Channel, ...], wanted: Channel | None, *, replacing: Channel | None
) -> tuple[Channel, ...]:
    """
    *channels* with *wanted* in front, in the place of the one it replaces.
    """
    front = (wanted,) if wanted else ()
    rest = tuple(each for each in channels if each != replacing)
    return distinct_channels(front + rest)


def led_by_email(
    emails: tuple[ContactEmail, ...], address: str | None
) -> tuple[ContactEmail, ...]:
    """
    *emails* with *address* as the primary one; None takes the primary away.
    """
    if address is None:
        return emails[1:]
    wanted = ContactEmail(address)
    known = next((each for each in emails if each.key == wanted.key), None)
    first = emails[0] if emails else None
    kind = (known or first or wanted).kind
    return _led_by(
        tuple(each for each in emails if each != known),
        ContactEmail(address, kind),
        replacing=None if known else first,
    )


def first_phone(
    phones: tuple[ContactPhone, ...], *, mobile: bool = False
) -> ContactPhone | None:
    """
    The primary phone, or the primary mobile.
    """
    for each in phones:
        if (each.kind == "mobile") is mobile:
            return each
    return None


def led_by_phone(
    phones: tuple[ContactPhone, ...], number: str | None, *, mobile: bool = False
) -> tuple[ContactPhone, ...]:
    """
    *phones* with *number* as the primary phone, or the primary mobile; None takes
    that away.
    """
    first = first_phone(phones, mobile=mobile)
    kind = "mobile" if mobile else first.kind if first else "work"
    wanted = ContactPhone(number, kind) if number else None
    others = tuple(each for each in phones if wanted is None or each.key != wanted.key)
    known = len(others) < len(phones)
    replacing = None if known and first in others else first
    return _led_by(others, wanted, replacing=replacing)
