"""
What goes back to the client: a whole answer, or one that is made while it is sent.
"""

from asyncio import get_running_loop
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any

import msgspec
from attrs import evolve, frozen
from litestar.types import Receive, Scope, Send

JSON = b"application/json"
HTML = b"text/html; charset=utf-8"

Header = tuple[bytes, bytes]

encode_json = msgspec.json.Encoder(enc_hook=str).encode


@frozen
class Reply:
    """
    Status, headers and the whole body.
    """

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """
        Send it (ASGI).
        """
        headers = [*self.headers]
        if self.status not in {204, 304}:
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": headers,
            }
        )
        await send(
            {"type": "http.response.body", "body": self.body, "more_body": False}
        )

    def with_headers(self, *more: Header) -> "Reply":
        """
        The same answer with more headers.
        """
        return evolve(self, headers=(*self.headers, *more))


@frozen
class StreamReply:
    """
    Status, headers and a body in pieces, each made in a thread when it is due.
    """

    status: int
    pieces: Generator[bytes, None, None]
    headers: tuple[Header, ...]
    threads: Executor

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """
        Send it (ASGI).
        """
        try:
            await self._send(send)
        finally:
            with suppress(ValueError):  # a thread is still at it, and closes it then
                self.pieces.close()

    async def _send(self, send: Send) -> None:
        loop = get_running_loop()
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [*self.headers],
            }
        )
        more = True
        while more:
            piece = await loop.run_in_executor(self.threads, next, self.pieces, b"")
            more = piece != b""
            await send({"type": "http.response.body", "body": piece, "more_body": more})


def json_reply(value: Any, *headers: Header, status: int = 200) -> Reply:
    """
    *value* as JSON.
    """
    return Reply(status, encode_json(value), ((b"content-type", JSON), *headers))
