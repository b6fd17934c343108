"""
What transfers ask of storage: what contacts and companies do, and who is who.
"""

from typing import Protocol

from ..access import Users
from ..contacts import ContactWork


class TransferWork(ContactWork, Protocol):
    """
    What imports and exports need.
    """

    @property
    def users(self) -> Users: ...
