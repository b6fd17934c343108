"""
The process that keeps the server for as long as anybody uses it.

Users hold a connection to it. The kernel closes that one however they end, so the
server stops with its last user even when that one was killed.
"""

import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crm_adapters.embedded.locks import locked
from crm_adapters.embedded.places import Places, settle
from crm_adapters.embedded.server import Server, ServerFailed

READY = b"ready"
PATIENCE = 60  # seconds: for the first user to come, for an answer to a user


def join(places: Places) -> socket.socket | None:
    """
    Become a user of the running server, for as long as the connection is open; none
    when no server is kept.
    """
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    try:
        connection.connect(str(_address(places)))
        answer = connection.recv(len(READY))
    except (FileNotFoundError, ConnectionError):
        answer = b""
    if answer != READY:
        connection.close()
        return None
    return connection


def leave(connection: socket.socket) -> None:
    """
    Stop using the server. The last one to leave returns when it has stopped.
    """
    with connection, suppress(ConnectionError):
        connection.settimeout(PATIENCE)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)


def start(home: Path, *, durable: bool) -> None:
    """
    Start a keeper and its server, and return once they can be joined.

    Raises:
        ServerFailed: with what the keeper said.
    """
    command = [sys.executable, "-m", "crm_adapters.embedded", str(home)]
    if durable:
        command.append("durable")
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    if done.returncode:
        raise ServerFailed(done.stderr.strip())


def keep(home: Path, *, durable: bool) -> None:
    """
    Be the keeper: the calling process ends once the server can be joined, and a child
    of it stays until the last user has gone.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    places = settle(home)
    server = Server(places, durable=durable)
    with locked(places.base / "keeper.lock"):  # the one before may still be stopping
        server.stop()  # left behind by a keeper that was killed
        last = None
        try:
            server.start()
            with _listening(_address(places)) as listener:
                if os.fork():
                    os._exit(0)
                _detach()
                last = _serve(listener, server)
        finally:
            server.stop()
            if last is not None:
                last.close()


def _address(places: Places) -> Path:
    return places.sockets / "keeper"


@contextmanager
def _listening(address: Path) -> Iterator[socket.socket]:
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()
        try:
            yield listener
        finally:
            address.unlink(missing_ok=True)


def _detach() -> None:
    os.chdir("/")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)


def _serve(listener: socket.socket, server: Server) -> socket.socket | None:
    """
    Until nobody is left, or nobody came: the last one, who waits for the server's end.
    """
    users: set[socket.socket] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while events := selector.select(None if users else PATIENCE):
            for key, _ in events:
                if key.fileobj is listener:
                    user, _ = listener.accept()
                    selector.register(user, selectors.EVENT_READ, user)
                    users.add(user)
                    _welcome(user, server)
                else:  # users say nothing: this one has gone
                    gone: socket.socket = key.data
                    selector.unregister(gone)
                    users.remove(gone)
                    if not users:
                        return gone
                    gone.close()
    return None


def _welcome(user: socket.socket, server: Server) -> None:
    server.start()  # somebody may have stopped it
    with suppress(ConnectionError):
        user.send(READY)
