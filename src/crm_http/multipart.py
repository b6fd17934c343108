"""
A form with a file in it (RFC 7578), read where it lies on the disk.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final
from urllib.parse import unquote_to_bytes

from attrs import frozen

from crm_core.shared import FieldError, Invalid

from .problems import Refused

MOST_PARTS: Final = 200
LONGEST_HEAD: Final = 10_000
LONGEST_VALUE: Final = 50_000
FILE: Final = "file"
WINDOW: Final = 1 << 20
OVERLAP: Final = 256
"""
Longer than any line between parts, which may lie across two windows.
"""

_BOUNDARY: Final = re.compile(
    rb"multipart/form-data\s*;.*?boundary=(?:\"([^\"]{1,70})\"|([^\s;\"]{1,70}))",
    re.IGNORECASE,
)
_PARAMETER: Final = re.compile(
    rb";\s*([a-z]+\*?)\s*=\s*(?:\"((?:\\[\"\\]|[^\"])*)\"|([^\s;\"]*))", re.IGNORECASE
)
_PLAIN: Final = frozenset({b"", b"7bit", b"8bit", b"binary"})


@frozen
class Form:
    """
    The values of a form by name, in order, and where the one file in it begins and
    ends; *name* is what its sender called it.
    """

    values: tuple[tuple[str, str], ...]
    name: str
    start: int
    end: int


@frozen
class _Part:
    name: str
    filename: str | None
    start: int
    end: int


def read_form(content_type: bytes, file: BinaryIO) -> Form:
    """
    The form that *file* holds, without reading the file in it.

    Raises:
        Refused: It is no such form.
        Invalid: It has no file, or several.
    """
    found = _BOUNDARY.match(content_type)
    if found is None:
        raise Refused("malformed", "The form says no boundary.")
    parts = list(_parts(file, found[1] or found[2]))
    return _form(file, parts)


def _form(body: BinaryIO, parts: list[_Part]) -> Form:
    files = [each for each in parts if each.filename is not None]
    errors: list[FieldError] = []
    if len(files) != 1 or files[0].name != FILE:
        code = "repeated" if len(files) > 1 else "required"
        errors.append(FieldError(FILE, code, "A form has one file, called file."))
    values: list[tuple[str, str]] = []
    for each in parts:
        if each.filename is not None:
            continue
        if each.end - each.start > LONGEST_VALUE:
            message = f"At most {LONGEST_VALUE:,} bytes."
            errors.append(FieldError(each.name, "length", message))
            continue
        values.append((each.name, _text(_at(body, each.start, each.end - each.start))))
    if errors:
        raise Invalid(errors=errors)
    [file] = files
    return Form(tuple(values), file.filename or "", file.start, file.end)


def _parts(file: BinaryIO, boundary: bytes) -> Iterator[_Part]:
    line = b"--%s(--)?[ \t]{0,64}" % re.escape(boundary)
    first = re.compile(b"(?:.*?\r\n)??%s\r\n" % line, re.DOTALL)
    found = first.match(_at(file, 0, LONGEST_HEAD))
    if found is None:
        raise _broken()
    place, closing, count = found.end(), bool(found[1]), 0
    while not closing:
        count += 1
        if count > MOST_PARTS:
            raise Refused("malformed", f"At most {MOST_PARTS} parts.")
        # Of a part without headers, the empty line comes at once.
        head, ended, _ = _at(file, place - 2, LONGEST_HEAD).partition(b"\r\n\r\n")
        start = place - 2 + len(head) + len(ended)
        after = _next_line(file, line, start - 2) if ended else None
        if after is None:
            raise _broken()
        yield _part(head[2:], start, max(after[0], start))
        _, place, closing = after


def _next_line(file: BinaryIO, line: bytes, start: int) -> tuple[int, int, bool] | None:
    """
    Where the next line between parts begins and ends, and whether it is the last one.
    """
    inside = re.compile(b"\r\n%s\r\n" % line)
    at_end = re.compile(b"\r\n%s(?:\r\n|\\Z)" % line)
    while True:
        window = _at(file, start, WINDOW)
        last = len(window) < WINDOW
        found = (at_end if last else inside).search(window)
        if found is not None:
            return start + found.start(), start + found.end(), bool(found[1])
        if last:
            return None
        start += WINDOW - OVERLAP


def _at(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


def _broken() -> Refused:
    return Refused("malformed", "The form breaks off, or is none.")


def _part(head: bytes, start: int, end: int) -> _Part:
    headers: dict[bytes, bytes] = {}
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    if headers.get(b"content-transfer-encoding", b"").lower() not in _PLAIN:
        raise Refused("malformed", "The parts of a form are sent as they are.")
    said = headers.get(b"content-disposition", b"")
    if said[:9].lower() != b"form-data":
        raise Refused("malformed", "A part of the form has no name.")
    given: dict[bytes, bytes] = {}
    for found in _PARAMETER.finditer(said):
        value = (
            found[3] if found[2] is None else re.sub(rb"\\([\"\\])", rb"\1", found[2])
        )
        given[found[1].lower()] = value
    if b"name" not in given:
        raise Refused("malformed", "A part of the form has no name.")
    filename = _text(given[b"filename"]) if b"filename" in given else None
    encoded = given.get(b"filename*", b"").split(b"'", 2)
    if len(encoded) == 3 and encoded[0].lower() == b"utf-8":
        filename = _text(unquote_to_bytes(encoded[2]))
    return _Part(_text(given[b"name"]), filename, start, end)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Refused("malformed", "The form is not UTF-8.") from None
