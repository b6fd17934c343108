"""
What is in files, over HTTP: saved, never shown in place.
"""

from collections.abc import Generator
from typing import BinaryIO, Final
from urllib.parse import quote

from crm_core.files import File, FileId, open_file, served_type, show_file
from crm_core.shared import Storage, Unavailable

from ..calls import Call
from ..preconditions import unchanged
from ..ranges import read_range
from ..replies import Header, Reply, StreamReply

PIECE: Final = 1 << 18


def storage_of(call: Call) -> Storage:
    """
    Where contents are kept.

    Raises:
        Unavailable: Nowhere.
    """
    if call.desk.storage is None:
        raise Unavailable("There is no place for files here.")
    return call.desk.storage


def give_content(call: Call) -> Reply | StreamReply:
    """
    What is in a file, or the part of it that is asked for. It is saved, never shown in
    place, whatever the address says.
    """
    file_id = FileId(call.id())
    file = call.run(show_file, file_id)
    tag = f'"{file.digest}"'.encode()
    headers = _headers(file, tag)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    wanted = None
    if call.headers.get(b"if-range", tag) == tag:
        wanted = read_range(call.headers.get(b"range"), file.size)
    part = wanted if wanted is not None else range(file.size)
    if wanted is not None:
        place = b"bytes %d-%d/%d" % (part.start, part.stop - 1, file.size)
        headers += ((b"content-range", place),)
    headers += ((b"content-length", b"%d" % len(part)),)
    _, content = call.run(open_file, storage_of(call), file_id)
    given = _given(content, part, head=call.method == "HEAD")
    status = 200 if wanted is None else 206
    return StreamReply(status, given, headers, call.desk.threads, call.desk.patience)


def _given(
    content: BinaryIO, part: range, *, head: bool
) -> Generator[bytes, None, None]:
    with content:
        if not head:
            yield from pieces(content, part.start, len(part))


def _headers(file: File, tag: bytes) -> tuple[Header, ...]:
    return (
        (b"content-type", served_type(file.content_type).encode()),
        (b"content-disposition", disposition(file.name)),
        (b"content-security-policy", b"default-src 'none'; sandbox"),
        (b"cache-control", b"private, no-cache"),
        (b"accept-ranges", b"bytes"),
        (b"etag", tag),
    )


def disposition(name: str) -> bytes:
    """
    To be saved as *name*: in full for those who read it (RFC 6266, RFC 8187), in plain
    letters for others.
    """
    plain = "".join(
        letter
        if letter.isascii() and letter.isprintable() and letter not in '"\\%'
        else "_"
        for letter in name
    )
    full = quote(name, safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}".encode()


def pieces(file: BinaryIO, start: int, size: int) -> Generator[bytes, None, None]:
    """
    The bytes of a file from *start* on, *size* at most.
    """
    file.seek(start)
    while size > 0 and (piece := file.read(min(PIECE, size))):
        size -= len(piece)
        yield piece
