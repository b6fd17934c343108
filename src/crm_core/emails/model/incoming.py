"""
What becomes of a message that came: what it is known by, and whether it was here before.
"""

from datetime import datetime
from typing import Final

from attrs import frozen

from ...shared import UserId
from .email import Email, MailboxId, address_key
from .reading import ReadMessage

_NAMELESS: Final = "sha256.invalid"


@frozen(kw_only=True)
class Arrival:
    """
    How a message came.

    Args:
        raw_key: Under which it is stored as it came.
        at: When it came; now, where nobody says.
        mailbox_id: The mailbox that it lay in.
        owner: Whose mailbox that is.
        own: The addresses that reach the mailbox: they are nobody else's.
        outgoing: It was written by the *owner* elsewhere: it lay among what was sent.
    """

    raw_key: str | None = None
    at: datetime | None = None
    mailbox_id: MailboxId | None = None
    owner: UserId | None = None
    own: frozenset[str] = frozenset()
    outgoing: bool = False


@frozen(kw_only=True)
class Received:
    """
    What became of it: the message as it is kept, and whether it is *new*.
    """

    email: Email
    new: bool


def bare(message_id: str) -> str:
    """
    A Message-ID as it is kept: without its angle brackets.
    """
    return message_id.strip().removeprefix("<").removesuffix(">").strip()


def identity(read: ReadMessage) -> str:
    """
    The Message-ID, or what stands for it: made of the content where there is none.
    """
    return bare(read.message_id or "") or f"{read.digest}@{_NAMELESS}"


def is_same(known: Email, read: ReadMessage) -> bool:
    """
    Whether *read* is the message *known*, come on another way: strangers may use one
    Message-ID twice, so what it says counts.
    """
    sender = read.sender.address if read.sender else ""
    return (
        address_key(known.sender.address) == address_key(sender)
        and known.subject == read.subject
        and known.text == read.text
        and known.html == read.html_safe
    )


def took_part(email: Email, address: str) -> bool:
    """
    Whether *address* wrote or got a message.
    """
    known = (email.sender.address, *(each.address for each in email.recipients))
    return address_key(address) in {address_key(each) for each in known if each}
