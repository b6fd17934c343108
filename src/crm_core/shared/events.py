"""
Facts that the CRM announces in the transaction that made them true.
"""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from .actor import OrganizationId, UserId


@frozen(kw_only=True)
class Event:
    """
    Base of all events. Subclasses carry ids and values, never entities.
    """


@frozen(kw_only=True)
class Envelope:
    """
    An event as it was stored: who caused it, where and when.

    ``position`` grows within an organization; ``kind`` is the event's class name.
    """

    id: UUID
    position: int
    organization_id: OrganizationId
    user_id: UserId
    at: datetime
    kind: str
    data: dict[str, object]
