"""
Which use case answers which event, each in a job of its own.
"""

from .access import UserInvited
from .shared import Event

REACTIONS: dict[type[Event], tuple[str, ...]] = {
    UserInvited: ("send_invitation",),
}
"""
The names of the jobs that an event defers, in the transaction that caused it.
"""
