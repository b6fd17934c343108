"""
Mailboxes and the servers that they are on: read, watched, tried, handed messages.
"""

from .arriving import take_message, try_set_aside
from .checking import MailboxCheck, check_mailbox
from .reading import Reading, Synced, reading_actor
from .visits import sync_mailbox, watch_mailbox

__all__ = [
    "MailboxCheck",
    "Reading",
    "Synced",
    "check_mailbox",
    "reading_actor",
    "sync_mailbox",
    "take_message",
    "try_set_aside",
    "watch_mailbox",
]
