"""
A request as it came in: its headers read once, its body read with a limit.
"""

import re
from asyncio import Timeout, get_running_loop, timeout
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from os import urandom
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any, BinaryIO, Final, cast

from litestar.types import HTTPScope, Receive

from crm_adapters.limits import Allowance
from crm_core.shared import Actor, Unavailable

from .problems import Refused

MOST_HEADERS: Final = 100
LONGEST_HEADER: Final = 16_000
LARGEST_HEADERS: Final = 32_000
LONGEST_URL: Final = 15_000
MOST_PARAMETERS: Final = 200
PROBES: Final = frozenset({"/health", "/health/live", "/health/ready"})
"""
What orchestrators ask, by address, however busy it is.
"""
SLOWEST: Final = 20_000  # bytes a second

# Two of these could be read differently by whoever stands before us.
_SINGLE: Final = frozenset(
    {
        b"content-encoding",
        b"content-length",
        b"content-type",
        b"host",
        b"idempotency-key",
        b"if-match",
        b"origin",
        b"x-request-id",
    }
)
_PATH: Final = re.compile(rb"/|(?:/[A-Za-z0-9._~-]+)+/?")
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class ClientGone(Exception):
    """
    The client hung up before its request had arrived whole.
    """


class Arrival:
    """
    One request, and what the doorkeepers learn of it on its way in.
    """

    __slots__ = (
        "actor",
        "allowance",
        "headers",
        "receive",
        "request_id",
        "scope",
        "started",
    )

    def __init__(self, scope: HTTPScope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.started = perf_counter()
        self.request_id = urandom(16).hex()
        self.headers: dict[bytes, bytes] = {}
        self.actor: Actor | None = None
        self.allowance: Allowance | None = None

    def read_head(self) -> None:
        """
        Read headers and address, as far as every request needs it.

        Raises:
            Refused: One of them is too large, or given twice, or no address of ours.
        """
        self.headers = headers = _read_headers(self.scope["headers"])
        given = headers.get(b"x-request-id")
        if given is not None and _REQUEST_ID.fullmatch(given):
            self.request_id = given.decode()
        raw = self.scope.get("raw_path") or self.scope["path"].encode()
        path = raw.partition(b"?")[0]
        query = self.scope["query_string"]
        if len(path) + len(query) > LONGEST_URL:
            raise Refused("uri-too-long", f"At most {LONGEST_URL:,} bytes.")
        if query.count(b"&") >= MOST_PARAMETERS:
            message = f"At most {MOST_PARAMETERS} parameters."
            raise Refused("malformed", message)
        if not _PATH.fullmatch(path):
            raise Refused("unknown-path")

    @property
    def path(self) -> str:
        """
        What is asked for, as seen from where the CRM is mounted, without the
        trailing slash.
        """
        root = self.scope.get("root_path") or ""
        path = self.scope["path"]
        inside = path[len(root) :] if root and path.startswith(root) else path
        return inside.rstrip("/")

    @property
    def address(self) -> str:
        """
        Whence the connection comes; headers that claim another place are not read.
        """
        client = self.scope["client"]
        return client[0] if client else ""

    async def read_body(self, *, largest: int, patience: float) -> bytes:
        """
        The whole body.

        Raises:
            Refused: It is larger than *largest*, pauses for *patience* seconds, or
                takes long for what it is.
            ClientGone: It broke off.
        """
        pieces: list[bytes] = []
        await self._receive(pieces.append, largest, patience)
        return b"".join(pieces)

    async def receive_file(self, *, largest: int, patience: float) -> BinaryIO:
        """
        The whole body as a file that is gone when it is closed; memory holds one piece
        of it.

        Raises:
            Refused: As for ``read_body``.
            ClientGone: It broke off.
            Unavailable: This machine has no room for it.
        """
        file = None
        try:
            file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - the caller closes
            await self._receive(file.write, largest, patience)
            file.seek(0)
        except BaseException as error:
            if file is not None:
                with suppress(OSError):
                    file.close()
            if isinstance(error, OSError) and not isinstance(error, TimeoutError):
                raise Unavailable("There is no room for the file right now.") from error
            raise
        return file

    async def _receive(
        self, keep: Callable[[bytes], object], largest: int, patience: float
    ) -> None:
        length = self.headers.get(b"content-length", b"0")
        if not length.isdigit():
            raise Refused("malformed", "Content-Length is not a number.")
        if len(length) > 12 or int(length) > largest:
            raise _too_large(largest)
        latest = get_running_loop().time() + patience + largest / SLOWEST
        try:
            async with timeout(patience) as waiting:
                await self._receive_pieces(keep, largest, patience, waiting, latest)
        except TimeoutError:
            raise Refused("too-slow", None, (b"connection", b"close")) from None

    async def _receive_pieces(
        self,
        keep: Callable[[bytes], object],
        largest: int,
        patience: float,
        waiting: Timeout,
        latest: float,
    ) -> None:
        size = 0
        more = True
        while more:
            message: Mapping[str, Any] = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            piece: bytes = message.get("body", b"")
            size += len(piece)
            if size > largest:
                raise _too_large(largest)
            keep(piece)
            more = message.get("more_body", False)
            if more:
                soon = get_running_loop().time() + patience
                waiting.reschedule(min(soon, latest))


def _too_large(largest: int) -> Refused:
    message = f"At most {largest:,} bytes."
    return Refused("too-large", message, (b"connection", b"close"))


def _read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    count = size = 0
    for name, value in raw:
        count += 1
        size += len(name) + len(value)
        if len(value) > LONGEST_HEADER or len(name) > 200:
            raise Refused("headers-too-large", f"At most {LONGEST_HEADER:,} bytes.")
        if name not in found:
            found[name] = value
        elif name in _SINGLE:
            raise Refused("malformed", f"More than one {name.decode()} header.")
        else:
            found[name] += b", " + value
    if count > MOST_HEADERS or size > LARGEST_HEADERS:
        message = f"At most {MOST_HEADERS} headers of {LARGEST_HEADERS:,} bytes."
        raise Refused("headers-too-large", message)
    return found
