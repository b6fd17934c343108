"""
Files of records, given out over HTTP.
"""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any, Final

from crm_adapters.bootstrap.files import FORMATS, Format, format_named
from crm_core import CrmWork
from crm_core.shared import (
    Choice,
    Field,
    Fields,
    Flag,
    Invalid,
    PageRequest,
    Query,
    parse_url,
)
from crm_core.transfers import ExportPart, all_parts

from ..calls import Call, once
from ..operations import Parameter
from ..problems import Refused
from ..replies import StreamReply
from .records import Records, with_custom

_OPTIONS: Final = Fields.of(
    [
        Field(name="format", label="Format", kind=Choice(tuple(FORMATS))),
        Field(name="excel", label="Excel", kind=Flag()),
    ]
)
WAIT: Final = b"5"

Export = Callable[..., ExportPart]


def parameters(noun: str) -> tuple[Parameter, ...]:
    """
    What may be said about a file of records of one kind.
    """
    known = [name for name, each in FORMATS.items() if each.holds(noun)]
    cards = " vCards" if "vcard" in known else ""
    return (
        Parameter(
            name="format",
            says=f"CSV, a spreadsheet,{cards} or JSON Lines; else what Accept says.",
            schema={"type": "string", "enum": known, "default": "csv"},
        ),
        Parameter(
            name="excel",
            says="CSV with the mark that Excel knows UTF-8 by.",
            schema={"type": "boolean", "default": False},
        ),
    )


def media_types(noun: str) -> tuple[str, ...]:
    """
    What files of records of one kind are.
    """
    return tuple(each.media_type for each in FORMATS.values() if each.holds(noun))


def export_file(records: Records, export: Export, call: Call) -> StreamReply:
    """
    The records that the filters find, as a file that is sent while they are read.

    Each part is read in a transaction of its own, so a slow reader holds none; what
    is wrong with the question is told before the first byte.
    """
    own = once([pair for pair in call.pairs if pair[0] in _OPTIONS.by_name])
    filters = [pair for pair in call.pairs if pair[0] not in _OPTIONS.by_name]
    wanted: dict[str, Any] = _OPTIONS.parse(own)
    accept = call.headers.get(b"accept", b"")
    named = wanted.get("format") or _accepted(accept, records.noun)
    excel = bool(wanted.get("excel"))
    written = format_named(named, noun=records.noun, excel=excel)

    def part(after: ExportPart | None) -> ExportPart:
        return call.run(partial(part_after, after=after))

    def part_after(work: CrmWork, *, after: ExportPart | None) -> ExportPart:
        return export(work, _read_query(work, records, filters), after=after)

    pieces = _pieces(written, part, call)
    first = next(pieces, b"")
    if call.method == "HEAD":
        pieces.close()
    name = f'attachment; filename="{records.plural}{written.suffixes[0]}"'
    return StreamReply(
        200,
        _again(first, pieces),
        (
            (b"content-type", written.content_type.encode()),
            (b"content-disposition", name.encode()),
        ),
        call.desk.threads,
        call.desk.patience,
    )


def _accepted(accept: bytes, noun: str) -> str | None:
    """
    The first format for records of a kind that *accept* names, in its order.
    """
    asked = (each.partition(b";")[0].strip().lower() for each in accept.split(b","))
    by_type = {
        each.media_type.encode(): name
        for name, each in FORMATS.items()
        if each.holds(noun)
    }
    return next((by_type[each] for each in asked if each in by_type), None)


def _read_query(work: CrmWork, records: Records, pairs: list[tuple[str, str]]) -> Query:
    query, request = parse_url(pairs, with_custom(work, records))
    if request != PageRequest():
        raise Invalid.of("page", "export", "An export has no pages.")
    return query


def _pieces(
    written: Format, part: Callable[[ExportPart | None], ExportPart], call: Call
) -> Generator[bytes, None, None]:
    exports = call.desk.exports
    if not exports.acquire(blocking=False):
        message = "So many exports are under way; come back when one has ended."
        raise Refused("rate-limited", message, (b"retry-after", WAIT))
    try:
        yield from written.write(all_parts(part))
    finally:
        exports.release()


def _again(
    first: bytes, pieces: Generator[bytes, None, None]
) -> Generator[bytes, None, None]:
    try:
        yield first
        yield from pieces
    finally:
        pieces.close()
