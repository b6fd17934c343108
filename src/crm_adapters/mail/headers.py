"""
The headers of a message or part: found by lines, whatever is between them.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from attrs import frozen

from .words import decoded_words, header_text

_NAMED = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_KNOWN = re.compile(
    rb"(from|to|cc|bcc|sender|subject|date|reply-to|message-id|in-reply-to|references"
    rb"|received|return-path|delivered-to|envelope-to|mime-version|content-[a-z-]+"
    rb"|x-[a-z0-9-]+|auto-submitted|precedence|list-[a-z-]+|resent-[a-z-]+"
    rb"|dkim-signature|authentication-results|arc-[a-z-]+|user-agent|errors-to)[ \t]*:",
    re.IGNORECASE,
)
LARGEST_HEADERS = 1_000_000
MOST_HEADERS = 2_000
_LOOKED_AHEAD = 3


class HeadersTooLarge(Exception):
    """
    The headers are larger than any program writes.
    """


@frozen
class Headers:
    """
    Headers in their order, by lower-case name, unfolded but not decoded.
    """

    lines: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        known: dict[str, list[str]] = {}
        for name, value in self.lines:
            known.setdefault(name, []).append(value)
        return known

    def all(self, name: str) -> list[str]:
        return self._by_name.get(name, [])

    def get(self, name: str) -> str | None:
        """
        The first of this name as it stands, trimmed.
        """
        found = self._by_name.get(name)
        return found[0].strip() if found else None

    def text(self, name: str) -> str:
        """
        The first of this name in readers' words; empty when there is none.
        """
        return decoded_words(self.get(name) or "")


def split_headers(raw: bytes, odd: list[str]) -> tuple[Headers, bytes]:
    """
    The headers and the body. A line that is no header ends them, unless more known
    headers follow it closely.

    Raises:
        HeadersTooLarge: More than a megabyte of them, or more than 2,000.
    """
    found: list[list[bytes]] = []
    end = len(raw)
    for start, stop, line in _lines(raw):
        if start > LARGEST_HEADERS or len(found) > MOST_HEADERS:
            raise HeadersTooLarge
        if not line.strip():
            end = stop
            break
        if line[:1] in b" \t" and found:
            found[-1].append(line)
        elif _NAMED.match(line):
            found.append([line])
        elif _more_follow(raw, stop):
            odd.append("a line among the headers is none")
        else:
            odd.append("the headers end without an empty line")
            end = start
            break
    return Headers(tuple(_header(lines) for lines in found)), raw[end:]


def has_known_header(headers: Headers) -> bool:
    """
    Whether any of *headers* is one that messages have.
    """
    return any(_KNOWN.match(f"{name}:".encode()) for name, _ in headers.lines)


def _header(lines: list[bytes]) -> tuple[str, str]:
    name, _, value = b"".join(lines).partition(b":")
    folded = header_text(value)
    return (
        name.strip().decode("ascii", "replace").lower(),
        folded.replace("\0", "").strip(),
    )


def _lines(raw: bytes, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    while start < len(raw):
        stop = raw.find(b"\n", start) + 1 or len(raw)
        yield start, stop, raw[start:stop].rstrip(b"\r\n")
        start = stop


def _more_follow(raw: bytes, at: int) -> bool:
    for number, (_, _, line) in enumerate(_lines(raw, at)):
        if number == _LOOKED_AHEAD or not line.strip():
            return False
        if _KNOWN.match(line):
            return True
    return False
