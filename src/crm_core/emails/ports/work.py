"""
The unit of work of messages.
"""

from typing import Protocol

from ...access import AccessWork
from ...files import FileWork
from ...leads import LeadWork
from .outbox import Deliveries
from .records import Emails, MailSettingsStore, Suppressions, Templates, Visits
from .world import Stationery


class EmailWork(LeadWork, FileWork, AccessWork, Protocol):
    """
    What the use cases of messages need.
    """

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def email_templates(self) -> Templates: ...

    @property
    def email_visits(self) -> Visits: ...

    @property
    def emails(self) -> Emails: ...

    @property
    def mail_settings(self) -> MailSettingsStore: ...

    @property
    def stationery(self) -> Stationery: ...

    @property
    def suppressions(self) -> Suppressions: ...
