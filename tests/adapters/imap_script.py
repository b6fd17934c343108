"""
A mail server that says what its script says: for what no real one can be made to do.
"""

import re
import socket
from threading import Thread

from attrs import define, field

_COMMAND = re.compile(rb"(\S+) (?:UID )?(\S+)(.*)", re.IGNORECASE)


@define
class ScriptedImap:
    """
    Serves *messages* by UID under a *validity*. *listed* is what a search answers;
    ``cut`` ends the connection in the middle of the first fetch of that UID, *silent*
    answers no fetch at all, *claimed* lies about a size.
    """

    messages: dict[int, bytes]
    validity: int = 1
    listed: list[int] | None = None
    cut: int | None = None
    silent: bool = False
    claimed: int | None = None
    server: socket.socket = field(init=False)
    open: list[socket.socket] = field(factory=list)

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        for each in (self.server, *self.open):
            each.close()

    @property
    def port(self):
        return self.server.getsockname()[1]

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.open.append(connection)
            Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        try:
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
                for line in lines:
                    tag, command, rest = _COMMAND.match(line.strip()).groups()
                    if not self._answer(connection, command.upper(), rest):
                        return
                    if not (self.silent and b"BODY" in rest):
                        connection.sendall(tag + b" OK done\r\n")
        except OSError:
            return

    def _answer(self, connection, command, rest):
        said = {
            b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
            b"LIST": b'* LIST () "/" INBOX\r\n',
            b"SELECT": b"* %d EXISTS\r\n" % len(self.messages) + self._validity,
            b"EXAMINE": b"* %d EXISTS\r\n" % len(self.messages) + self._validity,
            b"SEARCH": b"* SEARCH %s\r\n" % self._found,
            b"LOGOUT": b"* BYE bye\r\n",
        }
        if command == b"FETCH":
            return self._fetch(connection, rest)
        connection.sendall(said.get(command, b""))
        return True

    @property
    def _validity(self):
        return b"* OK [UIDVALIDITY %d] ok\r\n" % self.validity

    @property
    def _found(self):
        uids = self.listed if self.listed is not None else self.messages
        return b" ".join(b"%d" % uid for uid in uids)

    def _fetch(self, connection, rest):
        wanted = [int(each) for each in re.findall(rb"\d+", rest.split(b"(")[0])]
        if b":" in rest.split(b"(")[0]:
            first, last = min(wanted), max(wanted)
            wanted = [uid for uid in self.messages if first <= uid <= last]
        for uid in wanted:
            content = self.messages.get(uid)
            if content is None or (self.silent and b"BODY" in rest):
                continue
            if b"BODY" not in rest:
                shown = b"RFC822.SIZE %d" % len(content)
                connection.sendall(b"* 1 FETCH (UID %d %s)\r\n" % (uid, shown))
                continue
            size = self.claimed or len(content)
            head = b'* 1 FETCH (UID %d INTERNALDATE "01-Jan-2026 10:00:00 +0000"' % uid
            connection.sendall(head + b" BODY[] {%d}\r\n" % size)
            if uid == self.cut:
                self.cut = None
                connection.sendall(content[: len(content) // 2])
                return False
            connection.sendall(content + b")\r\n")
        return True
