"""
The trail of every write, field history, and undo.
"""

from .checking import check_version
from .model import (
    MOMENTARY,
    Action,
    AlreadyUndone,
    Change,
    ChangeSet,
    ChangeSetId,
    HistoryEntry,
    Image,
    Kept,
    Undone,
    UndoRefused,
    names_in,
    obstacle,
)
from .ports import Changes, ChangeWork, Records
from .redacting import REDACTED, Redaction
from .use_cases import (
    list_change_sets,
    record_history,
    show_change_set,
    undo_change_set,
)

__all__ = [
    "MOMENTARY",
    "REDACTED",
    "Action",
    "AlreadyUndone",
    "Change",
    "ChangeSet",
    "ChangeSetId",
    "ChangeWork",
    "Changes",
    "HistoryEntry",
    "Image",
    "Kept",
    "Records",
    "Redaction",
    "UndoRefused",
    "Undone",
    "check_version",
    "list_change_sets",
    "names_in",
    "obstacle",
    "record_history",
    "show_change_set",
    "undo_change_set",
]
