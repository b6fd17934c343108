"""
Messages that somebody hands in: piped, posted, or set aside earlier.
"""

from ...access import operator_of
from ...emails import (
    Arrival,
    MailboxId,
    MessageRefused,
    Received,
    receive_email,
)
from ...shared import Actor, Invalid, NotFound, Permission
from ..model import Mailbox, SetAside, SetAsideId
from ..use_cases import retry_set_aside, show_mailbox, show_set_aside
from .reading import Reading, Run, keeping


def take_message(
    run: Run,
    actor: Actor,
    reading: Reading,
    raw: bytes,
    *,
    mailbox_id: MailboxId | None = None,
    outgoing: bool = False,
) -> Received:
    """
    Take in a message that is handed in as it came, as if it lay in that mailbox; else
    it is that of whoever hands it in. It is stored before anything else is done.

    Raises:
        Invalid: It cannot be read as a message.
        NotFound: There is no such mailbox.
    """
    actor.require(Permission.EMAIL_RECEIVE)
    mailbox: Mailbox | None = None
    if mailbox_id is not None:
        mailbox = run(actor, show_mailbox, mailbox_id)
    keep = keeping(reading.storage, actor.organization_id)
    key = keep(raw).key
    read = reading.reader(raw)
    if isinstance(read, MessageRefused):
        raise Invalid.of("message", "unreadable", f"It is no message: {read.reason}")
    arrival = (
        mailbox.arrival(key, None, outgoing=outgoing)
        if mailbox
        else _arrival(actor, key, outgoing=outgoing)
    )
    received: Received = run(
        actor, receive_email, read, arrival, keep, limits=reading.limits
    )
    return received


def _arrival(actor: Actor, key: str, *, outgoing: bool) -> Arrival:
    somebody = actor.user_id != operator_of(actor.organization_id)
    return Arrival(
        raw_key=key,
        owner=actor.user_id if somebody else None,
        own=frozenset({actor.email} if somebody and actor.email else ()),
        outgoing=outgoing,
    )


def try_set_aside(
    run: Run, actor: Actor, reading: Reading, set_aside_id: SetAsideId
) -> Received:
    """
    Read a message that was set aside once more, and take it in.

    Raises:
        StillRefused: It cannot be, as before.
        NotFound: There is none, or it was too large to be kept.
    """
    message: SetAside = run(actor, show_set_aside, set_aside_id)
    if message.raw_key is None:
        raise NotFound("It was too large: it is on the mail server alone.")
    with reading.storage.open(actor.organization_id, message.raw_key) as file:
        read = reading.reader(file.read())
    received: Received = run(
        actor,
        retry_set_aside,
        set_aside_id,
        read,
        keeping(reading.storage, actor.organization_id),
        limits=reading.limits,
    )
    return received
