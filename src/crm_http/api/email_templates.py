"""
Templates of messages over HTTP.
"""

from typing import Final

from crm_core.emails import (
    add_template,
    archive_template,
    edit_template,
    list_templates,
    restore_template,
    show_template,
)
from crm_core.shared import Permission

from .record_operations import ROOT
from .small_operations import ARCHIVED, acts, adds, edits, lists, removes, shows
from .small_records import EditedRecords

TEMPLATES: Final = EditedRecords(
    noun="email_template",
    path=f"{ROOT}/email-templates",
    tag="E-mails",
    reads=Permission.EMAIL_READ,
    writes=Permission.EMAIL_ADMIN,
    show=show_template,
    reserved=("template_id", "version"),
)
OPERATIONS: Final = [
    lists(TEMPLATES, list_templates, "Templates of messages by name", ARCHIVED),
    adds(TEMPLATES, add_template, "Add a template of messages"),
    shows(TEMPLATES, "One template, also from the archive"),
    edits(TEMPLATES, edit_template, "Change a template"),
    removes(TEMPLATES, archive_template, "Put a template into the archive", "archive"),
    acts(
        TEMPLATES,
        restore_template,
        "restore_email_template",
        "restore",
        "Bring a template back from the archive",
    ),
]
