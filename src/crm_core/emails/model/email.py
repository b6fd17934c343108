"""
A message as the CRM keeps it, sent or received, and the thread it belongs to.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from attrs import asdict, evolve, frozen

from ...contacts import ContactId
from ...files import FileId
from ...shared import (
    About,
    FieldError,
    Flag,
    Invalid,
    RecordRef,
    UserId,
    clean_email,
    clean_text,
    email_key,
    read_id,
)
from .reading import Correspondent, MessageKind

EmailId = NewType("EmailId", UUID)
ThreadId = NewType("ThreadId", UUID)
MailboxId = NewType("MailboxId", UUID)
TemplateId = NewType("TemplateId", UUID)
CampaignId = NewType("CampaignId", UUID)


_HIDDEN = frozenset({"links", "raw_key"})


class Direction(StrEnum):
    """
    Whether we wrote it or received it.
    """

    OUT = "out"
    IN = "in"


class EmailState(StrEnum):
    """
    How far a message is; of one to several people, what is least settled.
    """

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RECEIVED = "received"


@frozen(kw_only=True)
class Recipient:
    """
    To whom a message goes: *field* is ``to``, ``cc`` or ``bcc``.
    """

    address: str
    name: str = ""
    field: str = "to"
    contact_id: ContactId | None = None


@frozen(kw_only=True)
class Email:
    """
    One message.

    Args:
        kind: What it is to its reader; what we write is always a ``message``.
        message_id: Without angle brackets. Ours cannot be guessed, so that who names
            one has seen the message.
        new_text: Of a received one, what its sender added to what is quoted.
        calendar: The calendar that goes along (RFC 6047), with the *calendar_method*.
        links: The addresses that signed links of a tracked message lead to.
        attachments: The files that belong to it.
        raw_key: The key of the stored message as it came.
        remarks: What was noticed when it was taken in.
        assigned_to: Whose message it is; it is visible as other records are.
    """

    id: EmailId
    direction: Direction
    kind: MessageKind = MessageKind.MESSAGE
    state: EmailState
    thread_id: ThreadId
    mailbox_id: MailboxId | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    sender: Correspondent
    reply_to: Correspondent | None = None
    recipients: tuple[Recipient, ...] = ()
    subject: str = ""
    text: str = ""
    html: str | None = None
    new_text: str | None = None
    about: tuple[RecordRef, ...] = ()
    attachments: tuple[FileId, ...] = ()
    calendar: str | None = None
    calendar_method: str | None = None
    template_id: TemplateId | None = None
    campaign_id: CampaignId | None = None
    tracked: bool = False
    links: tuple[str, ...] = ()
    raw_key: str | None = None
    remarks: tuple[str, ...] = ()
    queued_at: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    assigned_to: UserId | None = None
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def at(self) -> datetime:
        """
        The moment that timelines and threads show it at.
        """
        return self.sent_at or self.received_at or self.queued_at or self.created_at

    @property
    def open(self) -> bool:
        """
        Whether it waits to be sent.
        """
        return self.state in {EmailState.QUEUED, EmailState.SENDING}

    @property
    def public(self) -> dict[str, object]:
        """
        Its members as people are shown them.
        """
        members = asdict(self, recurse=False)
        return {
            name: value for name, value in members.items() if name not in _HIDDEN
        } | {"at": self.at}

    def archived(self, at: datetime) -> "Email":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Email":
        return evolve(self, archived_at=None, updated_at=at)


def address_key(address: str) -> str:
    """
    What two spellings of an address share, also of one that no mail could reach.
    """
    try:
        return email_key(address)
    except Invalid:
        return address.casefold()


def is_address(text: str | None) -> bool:
    """
    Whether mail can be sent there: not every address that was kept is one.
    """
    try:
        clean_email(text or "")
    except Invalid:
        return False
    return True


@frozen(kw_only=True)
class Thread:
    """
    Messages that answer each other: the subject of the first, how many they are, and
    when the last one was.
    """

    id: ThreadId
    subject: str
    messages: int
    last_at: datetime
    last_direction: Direction


_READ_FILTER: Mapping[str, Callable[[str], object]] = {
    "direction": Direction,
    "state": EmailState,
    "kind": MessageKind,
    "about": lambda raw: About().parse([raw])[0],
    "thread_id": read_id,
    "mailbox_id": read_id,
    "campaign_id": read_id,
    "assigned_to": read_id,
    "address": lambda raw: clean_text(raw, longest=254),
    "unmatched": Flag().parse,
    "archived": Flag().parse,
}


@frozen(kw_only=True)
class EmailFilter:
    """
    Which messages a list shows: those that meet all that is said. An *unmatched* one
    is about nothing that we know.
    """

    direction: Direction | None = None
    state: EmailState | None = None
    kind: MessageKind | None = None
    about: RecordRef | None = None
    thread_id: ThreadId | None = None
    mailbox_id: MailboxId | None = None
    campaign_id: CampaignId | None = None
    assigned_to: UserId | None = None
    address: str | None = None
    unmatched: bool = False
    archived: bool = False

    @property
    def told(self) -> Mapping[str, str]:
        """
        What it asks for, as text: two filters that tell the same are one.
        """
        names = (
            "direction",
            "state",
            "kind",
            "about",
            "thread_id",
            "mailbox_id",
            "campaign_id",
            "assigned_to",
            "address",
            "archived",
        )
        said = [(name, getattr(self, name)) for name in names]
        said.append(("unmatched", self.unmatched or None))
        return {name: str(value) for name, value in said if value is not None}


def read_filter(raw: Mapping[str, object]) -> EmailFilter:
    """
    A filter from words; None says nothing.

    Raises:
        Invalid: Naming each word that is wrong or unknown.
    """
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, word in raw.items():
        if name not in _READ_FILTER:
            errors.append(FieldError(name, "unknown", "No such filter."))
        elif word is not None:
            try:
                values[name] = _READ_FILTER[name](word)  # type: ignore[arg-type]
            except Invalid as error:
                errors += error.under(name)
            except ValueError:
                errors.append(FieldError(name, "choice", "There is no such one."))
    if errors:
        raise Invalid(errors=errors)
    return EmailFilter(**values)
