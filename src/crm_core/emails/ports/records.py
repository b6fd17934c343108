"""
Where messages, templates, spared addresses and settings are kept.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol
from uuid import UUID

from ...shared import Page, PageRequest, Repository
from ..model import (
    Email,
    EmailFilter,
    EmailId,
    MailSettings,
    Suppression,
    SuppressionId,
    Template,
    TemplateId,
    Thread,
    Visit,
)


class Emails(Repository[EmailId, Email], Protocol):
    """
    The messages of the organization at work that the actor may see.
    """

    def many(self, ids: Iterable[EmailId], /) -> list[Email]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def page(self, wanted: EmailFilter, request: PageRequest, /) -> Page[Email]:
        """
        Messages, the newest first.
        """
        ...

    def threads(self, wanted: EmailFilter, request: PageRequest, /) -> Page[Thread]:
        """
        Threads by their last message, the newest first.
        """
        ...

    def by_message_id(self, ids: Collection[str], /) -> list[Email]:
        """
        The messages with these Message-IDs, the oldest first; visible or not.
        """
        ...

    def queue(self, message_id: str, /) -> None:
        """
        Who else takes in a message of this Message-ID waits until this transaction
        has ended.
        """
        ...

    def of_person(
        self, records: Collection[UUID], keys: Collection[str], /
    ) -> list[EmailId]:
        """
        The messages about these records or with these addresses, visible or not.
        """
        ...


class Templates(Repository[TemplateId, Template], Protocol):
    """
    The templates of the organization at work.
    """

    def all(self, *, archived: bool = False) -> list[Template]:
        """
        By name; those in the archive instead if wanted.
        """
        ...


class Suppressions(Repository[SuppressionId, Suppression], Protocol):
    """
    The addresses that the organization at work spares.
    """

    def page(self, request: PageRequest, /) -> Page[Suppression]:
        """
        The newest first.
        """
        ...

    def of(self, keys: Collection[str], /) -> Mapping[str, Suppression]:
        """
        Those of some addresses, by e-mail key.
        """
        ...


class MailSettingsStore(Protocol):
    """
    How the organization at work sends mail.
    """

    def get(self) -> MailSettings:
        """
        The usual settings where the organization has none of its own.
        """
        ...

    def save(self, settings: MailSettings, /) -> None: ...

    def secret(self) -> bytes:
        """
        What signs the links in its mails; made when it is first asked for.
        """
        ...

    def known_secret(self) -> bytes | None:
        """
        The same, if it was ever made.
        """
        ...


class Visits(Protocol):
    """
    What recipients did with messages.
    """

    def add(self, visit: Visit, /) -> None: ...

    def of(self, email_id: EmailId, /) -> list[Visit]:
        """
        Those of one message, the oldest first, at most 1,000.
        """
        ...
