"""
Files of contacts and companies, given out over HTTP.
"""

from collections.abc import Callable, Generator, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from crm_adapters.bootstrap.files import write_csv, write_jsonl, write_vcards
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

from ..calls import Call, once
from ..operations import Parameter
from ..replies import StreamReply
from .records import Records, with_custom

PIECE: Final = 1 << 16
IN_MEMORY: Final = 1 << 23
FORMATS: Final = {
    "csv": (b"text/csv; charset=utf-8", "csv"),
    "vcard": (b"text/vcard; charset=utf-8", "vcf"),
    "jsonl": (b"application/jsonl", "jsonl"),
}
_OPTIONS: Final = Fields.of(
    [
        Field(name="format", label="Format", kind=Choice(tuple(FORMATS))),
        Field(name="excel", label="Excel", kind=Flag()),
    ]
)
PARAMETERS: Final = (
    Parameter(
        name="format",
        says="CSV, vCards or JSON Lines.",
        schema={"type": "string", "enum": [*FORMATS], "default": "csv"},
    ),
    Parameter(
        name="excel",
        says="CSV with the mark that Excel knows UTF-8 by.",
        schema={"type": "boolean", "default": False},
    ),
)


def export_file(
    records: Records,
    give: Callable[..., Iterator[Any]],
    columns: Callable[[CrmWork], tuple[str, ...]],
    call: Call,
) -> StreamReply:
    """
    The records that the filters find, as a file.

    It is written whole before the first byte is sent: a slow reader holds no
    transaction, and a fault is a problem instead of half a file.
    """
    own = once([pair for pair in call.pairs if pair[0] in _OPTIONS.by_name])
    filters = [pair for pair in call.pairs if pair[0] not in _OPTIONS.by_name]
    wanted: dict[str, Any] = _OPTIONS.parse(own)
    style = wanted.get("format") or "csv"
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent, then closed

    def write(work: CrmWork) -> None:
        file.seek(0)
        file.truncate()
        query = _read_query(work, records, filters)
        rows = give(work, query)
        file.writelines(_pieces(style, rows, columns(work), wanted))

    try:
        call.run(write)
    except BaseException:
        file.close()
        raise
    media_type, suffix = FORMATS[style]
    name = f'attachment; filename="{records.plural}.{suffix}"'
    headers = (
        (b"content-type", media_type),
        (b"content-length", b"%d" % file.tell()),
        (b"content-disposition", name.encode()),
    )
    return StreamReply(200, _read(file), headers, call.desk.threads)


def _read_query(work: CrmWork, records: Records, pairs: list[tuple[str, str]]) -> Query:
    query, request = parse_url(pairs, with_custom(work, records))
    if request != PageRequest():
        raise Invalid.of("page", "export", "An export has no pages.")
    return query


def _pieces(
    style: str, rows: Iterator[Any], columns: tuple[str, ...], wanted: dict[str, Any]
) -> Iterator[bytes]:
    if style == "vcard":
        return write_vcards(rows)
    if style == "jsonl":
        return write_jsonl(rows)
    return write_csv(rows, columns, mark=bool(wanted.get("excel")))


def _read(file: IO[bytes]) -> Generator[bytes, None, None]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
