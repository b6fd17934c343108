"""
Server processes on free ports of 127.0.0.1, and what memory they take.
"""

import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep
from typing import IO, NamedTuple

from .installation import ROOT

HOST = "127.0.0.1"
PATIENCE = 15


class NotStarted(Exception):
    """
    A server did not come to listen; says what it said.
    """


class Program(subprocess.Popen):
    """
    A process whose output goes to a file.
    """

    log: IO[bytes]

    def said(self) -> str:
        """
        The end of its output.
        """
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-3000:]

    def end(self) -> None:
        """
        Ask it to stop, and see to it.
        """
        self.terminate()
        try:
            self.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            self.wait()


class Running(NamedTuple):
    """
    A server that answers.
    """

    port: int
    pid: int

    @property
    def memory(self) -> float:
        """
        MiB resident in the process and those below it (Linux).
        """
        return sum(_resident(pid) for pid in _family(self.pid))


@contextmanager
def serving(
    command: Sequence[str], *, env: Mapping[str, str], patience: float = 30.0
) -> Iterator[Running]:
    """
    The server that *command* starts, ``{port}`` in it filled in, until the block ends.
    """
    port = free_port()
    with started([each.format(port=port) for each in command], env=env) as program:
        end = monotonic() + patience
        while not _answers(port):
            if program.poll() is not None or monotonic() > end:
                raise NotStarted(program.said())
            sleep(0.05)
        yield Running(port, program.pid)


@contextmanager
def started(command: Sequence[str], *, env: Mapping[str, str]) -> Iterator["Program"]:
    """
    A program, until the block ends.
    """
    with TemporaryFile() as log:
        program = Program(
            command,
            env=dict(env),
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        program.log = log
        try:
            yield program
        finally:
            program.end()


def free_port() -> int:
    """
    A port that nobody listens on.
    """
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
