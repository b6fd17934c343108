"""
How the product is set up here, and how its command is run.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import IO, NamedTuple
from uuid import UUID

from crm_adapters.tokens import issue

ROOT = Path(__file__).parent.parent
CRM = [sys.executable, "-c", "from crm_cli.main import main; main()"]
PARTLY_REFUSED = 3
_SECRET = "a secret for measuring, long enough"
_ISSUER, _AUDIENCE = "https://benchmarks.example", "erp-crm-module"


def environment(url: str) -> dict[str, str]:
    """
    The environment of an installation on the database at *url*.

    Requests are counted as ever, only against a limit that nobody meets.
    """
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "CRM_DATABASE_URL": url,
        "CRM_TOKEN_SECRET": _SECRET,
        "CRM_TOKEN_ISSUER": _ISSUER,
        "CRM_TOKEN_AUDIENCE": _AUDIENCE,
        "CRM_RATE_LIMIT_PER_MINUTE": "1000000000",
    }


def crm(*arguments: str, url: str, folder: Path = ROOT) -> None:
    """
    Run the product's command in *folder*.

    Raises:
        RuntimeError: It refused; with what it said.
    """
    done = subprocess.run(
        [*CRM, *arguments],
        env=environment(url),
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-3000:]
        raise RuntimeError(f"crm {' '.join(arguments)}: {done.returncode}\n{said}")


class Done(NamedTuple):
    """
    What a command took: seconds, and MiB of memory at most.
    """

    seconds: float
    memory: float


def begun(
    *arguments: str, url: str, folder: Path = ROOT, said: IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    """
    The product's command in *folder*, at work; what it says goes to *said*, or is lost.
    """
    return subprocess.Popen(
        [*CRM, *arguments],
        env=environment(url),
        cwd=folder,
        stdout=said or subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )


def crm_measured(*arguments: str, url: str, folder: Path = ROOT) -> Done:
    """
    Run the product's command in *folder*, and measure it. It may refuse some rows: two
    companies of the demo may have one name.

    Raises:
        RuntimeError: It refused; with what it said.
    """
    with TemporaryFile() as said:
        start = perf_counter()
        process = begun(*arguments, url=url, folder=folder, said=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, PARTLY_REFUSED}:
            said.seek(0)
            told = said.read().decode()[-3000:]
            code = process.returncode
            raise RuntimeError(f"crm {' '.join(arguments)}: {code}\n{told}")
    return Done(seconds, used.ru_maxrss / 1024)


def token(*, user_id: UUID, organization_id: UUID) -> str:
    """
    A token of one who may do all.
    """
    return issue(
        _SECRET,
        issuer=_ISSUER,
        audience=_AUDIENCE,
        user_id=user_id,
        organization_id=organization_id,
        roles=["admin"],
        name="A. Colleague",
    )
