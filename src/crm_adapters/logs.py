"""
What is logged, and that logging never stops the work.

Finished lines wait in a queue for one thread that writes them. A full disk, a reader
that went away or a pipe that nobody empties costs lines, and nothing else.
"""

import logging
import os
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from queue import Full, Queue
from threading import Event, Thread
from typing import Any

import msgspec
import structlog

STANDARD_ERROR = 2
MOST_WAITING = 10_000
GATHERING_SECONDS = 0.02

LEVELS: Mapping[str, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_encode = msgspec.json.Encoder(enc_hook=str).encode


@contextmanager
def logging_to(
    target: int = STANDARD_ERROR,
    *,
    level: str = "info",
    style: str = "auto",
    patience: float = 2.0,
) -> Iterator[None]:
    """
    Log to the file descriptor *target* inside the block.

    Lines are JSON, or text when *style* is ``text``, or when it is ``auto`` and the
    target is a terminal. structlog's loggers and the standard library's both end up
    there. The end waits *patience* seconds for the last lines.
    """
    terminal = os.isatty(target)
    as_text = style == "text" or (style == "auto" and terminal)
    lines = _Lines(target)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=terminal) if as_text else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=lambda *names: _Logger(lines, *names),
    )
    bridge, root = _Bridge(), logging.getLogger()
    before = root.level
    root.addHandler(bridge)
    root.setLevel(LEVELS[level])
    try:
        yield
    finally:
        root.removeHandler(bridge)
        root.setLevel(before)
        structlog.reset_defaults()
        lines.close(patience)


class _Lines:
    """
    Writes lines in a thread of its own, and drops them when too many wait.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._waiting: Queue[str | None] = Queue(MOST_WAITING)
        self._ending = Event()
        self._thread = Thread(target=self._work, name="crm-log", daemon=True)
        self._thread.start()

    def put(self, line: str) -> None:
        with suppress(Full):
            self._waiting.put_nowait(line)

    def close(self, patience: float) -> None:
        self._ending.set()
        with suppress(Full):
            self._waiting.put_nowait(None)
            self._thread.join(patience)

    def _work(self) -> None:
        more = True
        while more:
            lines = [self._waiting.get()]
            while not self._waiting.empty():
                lines.append(self._waiting.get())
            more = None not in lines
            self._write("".join(f"{line}\n" for line in lines if line is not None))
            # To wake up for each line would slow down those who log.
            self._ending.wait(GATHERING_SECONDS)

    def _write(self, text: str) -> None:
        rest = memoryview(text.encode(errors="backslashreplace"))
        with suppress(OSError):
            while rest:
                rest = rest[os.write(self._target, rest) :]


class _Logger:
    """
    What structlog hands a finished line to.
    """

    def __init__(self, lines: _Lines, name: str | None = None) -> None:
        self._lines = lines
        self.name = name

    def msg(self, line: str) -> None:
        self._lines.put(line)

    debug = info = warning = error = critical = msg


def _as_json(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event).decode()


class _Bridge(logging.Handler):
    """
    Brings the standard library's records to structlog.

    Of an error it takes the kind and the places: its message may quote values.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """
        Log *record*; never raises.
        """
        with suppress(Exception):
            more: dict[str, object] = {"logger": record.name}
            if record.exc_info and record.exc_info[1] is not None:
                more |= _fault(record.exc_info[1])
            said = record.getMessage()
            if record.name.startswith("procrastinate"):
                said, known = _job(record)
                more |= known
            structlog.get_logger(record.name).log(record.levelno, said, **more)


def _job(record: logging.LogRecord) -> tuple[str, dict[str, object]]:
    """
    What a worker does, without what the job is about: that may be personal.
    """
    job = getattr(record, "job", None) or {}
    known = {"task": job.get("task_name"), "job": job.get("id")}
    action: str = getattr(record, "action", "worker")
    return action, {name: value for name, value in known.items() if value}


def _fault(error: BaseException) -> dict[str, object]:
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return {"error": type(error).__qualname__, "at": places[-12:]}
