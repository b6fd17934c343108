"""
XML out of an archive, read in pieces; nothing outside it is ever looked at.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from zipfile import BadZipFile

from .cells import Unreadable

CHUNK = 1 << 16


def local(name: str) -> str:
    """
    A name without its prefix.
    """
    return name.rpartition(":")[2] if ":" in name else name


def make_parser() -> XMLParserType:
    """
    A parser that refuses document types, and with them entities.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise Unreadable("The spreadsheet is damaged: it declares a document type.")


def feed(parser: XMLParserType, part: IO[bytes], name: str) -> Iterator[bytes]:
    """
    Give the *part* called *name* to the parser, piece by piece; each is answered.
    """
    try:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003 - takes no keywords
            yield chunk
        parser.Parse(b"", True)  # noqa: FBT003
    except (ExpatError, BadZipFile, EOFError, zlib.error) as error:
        raise Unreadable(
            f"The spreadsheet is damaged: {name.lstrip('/')}, {error}."
        ) from None
    yield b""


def elements(
    part: IO[bytes], name: str
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """
    Every element of a *part*: the name of the one around it, its own, and its
    attributes, all without prefixes.
    """
    parser, path = make_parser(), [""]
    found: list[tuple[str, str, Mapping[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        plain = {local(key): value for key, value in attributes.items()}
        found.append((path[-1], local(tag), plain))
        path.append(local(tag))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    for _ in feed(parser, part, name):
        yield from found
        found.clear()
