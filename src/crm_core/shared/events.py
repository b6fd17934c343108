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
class News:
    """
    That an event has happened: who caused it, where and when, without its values.

    ``kind`` is the event's class name.
    """

    id: UUID
    organization_id: OrganizationId
    user_id: UserId
    at: datetime
    kind: str


@frozen(kw_only=True)
class Envelope(News):
    """
    An event as it was stored; ``position`` grows within an organization.
    """

    position: int
    data: dict[str, object]
