"""
The parts of a message (RFC 2046), divided within bounds: what goes deeper, or is more,
stays whole as a file.

Python's own parser recurses into every part and raises on some headers; this one does
neither, and looks at each byte once a level.
"""

import re
from binascii import Error, a2b_qp, a2b_uu
from collections.abc import Iterator
from functools import cached_property

from attrs import define, field

from .headers import Headers, HeadersTooLarge, split_headers
from .parameters import parse_value
from .words import unbase64

DEEPEST = 12
MOST_PARTS = 500
_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,120}", re.ASCII)
_AS_IT_IS = {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"}


@define(slots=False)
class Part:
    """
    A part with its own headers; the parts in it, when it is divided.
    """

    headers: Headers
    body: bytes
    parts: tuple["Part", ...] = ()
    default: str = "text/plain"
    read_as: str | None = None
    defects: list[str] = field(factory=list)

    @cached_property
    def _typed(self) -> tuple[str, dict[str, str]]:
        kind, parameters = parse_value(self.headers.get("content-type"))
        return (kind if _TYPE.fullmatch(kind) else self.default), parameters

    @cached_property
    def _disposed(self) -> tuple[str, dict[str, str]]:
        return parse_value(self.headers.get("content-disposition"))

    @property
    def content_type(self) -> str:
        return self.read_as or self._typed[0]

    @property
    def parameters(self) -> dict[str, str]:
        return self._typed[1]

    @property
    def disposition(self) -> str:
        return self._disposed[0]

    @property
    def name(self) -> str:
        """
        What the part calls its file; the disposition knows better than the type.
        """
        said = self._disposed[1].get("filename", "")
        return said or self.parameters.get("name", "")

    @cached_property
    def content(self) -> bytes:
        """
        The body without its transfer encoding; read as well as it can be.
        """
        encoding = (self.headers.get("content-transfer-encoding") or "").lower()
        encoding = encoding.partition(";")[0].strip().strip("\"'")
        match encoding:
            case "base64":
                content, whole = unbase64(self.body)
                if not whole:
                    self.defects.append("Base64 that is cut off")
                return content
            case "quoted-printable" | "quoted printable" | "quotedprintable":
                return a2b_qp(self.body)
            case "x-uuencode" | "uuencode" | "x-uue" | "uue":
                return _unuuencode(self.body, self.defects)
        if encoding not in _AS_IT_IS:
            self.defects.append(f"unknown transfer encoding {encoding[:40]!r}")
        return self.body

    def walk(self) -> Iterator["Part"]:
        """
        The part itself and those in it, in their order.
        """
        yield self
        for part in self.parts:
            yield from part.walk()


def read_parts(raw: bytes, odd: list[str]) -> Part:
    """
    A message as the tree of its parts.

    Raises:
        HeadersTooLarge: The message begins with more headers than any program writes.
    """
    headers, body = split_headers(raw, odd)
    return _divided(headers, body, "text/plain", DEEPEST, [MOST_PARTS], odd)


def _divided(
    headers: Headers,
    body: bytes,
    default: str,
    depth: int,
    left: list[int],
    odd: list[str],
) -> Part:
    part = Part(headers, body, default=default, defects=odd)
    kind = part.content_type
    if not kind.startswith("multipart/"):
        return part
    sections = _sections(body, part.parameters.get("boundary", ""))
    if not sections:
        odd.append("a multipart without parts")
        part.read_as = "text/plain"
        return part
    if depth == 0 or left[0] < len(sections):
        odd.append("parts too deep or too many stay undivided")
        return part
    left[0] -= len(sections)
    inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    part.parts = tuple(
        _section(section, inner, depth - 1, left, odd) for section in sections
    )
    return part


def _section(
    raw: bytes, default: str, depth: int, left: list[int], odd: list[str]
) -> Part:
    try:
        headers, body = split_headers(raw, odd)
    except HeadersTooLarge:
        odd.append("a part has too many headers")
        return Part(Headers(), raw, default="application/octet-stream", defects=odd)
    return _divided(headers, body, default, depth, left, odd)


def _sections(body: bytes, boundary: str) -> list[bytes]:
    """
    What stands between the delimiter lines; what follows the closing one does not.
    """
    mark = boundary.rstrip().encode("utf-8", "replace")
    if not mark:
        return []
    delimiter = re.compile(
        rb"^--" + re.escape(mark) + rb"(--)?[ \t]*\r?$\n?", re.MULTILINE
    )
    found = list(delimiter.finditer(body))
    ends = [*(each.start() for each in found[1:]), len(body)][: len(found)]
    return [
        _unended(body[each.end() : end])
        for each, end in zip(found, ends, strict=True)
        if not each[1]
    ]


def _unended(section: bytes) -> bytes:
    return section.removesuffix(b"\n").removesuffix(b"\r")


def _unuuencode(raw: bytes, odd: list[str]) -> bytes:
    lines = raw.splitlines()
    begun = next((n for n, line in enumerate(lines) if line[:6] == b"begin "), -1)
    content = b""
    decoded: list[bytes] = []
    for line in lines[begun + 1 :]:
        if line.strip() in {b"end", b"`", b""}:
            continue
        try:
            decoded.append(a2b_uu(line))
        except Error:
            odd.append("uuencoded lines that cannot be read")
            return raw
    return content.join(decoded)
