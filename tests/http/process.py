"""
The CRM as a process of its own, as ``crm serve`` runs it.
"""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx

from .door import AUDIENCE, ISSUER, SECRET

SOURCES = Path(__file__).parents[2] / "src"


@contextmanager
def serving(database_url: str, **settings: str):
    """
    The address of a server, as long as the block lasts.
    """
    with started(database_url, **settings) as (_, address):
        yield address


@contextmanager
def started(database_url: str, **settings: str):
    """
    A server's process and its address, as long as the block lasts.
    """
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("CRM_")},
        "PYTHONPATH": str(SOURCES),
        "CRM_CONFIG": os.devnull,
        "CRM_DATABASE_URL": database_url,
        "CRM_TOKEN_SECRET": SECRET,
        "CRM_TOKEN_ISSUER": ISSUER,
        "CRM_TOKEN_AUDIENCE": AUDIENCE,
        "CRM_RATE_LIMIT_PER_MINUTE": "0",
        **settings,
    }
    # The socket is bound here and handed over, so nobody else can have the port.
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port = listening.getsockname()[1]
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "--factory"),
                "crm_http.standalone:from_environment",
                *("--fd", str(listening.fileno()), "--log-level", "warning"),
                *("--no-access-log", "--http", "httptools", "--no-server-header"),
            ],
            env=environment,
            pass_fds=[listening.fileno()],
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            await_life(process, address)
            yield process, address
        finally:
            process.terminate()
            process.wait(10)


def await_life(process: subprocess.Popen, address: str) -> None:
    """
    The socket is open already, so a request waits until it is answered; one to a
    process that ended would wait for ever.
    """
    end = monotonic() + 60
    while True:
        assert process.poll() is None, "the server ended"
        try:
            answer = httpx.get(f"{address}/health/live", timeout=5)
        except httpx.TimeoutException:
            assert monotonic() < end, "the server does not answer"
        else:
            assert 200 == answer.status_code
            return
