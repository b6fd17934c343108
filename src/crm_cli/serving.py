"""
Running the HTTP server until somebody ends it.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NoReturn

import msgspec
import uvicorn
from uvicorn.supervisors import Multiprocess

from crm_adapters.bootstrap import build, token_verifier
from crm_adapters.settings import Settings, export_settings

from .refusals import Refused

APPLICATION = "crm_http.standalone:from_environment"
DRAIN_SECONDS = 20


@contextmanager
def listening(settings: Settings) -> Iterator[tuple[socket.socket, Settings]]:
    """
    A socket that people can already connect to, and the settings with its port.

    Raises:
        Refused: The port is taken, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    place = f"{settings.host}:{settings.port}"
    try:
        server = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise Refused(f"cannot listen on {place}: {error.strerror}.") from None
    with server:
        port = server.getsockname()[1]
        yield server, msgspec.structs.replace(settings, port=port)


def serve_until_ended(
    settings: Settings,
    server: socket.socket,
    *,
    processes: int = 1,
    worker: bool = False,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """
    Serve on the socket *server*, with a *worker* beside it if wanted. On SIGTERM or
    Ctrl-C requests at work are finished, 20 seconds at most.
    """
    _check(settings)
    export_settings(settings, os.environ)
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        workers=processes,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    ready()
    with ExitStack() as beside:
        if worker:
            beside.enter_context(_worker())
        beside.enter_context(_ended_by_signals())
        if processes > 1:
            Multiprocess(config, sockets=[server]).run()
            return
        alone = uvicorn.Server(config)
        alone.run(sockets=[server])
    if not alone.started:
        raise Refused("the server did not start; its log says why.")


def _check(settings: Settings) -> None:
    """
    What cannot be served is said here, not by a server that fails.
    """
    application = build(settings)
    try:
        token_verifier(application)
    finally:
        application.close()


@contextmanager
def _worker() -> Iterator[None]:
    """
    A worker that ends with this process, however that ends: the kernel closes its
    standard input then.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "crm_cli", "worker", "--beside"], stdin=subprocess.PIPE
    )
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(DRAIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """
    Uvicorn repeats the signal that ended it; that is the end, and no failure.
    """

    def end(*_: object) -> NoReturn:
        sys.exit(0)

    before = {
        each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
