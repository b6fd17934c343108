"""
Messages that were set aside: listed, tried again, let go.
"""

from ...emails import (
    KeepFile,
    MailboxId,
    MessageRefused,
    ReadMessage,
    Received,
    receive_email,
)
from ...files import Limits
from ...shared import Conflict, Page, PageRequest, Permission, use_case
from ..model import Mailbox, SetAside, SetAsideId
from ..ports import MailboxWork
from ..rules import check_whose


class StillRefused(Conflict):
    """
    The message still cannot be taken in.
    """


@use_case(requires=Permission.MAILBOX_READ)
def list_set_aside(
    work: MailboxWork, mailbox_id: MailboxId, request: PageRequest | None = None
) -> Page[SetAside]:
    """
    The messages of a mailbox that could not be taken in, the newest first.
    """
    mailbox = work.mailboxes.get(mailbox_id)
    return work.set_asides.page(mailbox.id, request or PageRequest())


@use_case(requires=Permission.MAILBOX_WRITE)
def show_set_aside(work: MailboxWork, set_aside_id: SetAsideId) -> SetAside:
    """
    One such message, to whoever may change its mailbox.
    """
    return _own(work, set_aside_id)[0]


@use_case(requires=Permission.MAILBOX_WRITE)
def retry_set_aside(
    work: MailboxWork,
    set_aside_id: SetAsideId,
    read: ReadMessage | MessageRefused,
    keep: KeepFile,
    *,
    limits: Limits | None = None,
) -> Received:
    """
    Take in a message after all, now that it was read anew.

    Raises:
        StillRefused: It is refused as before.
    """
    message, mailbox = _own(work, set_aside_id)
    if isinstance(read, MessageRefused):
        raise StillRefused(f"It still cannot be read: {read.reason}")
    arrival = mailbox.arrival(message.raw_key, message.at, outgoing=message.outgoing)
    received = receive_email(work, read, arrival, keep, limits=limits)
    work.set_asides.remove(message.id)
    return received


@use_case(requires=Permission.MAILBOX_WRITE)
def drop_set_aside(work: MailboxWork, set_aside_id: SetAsideId) -> None:
    """
    Let go of such a message: it stays in the mailbox on its server.
    """
    message, _ = _own(work, set_aside_id)
    work.set_asides.remove(message.id)


def _own(work: MailboxWork, id: SetAsideId) -> tuple[SetAside, Mailbox]:
    """
    The message and its mailbox, which the actor may change.
    """
    message = work.set_asides.get(id)
    mailbox = work.mailboxes.get(message.mailbox_id)
    check_whose(work, mailbox.assigned_to)
    return message, mailbox
