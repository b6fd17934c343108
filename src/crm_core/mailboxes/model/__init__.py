"""
What a mailbox is, and how it is read.
"""

from .fetching import (
    Fetched,
    FolderMissing,
    MailboxOff,
    MailboxRefused,
    MailboxUnreachable,
    MailServer,
    MailServers,
    OpenMailbox,
    Position,
    Security,
    SignIn,
    SomebodyElseReads,
)
from .mailbox import (
    INBOX,
    MAILBOX_FIELDS,
    SECRETS,
    FolderProgress,
    Mailbox,
    MailboxState,
    MailboxStatus,
    Progress,
    SetAside,
    SetAsideId,
    state_of,
)
from .tokens import AccessToken, AccessTokens

__all__ = [
    "INBOX",
    "MAILBOX_FIELDS",
    "SECRETS",
    "AccessToken",
    "AccessTokens",
    "Fetched",
    "FolderMissing",
    "FolderProgress",
    "MailServer",
    "MailServers",
    "Mailbox",
    "MailboxOff",
    "MailboxRefused",
    "MailboxState",
    "MailboxStatus",
    "MailboxUnreachable",
    "OpenMailbox",
    "Position",
    "Progress",
    "Security",
    "SetAside",
    "SetAsideId",
    "SignIn",
    "SomebodyElseReads",
    "state_of",
]
