"""
Feeds: a user's activities at a secret address, for calendar programs to read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import NewType
from uuid import UUID

from attrs import frozen

from ...shared import NotFound, OrganizationId, UserId

FeedId = NewType("FeedId", UUID)
BACK, AHEAD = timedelta(days=90), timedelta(days=400)
MOST_ACTIVITIES = 5_000
_LENGTH = 16 + 24


class FeedUnknown(NotFound):
    """
    There is no such calendar, or its address was revoked.
    """


@frozen(kw_only=True)
class Feed:
    """
    The feed of a user. Its secret is not kept, only a digest of it.
    """

    id: FeedId
    user_id: UserId
    digest: bytes
    created_at: datetime
    revoked_at: datetime | None = None


@frozen(kw_only=True)
class FeedOpen:
    """
    A feed that was just opened: its *secret* is told this once.
    """

    secret: str
    created_at: datetime


def new_secret(organization_id: OrganizationId) -> str:
    """
    A secret that nobody guesses, and that names the organization it is of.
    """
    return urlsafe_b64encode(organization_id.bytes + token_bytes(24)).decode()[:54]


def organization_of(secret: str) -> OrganizationId:
    """
    The organization that a secret names.

    Raises:
        FeedUnknown: It is none.
    """
    try:
        raw = urlsafe_b64decode(secret.encode("ascii") + b"==")
    except ValueError:
        raise FeedUnknown from None
    if len(secret) != 54 or len(raw) != _LENGTH:
        raise FeedUnknown
    return OrganizationId(UUID(bytes=raw[:16]))


def digest_of(secret: str) -> bytes:
    """
    What is kept of a secret.
    """
    return sha256(secret.encode()).digest()
