"""
How messages come from a mailbox: where reading stands, and what is new since.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from attrs import field, frozen

from ...shared import Conflict, Unavailable


class MailboxRefused(Conflict):
    """
    The mail server refuses the sign-in; someone has to enter it anew.
    """


class MailboxUnreachable(Unavailable):
    """
    The mail server cannot be reached, or breaks off.
    """


class FolderMissing(Conflict):
    """
    The mailbox has no folder of that name.
    """


class MailboxOff(Conflict):
    """
    The mailbox is switched off: make it active to have it read.
    """


class SomebodyElseReads(Conflict):
    """
    The mailbox is being read by somebody else at this moment.
    """


class Security(StrEnum):
    """
    How the connection is kept from others: TLS from the start, TLS by STARTTLS, or
    not at all, which is for servers on the same machine.
    """

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class SignIn(StrEnum):
    """
    Whether the secret is a password or an OAuth access token.
    """

    PASSWORD = "password"  # noqa: S105 - a word for one
    TOKEN = "token"  # noqa: S105


@frozen(kw_only=True)
class MailServer:
    """
    Where a mailbox is, and what opens it.
    """

    host: str
    port: int
    security: Security = Security.TLS
    user: str
    sign_in: SignIn = SignIn.PASSWORD
    secret: str = field(repr=False)


@frozen
class Position:
    """
    How far a folder has been read: all up to *uid*, as long as the server keeps
    *validity* (RFC 9051, 2.3.1.1).
    """

    validity: int
    uid: int


@frozen(kw_only=True)
class Fetched:
    """
    A message as the server has it; *raw* is None when its *size* is beyond what is
    taken in, and *position* stands behind it.
    """

    position: Position
    size: int
    arrived_at: datetime | None
    raw: bytes | None


class OpenMailbox(Protocol):
    """
    A mailbox that someone is signed in to.
    """

    def folders(self) -> list[str]:
        """
        The names of all folders that hold messages.
        """
        ...

    def sent_folder(self) -> str | None:
        """
        The folder of what was sent, where the server says which that is.
        """
        ...

    def new(
        self, folder: str, /, *, after: Position | None, since: date | None, most: int
    ) -> Iterator[Fetched]:
        """
        The next messages behind *after*, oldest first and at most so many; all since
        that day when nothing was read before, or when the server has numbered its
        messages anew: then their position has another validity than *after*.

        Raises:
            FolderMissing: No such folder.
            MailboxUnreachable: The connection broke; what came so far is whole.
        """
        ...

    def wait(
        self, folder: str, /, *, seconds: float, ending: Callable[[], bool]
    ) -> bool:
        """
        Whether something arrives in *folder* within so many *seconds*, as far as the
        server can tell (IDLE); left off when it is *ending*.
        """
        ...


class MailServers(Protocol):
    """
    Mail servers, as a client of theirs sees them.
    """

    def open(self, server: MailServer, /) -> AbstractContextManager[OpenMailbox]:
        """
        Sign in.

        Raises:
            MailboxRefused: It refuses the user, the secret or how it is offered.
            MailboxUnreachable: No answer, no such host, or no encryption to be had.
        """
        ...
