"""
One PostgreSQL server: made, started, stopped.
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs

from crm_adapters.embedded.places import WHEEL, Places

PORT = 5432  # names the socket only: nothing listens on the network
SUPERUSER = "postgres"
START_SECONDS = "60"

SETTINGS = """\
# Written at every start.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
wal_level = minimal
max_wal_senders = 0
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# No personal data in the log: neither statements nor the values they failed on.
log_min_error_statement = panic
log_error_verbosity = terse
"""
FORGETFUL = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class ServerFailed(Exception):
    """
    The embedded PostgreSQL did not start.
    """


@attrs.frozen
class Server:
    """
    A cluster and the programs that work on it. A server that is not durable is for
    tests: it is faster, and a power cut may ruin its data.
    """

    places: Places
    durable: bool = True

    def url(self, database: str) -> str:
        """
        The address of one of its databases.
        """
        sockets = quote(str(self.places.sockets), safe="")
        return f"postgresql://{SUPERUSER}@:{PORT}/{database}?host={sockets}"

    def start(self) -> None:
        """
        Start the server unless it runs, and return once it answers.

        Raises:
            ServerFailed: with what PostgreSQL said.
        """
        if self.running():
            return
        if not self.places.data.exists():
            self._make_cluster()
        self._refuse_other_versions()
        self._configure()
        self.places.log.unlink(missing_ok=True)
        self._run(
            "pg_ctl", "start", "-w", "-t", START_SECONDS, "-l", self.places.log.name
        )

    def stop(self, mode: str | None = None) -> None:
        """
        Stop the server if it runs; sessions are ended, their transactions undone.
        """
        mode = mode or ("fast" if self.durable else "immediate")
        if self.running():
            self._run("pg_ctl", "stop", "-w", "-m", mode)

    def running(self) -> bool:
        """
        Whether a server works on this cluster. A pid file that outlived its server and
        names a stranger (after a power cut, in a restarted container) is removed.
        """
        pid_file = self.places.data / "postmaster.pid"
        if not pid_file.exists():
            return False
        name = Path("/proc", pid_file.read_text().split("\n")[0], "comm")
        if sys.platform == "linux" and not (
            name.exists() and name.read_text().startswith("postgres")
        ):
            pid_file.unlink()
            return False
        status = self._command("pg_ctl", "status")
        return not subprocess.run(
            status, check=False, stdout=subprocess.DEVNULL, **self._surroundings
        ).returncode

    def _make_cluster(self) -> None:
        """
        Under another name first: an interrupted one is never taken for whole.
        """
        unfinished = self.places.base / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._run(
            "initdb",
            "--encoding=UTF8",
            # The library's ctype is for pg_trgm, which does not ask the provider.
            f"--locale={'en_US.UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth=trust",  # the socket's folder is closed to everybody else
            "--no-instructions",
            f"--username={SUPERUSER}",
            *([] if self.durable else ["--no-sync"]),
            data=unfinished.name,
        )
        unfinished.rename(self.places.data)

    def _refuse_other_versions(self) -> None:
        theirs = (self.places.data / "PG_VERSION").read_text().strip()
        ours = version(WHEEL).split(".")[0]
        if theirs != ours:
            raise ServerFailed(
                f"{self.places.data} was made by PostgreSQL {theirs}, and the embedded "
                f"one is {ours}. With '{WHEEL}=={theirs}.*' installed the data can be "
                "used, and dumped to be moved."
            )

    def _configure(self) -> None:
        sockets = str(self.places.sockets).replace("'", "''").replace('"', '""')
        settings = SETTINGS.format(port=PORT, sockets=f'"{sockets}"')
        file = self.places.data / "postgresql.conf"
        file.write_text(settings + ("" if self.durable else FORGETFUL))

    def _command(self, program: str, *args: str, data: str = "data") -> list[str]:
        """
        Files are named from the base: pg_ctl hands them to a shell, in double quotes.
        """
        return [str(self.places.programs / "bin" / program), *args, "-D", data]

    @property
    def _surroundings(self) -> dict[str, Any]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        return {
            "cwd": self.places.base,
            "env": ours | {"LC_ALL": "C"},
            "stdin": subprocess.DEVNULL,
            **self.places.account.identity,
        }

    def _run(self, program: str, *args: str, data: str = "data") -> None:
        command = self._command(program, *args, data=data)
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, **self._surroundings
        )
        if done.returncode:
            log = self.places.log
            said = log.read_text(errors="replace") if log.exists() else ""
            raise ServerFailed(
                f"{program} failed.\n{done.stderr}{said[-2000:]}".strip()
            )
