"""
What mailboxes ask of storage.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..emails import EmailWork, MailboxId
from ..shared import Page, PageRequest, Repository, Seal
from .model import (
    AccessToken,
    FolderProgress,
    Mailbox,
    Position,
    Progress,
    SetAside,
    SetAsideId,
)


class Mailboxes(Repository[MailboxId, Mailbox], Protocol):
    """
    The mailboxes of the organization at work that the actor may see.
    """

    def all(self) -> list[Mailbox]:
        """
        By name.
        """
        ...

    def locked(self, id: MailboxId, /) -> Mailbox:
        """
        The mailbox, which nobody else changes until this transaction has ended.

        Raises:
            NotFound: No such mailbox, or not visible.
        """
        ...


class MailboxProgress(Protocol):
    """
    How reading goes; it is operational and in no history.
    """

    def get(self, id: MailboxId, /) -> Progress: ...

    def keep(self, id: MailboxId, progress: Progress, /) -> None: ...

    def folders(self, id: MailboxId, /) -> list[FolderProgress]:
        """
        By name.
        """
        ...

    def advance(
        self,
        id: MailboxId,
        folder: str,
        /,
        *,
        before: Position | None,
        after: Position,
        at: datetime,
    ) -> None:
        """
        Note that a folder is read up to *after*, one message further.

        Raises:
            SomebodyElseReads: It does not stand at *before*.
        """
        ...

    def forget(self, id: MailboxId, /) -> None:
        """
        Read all folders from their beginning: it is another mailbox now.
        """
        ...

    def due(self, at: datetime, /, *, pause: float) -> Sequence[MailboxId]:
        """
        Active mailboxes that may be tried and were not in the last *pause* seconds.
        """
        ...

    def token(self, id: MailboxId, /) -> AccessToken | None:
        """
        The access token that was given last.
        """
        ...

    def keep_token(self, id: MailboxId, token: AccessToken | None, /) -> None: ...


class SetAsides(Protocol):
    """
    Messages that could not be taken in.
    """

    def add(self, message: SetAside, /) -> None: ...

    def get(self, id: SetAsideId, /) -> SetAside:
        """
        Raises:
            NotFound: There is none.
        """
        ...

    def page(self, id: MailboxId, request: PageRequest, /) -> Page[SetAside]:
        """
        Those of a mailbox, the newest first.
        """
        ...

    def remove(self, id: SetAsideId, /) -> None: ...

    def count(self, id: MailboxId, /) -> int: ...


class MailboxWork(EmailWork, Protocol):
    """
    What the use cases of mailboxes need.
    """

    @property
    def mailbox_progress(self) -> MailboxProgress: ...

    @property
    def mailboxes(self) -> Mailboxes: ...

    @property
    def seal(self) -> Seal: ...

    @property
    def set_asides(self) -> SetAsides: ...
