"""
What people do with activities.
"""

from .doing import (
    cancel_activities,
    cancel_activity,
    complete_activities,
    complete_activity,
    reopen_activity,
)
from .editing import edit_activity, series_to_spread, show_series, spread_series
from .planning import (
    assign_activities,
    assign_activity,
    reschedule_activities,
    reschedule_activity,
    snooze_activity,
)
from .quick_adding import Candidate, QuickAdded, quick_add
from .records import (
    add_activity,
    archive_activity,
    edit_activities,
    get_activity,
    list_activities,
    purge_activity,
    restore_activity,
    show_activity,
)
from .reminding import (
    count_unseen,
    list_notifications,
    mark_seen,
    note_mailed,
    reminder_to_mail,
    tell_due,
)
from .reporting import (
    list_neglected,
    report_activities,
    report_responses,
    show_agenda,
)

__all__ = [
    "Candidate",
    "QuickAdded",
    "add_activity",
    "archive_activity",
    "assign_activities",
    "assign_activity",
    "cancel_activities",
    "cancel_activity",
    "complete_activities",
    "complete_activity",
    "count_unseen",
    "edit_activities",
    "edit_activity",
    "get_activity",
    "list_activities",
    "list_neglected",
    "list_notifications",
    "mark_seen",
    "note_mailed",
    "purge_activity",
    "quick_add",
    "reminder_to_mail",
    "reopen_activity",
    "report_activities",
    "report_responses",
    "reschedule_activities",
    "reschedule_activity",
    "restore_activity",
    "series_to_spread",
    "show_activity",
    "show_agenda",
    "show_series",
    "snooze_activity",
    "spread_series",
    "tell_due",
]
