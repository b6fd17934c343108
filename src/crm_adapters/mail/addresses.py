"""
Addresses, message ids and moments in headers, as far as they can be read.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crm_core.emails import Correspondent

from .words import decoded_words, storable

MOST = 1_000
LONGEST = 200_000
LONGEST_ID = 900
_ID = re.compile(r"<([^<>]{1,2000})>")
_TOKEN = re.compile(
    r'"((?:[^"\\]|\\.)*)"?'  # a quoted string
    r"|<([^<>]*)>?"  # an address in angle brackets
    r"|(\()"  # a comment begins
    r"|([,;])"
    r'|([^"<(,;]+)'
    r"|(.)",
    re.DOTALL,
)
_COMMENT = re.compile(r"\([^()]*\)")
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
ADDRESS = re.compile(
    rf"[^\s<>\"'()\[\]{{}},;:@=|\x00-\x20]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,8}}"
)
_BARE = re.compile(r"[^\s<>\"'(),;:]{1,100}@[^\s<>\"'(),;:@]{1,255}")


def correspondents(values: list[str]) -> tuple[Correspondent, ...]:
    """
    The people that address headers name, at most a thousand; groups are opened.
    """
    found: list[Correspondent] = []
    for value in values:
        for named in _split(value[:LONGEST]):
            found.append(named)
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def _split(value: str) -> Iterator[Correspondent]:
    words: list[str] = []
    address: str | None = None
    at = 0
    while found := _TOKEN.match(value, at):
        at = found.end()
        quoted, angle, comment, comma, plain, _ = found.groups()
        if comment:
            at, said = _comment(value, at)
            words.append(said)
        elif comma:
            yield from _named(words, address)
            words, address = [], None
        elif angle is not None:
            address = angle
        elif quoted is not None:
            words.append(_PAIR.sub(r"\1", quoted))
        elif plain is not None:
            words.append(_without_group(plain, first=not words))
    yield from _named(words, address)


def _without_group(plain: str, *, first: bool) -> str:
    """
    ``Friends: a@b.c`` begins a group, whose name is nobody's.
    """
    name, colon, rest = plain.partition(":")
    if first and colon and "@" not in name and "=?" not in name:
        return rest
    return plain


def _comment(value: str, at: int) -> tuple[int, str]:
    depth, start = 1, at
    while at < len(value) and depth:
        if value[at] == "\\":
            at += 1
        elif value[at] == "(":
            depth += 1
        elif value[at] == ")":
            depth -= 1
        at += 1
    return at, value[start : at - 1 if not depth else at]


def _named(words: list[str], address: str | None) -> Iterator[Correspondent]:
    said = decoded_words(" ".join(words))
    if address is None:
        bare = _BARE.search(said)
        if bare is None:
            if said and "=?" not in said and said.lower() not in _NOBODY:
                yield Correspondent("", said)
            return
        address = bare.group()
        said = " ".join((said[: bare.start()] + " " + said[bare.end() :]).split())
    cleaned = clean_address(address)
    if cleaned or said:
        yield Correspondent(cleaned, said.strip("'\" "))


_NOBODY = {"undisclosed-recipients", "undisclosed recipients", "unlisted-recipients"}


def clean_address(address: str) -> str:
    """
    An address of one line without what is around it, such as a route or quotes.
    """
    said = "".join(storable(decoded_words(address)).split()).strip("<>'\"")
    if said.lower().startswith("mailto:"):
        said = said[7:]
    said = _COMMENT.sub("", said)
    if said.startswith("@") and ":" in said:
        said = said.rpartition(":")[2]
    return said[:320]


def message_ids(value: str | None) -> tuple[str, ...]:
    """
    The ids in a header, each with its angle brackets. One longer than any program
    writes is none.
    """
    if not value:
        return ()
    value = value[:LONGEST]
    found = [f"<{''.join(each.split())}>" for each in _ID.findall(value)]
    if not found and (bare := value.split()) and "@" in bare[0]:
        found = [f"<{storable(bare[0]).strip('<>')}>"]
    return tuple(
        dict.fromkeys(storable(each) for each in found if len(each) <= LONGEST_ID)
    )


def moment_of(value: str | None, odd: list[str]) -> datetime | None:
    """
    When a message says that it was written; None when that cannot be.
    """
    if not value:
        return None
    try:
        said = parsedate_to_datetime(storable(value)[:200])
        moment = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        odd.append("a date that cannot be read")
        return None
    if not 1969 <= moment.year <= 2100:
        odd.append("a date that cannot be")
        return None
    return moment
