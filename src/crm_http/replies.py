"""
What goes back to the client: a whole answer, or one that is made while it is sent.
"""

from asyncio import Task, create_task, get_running_loop, timeout, wait
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from contextlib import suppress
from typing import Any

import msgspec
from attrs import evolve, frozen
from litestar.types import Receive, Scope, Send

JSON = b"application/json"
PIECE = 1 << 16
HTML = b"text/html; charset=utf-8"

Header = tuple[bytes, bytes]

encode_json = msgspec.json.Encoder(enc_hook=str, decimal_format="number").encode


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

    A reader who hangs up, or takes nothing for *patience* seconds, ends it.
    """

    status: int
    pieces: Generator[bytes, None, None]
    headers: tuple[Header, ...]
    threads: Executor
    patience: float

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """
        Send it (ASGI).
        """
        gone = create_task(_hung_up(receive))
        try:
            with suppress(TimeoutError):  # half a body is known by its missing end
                await self._send(send, gone)
        finally:
            gone.cancel()
            with suppress(ValueError):  # a thread is still at it, and closes it then
                self.pieces.close()

    async def _send(self, send: Send, gone: Task[None]) -> None:
        loop = get_running_loop()
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [*self.headers],
            }
        )
        more = True
        while more and not gone.done():
            piece = await loop.run_in_executor(self.threads, next, self.pieces, b"")
            more = piece != b""
            for start in range(0, max(len(piece), 1), PIECE):
                body = piece[start : start + PIECE]
                async with timeout(self.patience):
                    await send(
                        {"type": "http.response.body", "body": body, "more_body": more}
                    )


@frozen
class EventReply:
    """
    Server-sent events: *latest* is asked for in a thread every so many seconds, and
    sent when it has changed, until it says that it was the last or the reader leaves.
    """

    latest: Callable[[], tuple[bytes, bool]]
    threads: Executor
    every: float

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """
        Send it (ASGI).
        """
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        gone = create_task(_hung_up(receive))
        try:
            await self._send(send, gone)
        finally:
            gone.cancel()

    async def _send(self, send: Send, gone: Task[None]) -> None:
        loop = get_running_loop()
        before, last = b"", False
        while not last and not gone.done():
            told, last = await loop.run_in_executor(self.threads, self.latest)
            # A comment keeps the connection alive, and notices that it is not.
            line = b": \n\n" if told == before else b"data: " + told + b"\n\n"
            before = told
            await send(
                {"type": "http.response.body", "body": line, "more_body": not last}
            )
            if not last:
                await wait([gone], timeout=self.every)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def json_reply(value: Any, *headers: Header, status: int = 200) -> Reply:
    """
    *value* as JSON.
    """
    return Reply(status, encode_json(value), ((b"content-type", JSON), *headers))
