"""
A Radicale of the test's own, on a free port of this machine.
"""

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from attrs import frozen

USER, PASSWORD = "ada", "correct-horse"
SLOW = 20


@frozen
class Radicale:
    """
    The server and a calendar in it, with another hand on it than ours.
    """

    url: str
    folder: Path

    @property
    def calendar(self) -> str:
        return f"{self.url}/{USER}/work/"

    def ask(self, method: str, path: str, body: str = "", **headers: str):
        """
        What the server answers to somebody else's program.
        """
        place = path if path.startswith("http") else f"{self.calendar}{path}"
        return httpx.request(
            method,
            place,
            content=body.encode(),
            headers=headers,
            auth=(USER, PASSWORD),
            trust_env=False,
        )

    def make(self) -> None:
        body = (
            '<?xml version="1.0"?><mkcol xmlns="DAV:"'
            ' xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><resourcetype>'
            "<collection/><c:calendar/></resourcetype><displayname>Work</displayname>"
            "</prop></set></mkcol>"
        )
        assert 201 == self.ask("MKCOL", "", body).status_code

    def put(self, name: str, text: str) -> None:
        answer = self.ask("PUT", name, text, **{"content-type": "text/calendar"})
        assert answer.status_code in (201, 204), answer.text

    def get(self, name: str) -> str:
        answer = self.ask("GET", name)
        assert 200 == answer.status_code
        return answer.text

    def remove(self, name: str) -> None:
        assert self.ask("DELETE", name).status_code in (200, 204)

    @property
    def names(self) -> list[str]:
        folder = self.folder / "collection-root" / USER / "work"
        return sorted(each.name for each in folder.glob("*.ics"))


def start(folder: Path) -> tuple[subprocess.Popen, Radicale]:
    """
    The server once it answers.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    words = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(users),
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "storage-filesystem-folder": str(folder),
        "logging-level": "error",
    }
    flags = [f"--{name}={value}" for name, value in words.items()]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", "", *flags],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    radicale = Radicale(f"http://127.0.0.1:{port}", folder)
    _wait(server, urlsplit(radicale.url).port)
    return server, radicale


def _wait(server: subprocess.Popen, port: int) -> None:
    ends = time.monotonic() + SLOW
    while time.monotonic() < ends:
        assert server.poll() is None, "Radicale ended."
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Radicale does not answer.")
