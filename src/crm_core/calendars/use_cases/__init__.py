"""
What people and calendar programs do with calendars.
"""

from .answering import take_calendar_answer, take_received_calendar
from .connecting import (
    add_connection,
    list_connections,
    remove_connection,
    renew_password,
    request_sync,
)
from .feeding import (
    open_calendar_feed,
    read_calendar_feed,
    revoke_calendar_feed,
    show_calendar_feed,
)
from .inviting import (
    NobodyInvited,
    NothingToInviteTo,
    cancel_meeting,
    invite_participants,
)
from .syncing import (
    begin_sync,
    drop_object,
    end_sync,
    note_found,
    note_pulled,
    note_sync_failure,
    note_written,
    outgoing,
    put_back,
    take_object,
)

__all__ = [
    "NobodyInvited",
    "NothingToInviteTo",
    "add_connection",
    "begin_sync",
    "cancel_meeting",
    "drop_object",
    "end_sync",
    "invite_participants",
    "list_connections",
    "note_found",
    "note_pulled",
    "note_sync_failure",
    "note_written",
    "open_calendar_feed",
    "outgoing",
    "put_back",
    "read_calendar_feed",
    "remove_connection",
    "renew_password",
    "request_sync",
    "revoke_calendar_feed",
    "show_calendar_feed",
    "take_calendar_answer",
    "take_object",
    "take_received_calendar",
]
