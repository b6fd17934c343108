"""
What the CRM announces about mailboxes.
"""

from attrs import frozen

from ..emails import MailboxId
from ..shared import Event


@frozen(kw_only=True)
class MailboxChanged(Event):
    """
    A mailbox is there to be read, or is where it was not before.
    """

    mailbox_id: MailboxId


@frozen(kw_only=True)
class MailboxNeedsSignIn(Event):
    """
    The server of a mailbox refuses the sign-in.
    """

    mailbox_id: MailboxId
    reason: str


@frozen(kw_only=True)
class ReadingWanted(Event):
    """
    Somebody wants a mailbox read now.
    """

    mailbox_id: MailboxId
