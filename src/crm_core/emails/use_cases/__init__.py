"""
What people do with messages, and what the post and the recipients do.
"""

from .capturing import (
    NobodyToCapture,
    capture_sender,
    capture_stranger,
)
from .delivering import PATIENCE, claim_parcels, release_parcels, settle_parcel
from .finding import (
    ShownEmail,
    list_emails,
    list_threads,
    show_email,
    show_outbox,
    show_thread,
)
from .mailing import Mailing, send_to_many
from .receiving import receive_email
from .settings import change_mail_settings, show_mail_settings
from .suppressions import (
    add_suppression,
    list_suppressions,
    note_bounce,
    remove_suppression,
    spared_as,
)
from .templates import (
    add_template,
    archive_template,
    edit_template,
    list_templates,
    restore_template,
    show_template,
)
from .visiting import WayOut, look_at_way_out, note_visit, unsubscribe
from .writing import (
    AlreadySent,
    NothingToRetry,
    archive_email,
    cancel_email,
    edit_email,
    preview_email,
    restore_email,
    retry_email,
    send_draft,
    settle_email,
    write_email,
)

__all__ = [
    "PATIENCE",
    "AlreadySent",
    "Mailing",
    "NobodyToCapture",
    "NothingToRetry",
    "ShownEmail",
    "WayOut",
    "add_suppression",
    "add_template",
    "archive_email",
    "archive_template",
    "cancel_email",
    "capture_sender",
    "capture_stranger",
    "change_mail_settings",
    "claim_parcels",
    "edit_email",
    "edit_template",
    "list_emails",
    "list_suppressions",
    "list_templates",
    "list_threads",
    "look_at_way_out",
    "note_bounce",
    "note_visit",
    "preview_email",
    "receive_email",
    "release_parcels",
    "remove_suppression",
    "restore_email",
    "restore_template",
    "retry_email",
    "send_draft",
    "send_to_many",
    "settle_email",
    "settle_parcel",
    "show_email",
    "show_mail_settings",
    "show_outbox",
    "show_template",
    "show_thread",
    "spared_as",
    "unsubscribe",
    "write_email",
]
