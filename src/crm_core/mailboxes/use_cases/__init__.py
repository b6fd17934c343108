"""
What people do with mailboxes, and what reading them does.
"""

from .reading import (
    Plan,
    due_mailboxes,
    note_failure,
    note_success,
    plan_check,
    plan_reading,
    put_aside,
    take_in,
)
from .records import (
    add_mailbox,
    edit_mailbox,
    list_mailboxes,
    mailbox_status,
    remove_mailbox,
    request_reading,
    show_mailbox,
)
from .setting_aside import (
    StillRefused,
    drop_set_aside,
    list_set_aside,
    retry_set_aside,
    show_set_aside,
)

__all__ = [
    "Plan",
    "StillRefused",
    "add_mailbox",
    "drop_set_aside",
    "due_mailboxes",
    "edit_mailbox",
    "list_mailboxes",
    "list_set_aside",
    "mailbox_status",
    "note_failure",
    "note_success",
    "plan_check",
    "plan_reading",
    "put_aside",
    "remove_mailbox",
    "request_reading",
    "retry_set_aside",
    "show_mailbox",
    "show_set_aside",
    "take_in",
]
