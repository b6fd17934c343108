"""
What messages ask of storage and of the world.
"""

from .outbox import Deliveries
from .reading import KeepFile, MailReader
from .records import Emails, MailSettingsStore, Suppressions, Templates, Visits
from .work import EmailWork
from .world import Relay, Stationery, Written

__all__ = [
    "Deliveries",
    "EmailWork",
    "Emails",
    "KeepFile",
    "MailReader",
    "MailSettingsStore",
    "Relay",
    "Stationery",
    "Suppressions",
    "Templates",
    "Visits",
    "Written",
]
