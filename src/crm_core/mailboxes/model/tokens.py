"""
Access tokens of OAuth 2, with which providers let a mailbox be read.
"""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen


@frozen(kw_only=True)
class AccessToken:
    """
    A token that opens a mailbox until it *expires*; *refresh* is the refresh token that
    holds from now on, where the provider gave another one (RFC 6749, 6).
    """

    token: str = field(repr=False)
    expires: datetime
    refresh: str | None = field(default=None, repr=False)


class AccessTokens(Protocol):
    """
    Whoever gives out access tokens.
    """

    def refresh(
        self, url: str, /, *, client_id: str, client_secret: str | None, token: str
    ) -> AccessToken:
        """
        A new access token for a refresh token.

        Raises:
            MailboxRefused: The refresh token is no longer good for one.
            MailboxUnreachable: No answer, or none that says so.
        """
        ...
