"""
What the CRM announces about messages.
"""

from attrs import frozen

from ..shared import Event
from .model import CampaignId, EmailId, EmailState, MessageKind, SuppressionId


@frozen(kw_only=True)
class EmailQueued(Event):
    """
    A message is to be sent.
    """

    email_id: EmailId


@frozen(kw_only=True)
class MailingQueued(Event):
    """
    A message to many, each in one of its own, is to be sent.
    """

    campaign_id: CampaignId
    emails: int


@frozen(kw_only=True)
class EmailSettled(Event):
    """
    A message went out to all its recipients, or will not.
    """

    email_id: EmailId
    state: EmailState


@frozen(kw_only=True)
class EmailReceived(Event):
    """
    A message came in, or was found among those that were sent elsewhere.
    """

    email_id: EmailId
    kind: MessageKind


@frozen(kw_only=True)
class StrangerWrote(Event):
    """
    Somebody whom nobody knows wrote to us, and the organization wants to know them.
    """

    email_id: EmailId


@frozen(kw_only=True)
class CalendarReceived(Event):
    """
    A message came in that invites to a meeting, or answers an invitation.
    """

    email_id: EmailId


@frozen(kw_only=True)
class AddressSuppressed(Event):
    """
    An address gets no mailings any more.
    """

    suppression_id: SuppressionId
