"""
Which use case answers which event, each in a job of its own.
"""

from .access import UserInvited
from .duplicates import ScanRequested
from .forms import ConfirmationWanted
from .leads import ScoringChanged, TrainingRequested
from .shared import Event
from .transfers import ImportQueued

REACTIONS: dict[type[Event], tuple[str, ...]] = {
    ConfirmationWanted: ("send_confirmation",),
    ImportQueued: ("run_import",),
    ScanRequested: ("scan_duplicates",),
    ScoringChanged: ("rescore_leads",),
    TrainingRequested: ("train_scoring",),
    UserInvited: ("send_invitation",),
}
"""
The names of the jobs that an event defers, in the transaction that caused it.
"""
