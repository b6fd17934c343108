"""
A relay that does what a test wants at any point of the conversation.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attrs import define, field

Answer = bytes | None | Callable[[], Any]
"""
What is said; None says nothing and hangs up; a function is called, and the usual said.
"""
USUAL: dict[str, bytes] = {
    "banner": b"220 sink",
    "ehlo": b"250-sink\r\n250 SIZE 1000000",
    "mail": b"250 ok",
    "rcpt": b"250 ok",
    "data": b"354 go on",
    "body": b"",
    "dot": b"250 taken",
    "rset": b"250 ok",
    "noop": b"250 ok",
    "quit": b"221 bye",
}


@define(eq=False)
class Sink:
    """
    Keeps what it is given. *says* is asked at each point, with the recipient. With a
    *context* it goes over to TLS after STARTTLS.
    """

    says: Callable[[str, str], Answer] = lambda _point, _recipient: b"250 ok"
    taken: list[tuple[str, bytes]] = field(factory=list)
    asked: list[str] = field(factory=list)
    conversations: int = 0
    context: ssl.SSLContext | None = None
    _socket: socket.socket = field(
        factory=lambda: socket.create_server(("127.0.0.1", 0))
    )

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> "Sink":
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def stop(self) -> None:
        self._socket.close()

    def recipients(self) -> list[str]:
        """
        Who got something, once for each time.
        """
        return [recipient for recipient, _ in self.taken]

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.conversations += 1
                talk = threading.Thread(
                    target=self._talk, args=(connection,), daemon=True
                )
                talk.start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            if self._say(connection, "banner", ""):
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            recipient = ""
            for line in lines:
                word = line[:4].strip().lower().decode()
                self.asked.append(line.decode("utf-8", "replace").strip())
                if word == "rcpt":
                    recipient = line.split(b"<", 1)[1].split(b">", 1)[0].decode()
                if not self._say(connection, word, recipient):
                    return
                if word == "data" and not self._take(connection, lines, recipient):
                    return
                if word == "quit":
                    return
                if word == "star" and self.context is not None:
                    break
            else:
                return
        assert self.context is not None
        with self.context.wrap_socket(connection, server_side=True) as secure:
            self._converse(secure)

    def _take(self, connection: socket.socket, lines: Any, recipient: str) -> bool:
        body = b""
        for line in lines:
            if line == b".\r\n":
                break
            body += line[1:] if line.startswith(b".") else line
            if not self._say(connection, "body", recipient):
                return False
        said = self.says("dot", recipient)
        if said is None or callable(said) or said.startswith(b"250"):
            self.taken.append((recipient, body))
        return self._speak(connection, "dot", said)

    def _say(self, connection: socket.socket, point: str, recipient: str) -> bool:
        return self._speak(connection, point, self.says(point, recipient))

    def _speak(self, connection: socket.socket, point: str, said: Answer) -> bool:
        if said is None:
            return False
        if callable(said):
            said()
            said = USUAL[point]
        text = USUAL.get(point, b"502 what?") if said == b"250 ok" else said
        if text:
            connection.sendall(text + b"\r\n")
        return True


def usual(_point: str, _recipient: str) -> Answer:
    """
    A relay that takes all.
    """
    return b"250 ok"


def at(point: str, *answers: Answer, only: str = "") -> Callable[[str, str], Answer]:
    """
    Give these *answers* at a point, one each time, to *only* one recipient if named;
    afterwards the usual ones.
    """
    left = list(answers)

    def says(here: str, recipient: str) -> Answer:
        if here == point and left and only in {"", recipient}:
            return left.pop(0)
        return b"250 ok"

    return says
