"""
Mailboxes on servers that speak IMAP.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from time import monotonic, sleep
from typing import Any

from attrs import Factory, frozen
from imapclient import IMAPClient, exceptions
from imapclient.imapclient import SENT
from imapclient.response_types import SearchIds

from crm_core.mailboxes import (
    Fetched,
    FolderMissing,
    MailboxRefused,
    MailboxUnreachable,
    MailServer,
    OpenMailbox,
    Position,
    Security,
    SignIn,
)
from crm_core.shared import clean_text

from ..outside import Outside
from .connecting import Client, Line

LARGEST_MESSAGE = 50 * 2**20
TOGETHER = 4 * 2**20
"""
So many bytes of messages are asked for at once, unless one alone is larger.
"""
LONGEST_IDLE = 28 * 60
"""
Servers may hang up after half an hour (RFC 2177).
"""
LOOK = 1.0
"""
Seconds after which is asked whether to end.
"""
_BROKEN = (OSError, EOFError, exceptions.IMAPClientError)
_NOT_SELECTABLE = b"\\noselect"


@frozen
class ImapServers:
    """
    Signs in to mail servers by IMAP; safe to share by threads.

    Args:
        timeout: Seconds to wait for the server at any point.
        outside: Which hosts may be connected to.
        largest: Bytes of the largest message that is fetched.
        context: What certificates are trusted; the system's by default.
    """

    timeout: float = 30
    outside: Outside = Factory(Outside)
    largest: int = LARGEST_MESSAGE
    context: ssl.SSLContext | None = None

    @contextmanager
    def open(self, server: MailServer, /) -> Iterator[OpenMailbox]:
        """
        Sign in, and out again at the end.

        Raises:
            MailboxRefused: It refuses the user, the secret or how it is offered.
            MailboxUnreachable: No answer, no such host, or no encryption to be had.
        """
        client = self._connected(server)
        try:
            _sign_in(client, server)
            yield _SignedIn(client, self.largest)
        finally:
            with suppress(*_BROKEN):
                client.logout()
            with suppress(*_BROKEN):
                client.shutdown()

    def _connected(self, server: MailServer) -> IMAPClient:
        context = self.context or ssl.create_default_context()
        tls = server.security is Security.TLS
        line = Line(outside=self.outside, timeout=self.timeout, largest=self.largest)
        try:
            client = Client(line, server.host, server.port, context if tls else None)
        except _BROKEN as broken:
            raise _unreachable(server.host, broken) from broken
        client.normalise_times = False  # moments keep their offset
        if server.security is Security.STARTTLS:
            try:
                client.starttls(context)
            except _BROKEN as broken:
                # Never without encryption: the server's word for having none may be
                # that of somebody between.
                with suppress(*_BROKEN):
                    client.shutdown()
                raise _unreachable(server.host, broken) from broken
        return client


@frozen
class _SignedIn:
    """
    A connection that is signed in. The server numbers its messages upwards, so that
    whatever comes later has a higher UID.
    """

    client: IMAPClient
    largest: int

    def folders(self) -> list[str]:
        with _told():
            return [
                name
                for flags, _, name in self.client.list_folders()
                if _NOT_SELECTABLE not in {flag.lower() for flag in flags}
            ]

    def sent_folder(self) -> str | None:
        with _told():
            found: str | None = self.client.find_special_folder(SENT)
            return found

    def new(
        self, folder: str, /, *, after: Position | None, since: date | None, most: int
    ) -> Iterator[Fetched]:
        with _told():
            validity = self._selected(folder)
            known = after.uid if after and after.validity == validity else 0
            uids = self._uids(known, since)[:most]
            sizes = self._sizes(uids)
        for together in _batches(uids, sizes, largest=self.largest):
            with _told():
                found = self._fetched(together, sizes, validity)
            yield from found

    def wait(
        self, folder: str, /, *, seconds: float, ending: Callable[[], bool]
    ) -> bool:
        until = monotonic() + min(seconds, LONGEST_IDLE)
        with _told():
            if not self.client.has_capability("IDLE"):
                while (left := until - monotonic()) > 0 and not ending():
                    sleep(min(left, LOOK))
                return False
            self._selected(folder)
            self.client.idle()
            try:
                while (left := until - monotonic()) > 0 and not ending():
                    said = self.client.idle_check(min(left, LOOK))
                    if any(map(_arrival, said)):
                        return True
                return False
            finally:
                self.client.idle_done()

    def _selected(self, folder: str) -> int:
        if not self.client.folder_exists(folder):
            raise FolderMissing(folder=folder)
        chosen = self.client.select_folder(folder, readonly=True)
        return int(chosen[b"UIDVALIDITY"])

    def _uids(self, known: int, since: date | None) -> list[int]:
        # "n:*" names the last message even when its number is below n.
        criteria: list[object] = ["UID", f"{known + 1}:*"]
        if not known and since is not None:
            criteria += ["SINCE", since]
        found: SearchIds = self.client.search(criteria)
        return sorted({int(uid) for uid in found if uid > known})

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        if not uids:
            return {}
        said = self.client.fetch(uids, ["RFC822.SIZE"])
        return {uid: int(each[b"RFC822.SIZE"]) for uid, each in said.items()}

    def _fetched(
        self, uids: list[int], sizes: Mapping[int, int], validity: int
    ) -> list[Fetched]:
        small = [uid for uid in uids if sizes[uid] <= self.largest]
        said: Mapping[int, Mapping[bytes, Any]] = {}
        if small:
            said = self.client.fetch(small, ["INTERNALDATE", "BODY.PEEK[]"])
        return [
            Fetched(
                position=Position(validity, uid),
                size=sizes[uid],
                arrived_at=_moment(said.get(uid, {}).get(b"INTERNALDATE")),
                raw=said[uid][b"BODY[]"] if uid in said else None,
            )
            for uid in uids
            if uid in said or sizes[uid] > self.largest  # else it was deleted meanwhile
        ]


def _sign_in(client: IMAPClient, server: MailServer) -> None:
    try:
        if server.sign_in is SignIn.PASSWORD:
            client.login(server.user, server.secret)
        elif client.has_capability("AUTH=XOAUTH2"):
            client.oauth2_login(server.user, server.secret)
        elif client.has_capability("AUTH=OAUTHBEARER"):
            client.oauthbearer_login(server.user, server.secret)
        else:
            said = f"{server.host} takes no access tokens."
            raise MailboxRefused(said, host=server.host)
    except exceptions.LoginError as refused:
        raise MailboxRefused(
            f"{server.host} refuses the sign-in: {_words(refused)}", host=server.host
        ) from refused
    except _BROKEN as broken:
        raise _unreachable(server.host, broken) from broken


def _batches(
    uids: list[int], sizes: Mapping[int, int], *, largest: int
) -> Iterator[list[int]]:
    """
    Messages to be fetched together; those that are gone by now are left out.
    """
    batch: list[int] = []
    bytes_so_far = 0
    for uid in uids:
        if uid not in sizes:
            continue
        size = sizes[uid] if sizes[uid] <= largest else 0
        if batch and bytes_so_far + size > TOGETHER:
            yield batch
            batch, bytes_so_far = [], 0
        batch.append(uid)
        bytes_so_far += size
    if batch:
        yield batch


@contextmanager
def _told() -> Iterator[None]:
    """
    What goes wrong with the connection, in our words.
    """
    try:
        yield
    except _BROKEN as broken:
        raise MailboxUnreachable(
            f"The mail server breaks off: {_words(broken)}"
        ) from broken


def _unreachable(host: str, broken: Exception) -> MailboxUnreachable:
    said = f"{host} cannot be reached: {_words(broken)}"
    return MailboxUnreachable(said, host=host)


def _words(error: Exception) -> str:
    """
    What the server or the system said, fit to be shown.
    """
    args = error.args[0] if error.args else type(error).__name__
    said = args.decode("utf-8", "replace") if isinstance(args, bytes) else str(error)
    readable = "".join(c if c.isprintable() else " " for c in said)
    return clean_text(readable[:300], longest=300) or type(error).__name__


def _moment(said: object) -> datetime | None:
    return said.astimezone(UTC) if isinstance(said, datetime) else None


def _arrival(said: object) -> bool:
    return (
        isinstance(said, tuple) and len(said) > 1 and said[1] in {b"EXISTS", b"RECENT"}
    )
