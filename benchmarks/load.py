"""
A load generator in a process of its own: persistent connections in a closed loop.

It only ever speaks to 127.0.0.1.
"""

import asyncio
import pickle
import subprocess
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from types import MappingProxyType
from typing import NamedTuple

Headers = Mapping[str, str]

HOST = "127.0.0.1"
NO_HEADERS: Headers = MappingProxyType({})
GRACE = 30.0


class Unexpected(Exception):
    """
    A server answered with a status that was not asked for.
    """


class Request(NamedTuple):
    """
    A request; *headers* and *body* may be made from its number.
    """

    path: str
    method: str = "GET"
    headers: Headers | Callable[[int], Headers] = NO_HEADERS
    body: bytes | Callable[[int], bytes] = b""

    def wire(self, number: int = 0) -> bytes:
        """
        The bytes that go over the line.
        """
        body = self.body(number) if callable(self.body) else self.body
        headers = self.headers(number) if callable(self.headers) else self.headers
        lines = [f"{self.method} {self.path} HTTP/1.1", f"host: {HOST}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.method != "GET":
            lines += [f"content-length: {len(body)}"]
        if body:
            lines += ["content-type: application/json"]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Outcome(NamedTuple):
    """
    What came of it; *latencies* in milliseconds, *numbers* say of which request.
    *busy* is the share of the time that the generator itself computed: near 1 it
    measures itself.
    """

    seconds: float
    busy: float
    latencies: array
    numbers: array
    statuses: Counter
    sample: bytes

    @property
    def rate(self) -> float:
        """
        Requests answered per second.
        """
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        return percentile(self.latencies, percent)


def percentile(values: Sequence[float], percent: float) -> float:
    """
    The smallest value that at least *percent* of the values do not exceed.
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


class Job(NamedTuple):
    wires: list[bytes]
    port: int
    connections: int
    seconds: float
    once: bool


def run(
    requests: Sequence[Request],
    *,
    port: int,
    connections: int = 16,
    seconds: float = 3.0,
    count: int | None = None,
    expect: int = 200,
) -> Outcome:
    """
    Send *requests* over and over for *seconds*, or *count* of them once at most.

    Raises:
        Unexpected: An answer had another status than *expect*.
    """
    if count is None:
        wires = [request.wire(n) for n, request in enumerate(requests)]
    else:
        source = cycle(requests)
        wires = [next(source).wire(number) for number in range(count)]
    job = Job(wires, port, connections, seconds, count is not None)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=Path(__file__).parent.parent,
        input=pickle.dumps(job),
        stdout=subprocess.PIPE,
        timeout=seconds + GRACE,
        check=True,
    )
    outcome = Outcome(*pickle.loads(done.stdout))
    if set(outcome.statuses) != {expect}:
        raise Unexpected(f"{dict(outcome.statuses)}: {outcome.sample[:2000]!r}")
    return outcome


class _Connection(asyncio.Protocol):
    """
    One persistent connection: as soon as an answer is whole, the next request goes.
    """

    def __init__(self, driver: "_Driver") -> None:
        self.driver = driver
        self.buffer = b""
        self.missing = 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        item = self.driver.next()
        if item is None:
            self.transport.close()
            return
        self.number, wire = item
        self.sent = perf_counter()
        self.transport.write(wire)

    def data_received(self, data: bytes) -> None:
        if self.missing:
            self.missing -= len(data)
        else:
            self.buffer = data = self.buffer + data if self.buffer else data
            end = data.find(b"\r\n\r\n")
            if end < 0:
                return
            self.missing = end + 4 + _length(data[:end]) - len(data)
            self.status = int(data[9:12])
            self.head = data
            self.buffer = b""
        if not self.missing:
            self.driver.answered(self)
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        self.driver.lost(self, exc)


def _length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"\r\ncontent-length:")
    if start < 0:
        if b"\r\ntransfer-encoding:" in lower:
            raise NotImplementedError("chunked answers are not read")
        return 0
    end = lower.find(b"\r\n", start + 2)
    return int(lower[start + 17 : end if end > 0 else None])


class _Driver:
    def __init__(self, job: Job) -> None:
        self.job = job
        self.items = enumerate(job.wires) if job.once else cycle(enumerate(job.wires))
        self.latencies, self.numbers = array("d"), array("l")
        self.statuses: Counter[int] = Counter()
        self.sample = b""
        self.open = job.connections
        self.finished = asyncio.Event()

    def next(self) -> tuple[int, bytes] | None:
        if perf_counter() >= self.end:
            return None
        return next(self.items, None)

    def answered(self, connection: _Connection) -> None:
        self.last = perf_counter()
        self.latencies.append((self.last - connection.sent) * 1000)
        self.numbers.append(connection.number)
        self.statuses[connection.status] += 1
        if len(self.statuses) > 1 or not self.sample:
            self.sample = connection.head

    def lost(self, connection: _Connection, exc: Exception | None) -> None:
        if exc is not None or connection.missing:
            self.statuses[0] += 1
        self.open -= 1
        if not self.open:
            self.finished.set()

    async def drive(self) -> tuple:
        loop = asyncio.get_running_loop()
        start, used = perf_counter(), process_time()
        self.end = start + self.job.seconds
        for _ in range(self.job.connections):
            await loop.create_connection(lambda: _Connection(self), HOST, self.job.port)
        await asyncio.wait_for(self.finished.wait(), self.job.seconds + GRACE)
        seconds = self.last - start
        busy = (process_time() - used) / seconds
        return seconds, busy, self.latencies, self.numbers, self.statuses, self.sample


def main() -> None:
    """
    Do the job that stands on standard input.
    """
    job = pickle.loads(sys.stdin.buffer.read())

    async def work() -> tuple:
        return await _Driver(job).drive()

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        found = runner.run(work())
    sys.stdout.buffer.write(pickle.dumps(found))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


if __name__ == "__main__":
    main()
