"""
What people do with forms, and what forms do with what they are sent.
"""

from .filling import (
    capture_submission,
    confirm_submission,
    count_refusal,
    count_use,
    fail_submission,
    form_of,
    keep_submission,
    link_submission,
)
from .records import (
    add_form,
    archive_form,
    edit_form,
    list_forms,
    renew_form_key,
    restore_form,
    show_form,
    tally_form,
)
from .submissions import list_submissions, retry_submission

__all__ = [
    "add_form",
    "archive_form",
    "capture_submission",
    "confirm_submission",
    "count_refusal",
    "count_use",
    "edit_form",
    "fail_submission",
    "form_of",
    "keep_submission",
    "link_submission",
    "list_forms",
    "list_submissions",
    "renew_form_key",
    "restore_form",
    "retry_submission",
    "show_form",
    "tally_form",
]
