"""
Addresses that get no mail, or no mailings.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import frozen

from ...shared import UserId

SuppressionId = NewType("SuppressionId", UUID)


class SuppressionReason(StrEnum):
    """
    Why an address gets no mailings. Who complained, or whose mailbox does not exist,
    gets no other mail either.
    """

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@frozen(kw_only=True)
class Suppression:
    """
    One address and why it is spared; *source* says how we know.
    """

    id: SuppressionId
    address: str
    reason: SuppressionReason
    source: str
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def entirely(self) -> bool:
        """
        Whether it gets no mail at all.
        """
        return self.reason is not SuppressionReason.UNSUBSCRIBED


UNSUBSCRIBE: Mapping[str, str] = {
    "en": "Unsubscribe",
    "de": "Abmelden",
    "fr": "Se désabonner",
    "es": "Darse de baja",
    "it": "Annulla iscrizione",
    "nl": "Afmelden",
    "pt": "Cancelar inscrição",
    "pl": "Wypisz się",
    "sv": "Avregistrera",
    "da": "Afmeld",
}
"""
What the link out of mailings says, by language.
"""
