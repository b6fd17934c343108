"""
Which use case answers which event, each in a job of its own.
"""

from .access import UserInvited
from .activities import ReminderWanted
from .bookings import MeetingBooked
from .duplicates import ScanRequested
from .emails import CalendarReceived, StrangerWrote
from .forms import ConfirmationWanted
from .leads import ScoringChanged, TrainingRequested
from .mailboxes import MailboxNeedsSignIn, ReadingWanted
from .shared import Event
from .transfers import ImportQueued

REACTIONS: dict[type[Event], tuple[str, ...]] = {
    CalendarReceived: ("take_calendar",),
    ConfirmationWanted: ("send_confirmation",),
    ImportQueued: ("run_import",),
    MailboxNeedsSignIn: ("ask_to_sign_in",),
    MeetingBooked: ("capture_booking",),
    ReadingWanted: ("read_mailbox",),
    ReminderWanted: ("send_reminder",),
    ScanRequested: ("scan_duplicates",),
    ScoringChanged: ("rescore_leads",),
    StrangerWrote: ("capture_from_mail",),
    TrainingRequested: ("train_scoring",),
    UserInvited: ("send_invitation",),
}
"""
The names of the jobs that an event defers, in the transaction that caused it.
"""
