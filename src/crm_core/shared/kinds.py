"""
Kinds of field: each turns a raw value into the one that is stored, or says why not.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from attrs import frozen

from .errors import FieldError, Invalid
from .values import clean_email, clean_phone, clean_tag, clean_text, refuse, tag_key

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d{1,9})?)?(z|[+-]\d\d:\d\d)?",
    re.ASCII | re.IGNORECASE,
)


class Kind(Protocol):
    """
    A kind of value. ``empty`` is what clearing the field leaves.
    """

    @property
    def name(self) -> str: ...

    @property
    def empty(self) -> object: ...

    def parse(self, raw: object, /) -> object:
        """
        The value as it is stored, from what any door brought.

        Raises:
            Invalid: With the reason, or with all of them.
        """
        ...


@frozen
class Text:
    """
    One line of text, or several when *lines*. ``empty`` may be "" (never null).
    """

    longest: int = 255
    lines: bool = False
    empty: str | None = None
    name: ClassVar[str] = "text"

    def parse(self, raw: object, /) -> str | None:
        if type(raw) is str and raw.isascii() and raw.isprintable():
            text = raw.strip()  # as clean_text does, of most texts there are
            if 0 < len(text) <= self.longest:
                return text
        return clean_text(raw, longest=self.longest, lines=self.lines) or self.empty


@frozen
class Email:
    """
    An e-mail address.
    """

    empty: None = None
    name: ClassVar[str] = "email"

    def parse(self, raw: object, /) -> str | None:
        return clean_email(raw) if raw != "" else None


@frozen
class Phone:
    """
    A phone number as people write it.
    """

    empty: None = None
    name: ClassVar[str] = "phone"

    def parse(self, raw: object, /) -> str | None:
        return clean_phone(raw) if raw != "" else None


@frozen
class Url:
    """
    A web address; a bare host name gets ``https://``.
    """

    longest: int = 255
    empty: None = None
    name: ClassVar[str] = "url"

    def parse(self, raw: object, /) -> str | None:
        text = clean_text(raw, longest=self.longest)
        if not text:
            return None
        if text.startswith("//") or any(c.isspace() for c in text):
            raise refuse("url", "Not a web address.")
        head = text.split("/", 1)[0]
        full = text if "://" in text or ":" in head else f"https://{text}"
        try:
            parts = urlsplit(full)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise refuse("url", "Not a web address.") from None
        if parts.scheme.lower() not in {"http", "https"} or not host:
            raise refuse("url", "Must begin with http:// or https://.")
        if "@" in parts.netloc or "." not in host.strip("."):
            raise refuse("url", "Not a web address.")
        if len(full) > self.longest:
            raise refuse("length", f"At most {self.longest} characters.")
        return full


@frozen
class Tags:
    """
    Words that people sort records by; spelled differently in case they are one.
    """

    most: int = 50
    empty: tuple[str, ...] = ()
    name: ClassVar[str] = "tags"

    def parse(self, raw: object, /) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for each in each_of(raw, clean_tag):
            found.setdefault(tag_key(each), each)
        if len(found) > self.most:
            raise refuse("length", f"At most {self.most} tags; these are {len(found)}.")
        return tuple(found.values())


@frozen
class Choice:
    """
    One of a list of words.
    """

    options: tuple[str, ...]
    empty: None = None
    name: ClassVar[str] = "choice"

    def parse(self, raw: object, /) -> str | None:
        if type(raw) is str and raw in self.options:
            return raw
        text = clean_text(raw, longest=255)
        if not text:
            return None
        for option in self.options:
            if option.casefold() == text.casefold():
                return option
        raise refuse("choice", f"Must be one of: {', '.join(self.options)}.")


@frozen
class Number:
    """
    A decimal number of at most 12 digits before and so many *places* after the point.
    """

    places: int = 6
    empty: None = None
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> Decimal | None:
        if raw == "":
            return None
        if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
            raise refuse("type", "Must be a number.")
        if isinstance(raw, str) and not raw.strip().isascii():
            raise refuse("number", "Not a number.")
        if isinstance(raw, int) and abs(raw) >= 10**12:
            raise refuse("range", "Must be between -10^12 and 10^12.")
        try:
            value = Decimal(str(raw).replace("_", "x"))
        except InvalidOperation:
            raise refuse("number", "Not a number.") from None
        if not value.is_finite() or value.copy_abs() >= 10**12:
            raise refuse("range", "Must be between -10^12 and 10^12.")
        if value != round(value, self.places):
            message = f"At most {self.places} digits after the point."
            raise refuse("number", message)
        return value


@frozen
class Flag:
    """
    Yes or no.
    """

    empty: bool = False
    name: ClassVar[str] = "flag"

    def parse(self, raw: object, /) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.lower() in {"true", "false"}:
            return raw.lower() == "true"
        raise refuse("type", "Must be true or false.")


@frozen
class Date:
    """
    A day, as ``YYYY-MM-DD``; it never goes through a time zone.
    """

    empty: None = None
    name: ClassVar[str] = "date"

    def parse(self, raw: object, /) -> date | None:
        if isinstance(raw, datetime):
            raise refuse("type", "Must be a day, not a moment.")
        if isinstance(raw, date):
            return raw
        if raw == "":
            return None
        if not isinstance(raw, str) or not _DAY.fullmatch(raw):
            raise refuse("date", "Must be a day as YYYY-MM-DD.")
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise refuse("date", "No such day (YYYY-MM-DD).") from None


@frozen
class Moment:
    """
    A moment, as RFC 3339 with its offset; kept in UTC.
    """

    empty: None = None
    name: ClassVar[str] = "moment"

    def parse(self, raw: object, /) -> datetime | None:
        if raw == "":
            return None
        moment = raw if isinstance(raw, datetime) else self._read(raw)
        if moment.utcoffset() is None:
            raise refuse("moment", "Must say its offset, as in 2026-01-31T09:00:00Z.")
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise refuse("moment", "Out of range.") from None

    @staticmethod
    def _read(raw: object) -> datetime:
        if not isinstance(raw, str) or not _MOMENT.fullmatch(raw):
            raise refuse("moment", "Must be a moment as 2026-01-31T09:00:00Z.")
        try:
            return datetime.fromisoformat(raw.upper())
        except ValueError:
            raise refuse("moment", "No such moment (RFC 3339).") from None


@frozen
class Id:
    """
    The id of a record, of the kind that *of* names.
    """

    of: str
    empty: None = None
    name: ClassVar[str] = "id"

    def parse(self, raw: object, /) -> UUID | None:
        if isinstance(raw, UUID):
            return raw
        if raw == "":
            return None
        return read_id(raw)


def read_id(raw: object) -> UUID:
    """
    *raw* as a UUID in its usual spelling (RFC 9562), and in no other.
    """
    if isinstance(raw, str) and len(raw) == 36 and raw.isascii() and raw[8] == "-":
        try:
            found = UUID(raw)
        except ValueError:
            found = None
        if found is not None and str(found) == raw.lower():
            return found
    raise refuse("id", "Not an id.")


def each_of(raw: object, parse: "Parse", *, most: int = 1000) -> list[str]:
    """
    Every item of the list *raw* parsed; the errors of all items together.
    """
    if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
        raise refuse("type", "Must be a list.")
    if len(raw) > most:
        raise refuse("length", f"At most {most} items.")
    found: list[str] = []
    errors: list[FieldError] = []
    for index, item in enumerate(raw):
        try:
            found.append(parse(item))
        except Invalid as error:
            errors += error.under(str(index))
    if errors:
        raise Invalid(errors=errors)
    return found


class Parse(Protocol):
    """
    Turns one raw item into text.
    """

    def __call__(self, raw: object, /) -> str: ...
