"""
Schemas and examples of mailboxes.
"""

from collections.abc import Callable
from typing import Any, Final

from crm_core.mailboxes import (
    MAILBOX_FIELDS,
    FolderProgress,
    Mailbox,
    MailboxCheck,
    MailboxState,
    MailboxStatus,
    Position,
    Progress,
    Security,
    SetAside,
    SignIn,
)

from .emails import EMAIL_EXAMPLES
from .examples import USER_ID
from .kinds import UUID, input_schema
from .types import Schema, closed, listed, record_schema, reference

MAILBOX_TYPES: Final[dict[type, str]] = {
    FolderProgress: "MailboxFolder",
    MailboxCheck: "MailboxCheck",
    MailboxState: "MailboxState",
    MailboxStatus: "MailboxStatus",
    Position: "MailboxPosition",
    Progress: "MailboxProgress",
    Security: "MailboxSecurity",
    SignIn: "MailboxSignIn",
}
_THERE: Final[Schema] = {"type": "boolean", "description": "Whether there is one."}


def mailbox_inputs() -> dict[str, Schema]:
    """
    The bodies that mailboxes take.
    """
    needed = "A mailbox has an address, a server, a user and a secret."
    edited = "Members that are left out stay as they are."
    return {
        "NewMailbox": input_schema(MAILBOX_FIELDS, needed),
        "EditedMailbox": input_schema(MAILBOX_FIELDS, edited),
    }


def mailbox_answers(
    named: dict[type, str], page: Callable[[str, str], Schema]
) -> dict[str, Schema]:
    """
    What mailboxes answer.
    """
    whole = record_schema(Mailbox, named)
    sealed = {"sealed", "client_sealed"}
    shown = {n: s for n, s in whole["properties"].items() if n not in sealed}
    aside = record_schema(SetAside, named)
    kept = {n: s for n, s in aside["properties"].items() if n != "raw_key"}
    return {
        "Mailbox": closed(
            whole["description"],
            {**shown, "secret": _THERE, "client_secret": _THERE},
        ),
        "MailboxList": closed("Mailboxes.", {"items": listed(reference("Mailbox"))}),
        "SetAside": closed(aside["description"], {**kept, "kept": {"type": "boolean"}}),
        "SetAsidePage": page("SetAside", "One page of messages that were set aside."),
        "ReceivedEmail": closed(
            "A message, and whether it was not here before.",
            {"email": reference("Email"), "new": {"type": "boolean"}},
        ),
        "CapturedLead": closed(
            "The lead that somebody is.", {"lead_id": UUID, "title": {"type": "string"}}
        ),
    }


_AT: Final = "2026-01-31T09:00:00.000000Z"
_ID: Final = "0199f6a5-6a10-7c80-8090-728394051627"
_NEW: Final[dict[str, Any]] = {
    "name": "Sales",
    "address": "sales@example.com",
    "host": "imap.example.com",
    "port": 993,
    "security": "tls",
    "user": "sales@example.com",
    "sign_in": "password",
    "folders": ["INBOX"],
    "sent": True,
    "since": "2026-01-01",
    "active": True,
}
_MAILBOX: Final[dict[str, Any]] = {
    "id": _ID,
    **_NEW,
    "token_url": None,
    "client_id": None,
    "assigned_to": USER_ID,
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
    "secret": True,
    "client_secret": False,
}
_PROGRESS: Final = {
    "tried_at": _AT,
    "succeeded_at": _AT,
    "failures": 0,
    "reason": None,
    "needs_sign_in": False,
    "due_at": None,
}
_ASIDE: Final = {
    "id": "0199f6a5-7b20-7d90-91a0-839405162738",
    "mailbox_id": _ID,
    "folder": "INBOX",
    "position": {"validity": 1, "uid": 7},
    "size": 60_000_000,
    "reason": "It is too large: 60,000,000 bytes.",
    "at": _AT,
    "outgoing": False,
    "kept": False,
}
MAILBOX_EXAMPLES: Final[dict[str, object]] = {
    "CapturedLead": {
        "lead_id": "0199f6a5-8c30-7ea0-a2b0-940516273849",
        "title": "The engine",
    },
    "EditedMailbox": {"secret": "another password"},
    "Mailbox": _MAILBOX,
    "MailboxCheck": {
        "works": True,
        "reason": None,
        "folders": ["INBOX", "Sent"],
        "sent_folder": "Sent",
        "missing": [],
    },
    "MailboxList": {"items": [_MAILBOX]},
    "MailboxStatus": {
        "mailbox_id": _ID,
        "state": "working",
        "progress": _PROGRESS,
        "folders": [
            {
                "folder": "INBOX",
                "position": {"validity": 1, "uid": 6},
                "read_at": _AT,
                "messages": 6,
            }
        ],
        "set_aside": 1,
    },
    "NewMailbox": {**_NEW, "secret": "correct horse battery staple"},
    "ReceivedEmail": {"email": EMAIL_EXAMPLES["Email"], "new": True},
    "SetAside": _ASIDE,
    "SetAsidePage": {
        "items": [_ASIDE],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 25,
        "next_cursor": None,
    },
}
