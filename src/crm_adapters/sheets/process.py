"""
A spreadsheet parsed by a process of its own, which is killed when it takes too long.
"""

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, NamedTuple

from .cells import Row, Span, Unreadable

_CHUNK = 1 << 16
_KEPT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "TMPDIR")


class Limits(NamedTuple):
    """
    What the parsing of one spreadsheet may take: bytes of memory, seconds of
    processor time, and seconds without a sign of life.
    """

    memory: int = 512 << 20
    seconds: int = 120
    silence: int = 120


class Sheet(NamedTuple):
    """
    A sheet with its first rows, and the cells that are merged in them.
    """

    name: str
    hidden: bool
    rows: list[Row]
    merged: list[Span]


class Survey(NamedTuple):
    """
    What kind of spreadsheet a file is, and its sheets.
    """

    kind: str
    sheets: list[Sheet]


def survey(file: BinaryIO, limits: Limits | None = None) -> Survey:
    """
    The sheets of a spreadsheet, once it is read to its end.

    Raises:
        Unreadable: It is damaged, protected, too large, or no spreadsheet.
    """
    kind, *sheets = _messages(file, limits or Limits(), "survey")
    return Survey(
        kind["kind"],
        [
            Sheet(
                each["sheet"],
                each["hidden"],
                [_row(row) for row in each["rows"]],
                [Span(*span) for span in each["merged"]],
            )
            for each in sheets
        ],
    )


def sheet_rows(
    file: BinaryIO, sheet: int, limits: Limits | None = None
) -> Iterator[Row]:
    """
    The rows of a sheet, by its index, while they are asked for.

    Raises:
        Unreadable: It takes too much memory or time.
    """
    for message in _messages(file, limits or Limits(), "rows", str(sheet)):
        yield from map(_row, message["rows"])


def _row(told: list[Any]) -> Row:
    line, cells, faults = told
    return Row(line, cells, {int(column): fault for column, fault in faults.items()})


def _messages(file: BinaryIO, limits: Limits, *task: str) -> Iterator[dict[str, Any]]:
    with TemporaryFile() as kept:
        file.seek(0)
        shutil.copyfileobj(file, kept)
        kept.seek(0)
        child = _start(kept, limits, task)
    try:
        for line in _lines(child, limits):
            message: dict[str, Any] = json.loads(line)
            if "refused" in message:
                raise Unreadable(message["refused"])
            if "end" in message:
                return
            yield message
        raise Unreadable(_died(child.wait()))
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _start(
    kept: IO[bytes], limits: Limits, task: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    said = (str(limits.memory), str(limits.seconds), *task)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", f"{__package__}.child", *said],
        stdin=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**env, "PYTHONPATH": path},
        bufsize=0,
    )


def _lines(child: subprocess.Popen[bytes], limits: Limits) -> Iterator[bytes]:
    """
    The whole lines that the child writes; waiting for the next one has an end.
    """
    assert child.stdout is not None
    pipe, parts = child.stdout.fileno(), list[bytes]()
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while True:
            if not waiting.select(limits.silence):
                raise Unreadable(_TOO_SLOW)
            chunk = os.read(pipe, _CHUNK)
            if not chunk:
                return
            first, *others = chunk.split(b"\n")
            parts.append(first)
            for following in others:
                yield b"".join(parts)
                parts = [following]


_TOO_SLOW = "The spreadsheet takes too long to read; save the sheet as CSV."
_TOO_LARGE = "The spreadsheet needs too much memory to be read; save the sheet as CSV."


def _died(code: int) -> str:
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return _TOO_SLOW
    if code in {-signal.SIGABRT, -signal.SIGSEGV}:
        return _TOO_LARGE
    return "The spreadsheet is damaged: reading it failed."
