"""
Whose mailboxes somebody may change, and what their secrets are sealed for.
"""

from ..emails import MailboxId
from ..shared import Permission, UserId
from .ports import MailboxWork


def purpose_of(id: MailboxId, name: str) -> str:
    """
    What a sealed secret is for.
    """
    return f"mailbox:{id}:{name}"


def check_whose(work: MailboxWork, owner: UserId | None) -> None:
    """
    Raises:
        Forbidden: The mailbox is another's, or nobody's, and the actor manages none.
    """
    if owner != work.actor.user_id:
        work.actor.require(Permission.MAILBOX_ADMIN)
