"""
What access asks of storage and of the post.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..shared import UserId, Work
from .model import Organization, Role, User


class Users(Protocol):
    """
    The people of the organization at work.
    """

    def get(self, id: UserId, /) -> User:
        """
        Raises:
            NotFound: No such person in this organization.
        """
        ...

    def all(self) -> list[User]: ...

    def find_by_email(self, email: str, /) -> User | None: ...

    def save(self, user: User, /) -> None:
        """
        Store the person as they are now, whether known before or not.
        """
        ...


class Roles(Protocol):
    """
    The roles of the organization at work, the default ones included.
    """

    def all(self) -> Mapping[str, Role]: ...

    def save(self, role: Role, /) -> None: ...


class Organizations(Protocol):
    """
    The organization at work.
    """

    def get(self) -> Organization: ...

    def save(self, organization: Organization, /) -> None: ...


class SignInLinks(Protocol):
    """
    One-time codes that let a person in.
    """

    def create(self, user_id: UserId, /, *, expires_at: datetime) -> str:
        """
        A code that only its receiver knows; storage keeps its digest.
        """
        ...

    def redeem(self, code: str, /) -> User:
        """
        The person whom *code* lets in, this once.

        Raises:
            NotFound: Unknown, used or expired.
        """
        ...


@frozen(kw_only=True)
class Mail:
    """
    A plain-text mail; *message_id* is stable, so that a repeat is recognised.
    """

    to: str
    subject: str
    text: str
    message_id: str


class Mailer(Protocol):
    """
    Hands a mail to the post.
    """

    def send(self, mail: Mail, /) -> None: ...


class AccessWork(Work, Protocol):
    """
    What the use cases of access need.
    """

    @property
    def users(self) -> Users: ...

    @property
    def roles(self) -> Roles: ...

    @property
    def organizations(self) -> Organizations: ...

    @property
    def sign_in_links(self) -> SignInLinks: ...
