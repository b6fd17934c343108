"""
What the CRM announces about calendars.
"""

from attrs import frozen

from ..activities import ActivityId
from ..shared import Event, UserId


@frozen(kw_only=True)
class ParticipantsInvited(Event):
    """
    People were invited to a meeting, or told that it changed.
    """

    activity_id: ActivityId
    people: int


@frozen(kw_only=True)
class InvitationsWithdrawn(Event):
    """
    People were told that a meeting does not take place, or not with them.
    """

    activity_id: ActivityId
    people: int


@frozen(kw_only=True)
class InvitationAnswered(Event):
    """
    Somebody answered an invitation.
    """

    activity_id: ActivityId
    status: str


@frozen(kw_only=True)
class FeedOpened(Event):
    """
    Somebody made a secret address of their calendar.
    """

    user_id: UserId


@frozen(kw_only=True)
class FeedRevoked(Event):
    """
    The secret address of somebody's calendar works no more.
    """

    user_id: UserId


@frozen(kw_only=True)
class CalendarConnected(Event):
    """
    Somebody keeps in step with a calendar on a server.
    """

    user_id: UserId


@frozen(kw_only=True)
class CalendarDisconnected(Event):
    """
    Somebody keeps in step with a calendar on a server no more.
    """

    user_id: UserId


@frozen(kw_only=True)
class CalendarSynced(Event):
    """
    The activities of somebody and a calendar on a server are in step.
    """

    user_id: UserId
