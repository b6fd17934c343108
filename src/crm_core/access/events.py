"""
What the CRM announces about people.
"""

from attrs import frozen

from ..shared import Event, UserId


@frozen(kw_only=True)
class UserInvited(Event):
    """
    Someone may sign in from now on and should be told so by mail.
    """

    invited_id: UserId
    email: str
