"""
The signed links in messages: what each one does is in it, and nobody else can make one.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import IntEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

from attrs import frozen

from ...shared import NotFound, OrganizationId
from .delivery import DeliveryId

_BODY: Final = 35
_MARK: Final = 16
_LONGEST: Final = 100
ABSENT: Final = "This link does not work."


class LinkKind(IntEnum):
    """
    What a link does.
    """

    UNSUBSCRIBE = 1
    OPEN = 2
    CLICK = 3


@frozen
class SignedLink:
    """
    What a link means: whose message to whom, and the *place* of where it leads among
    the links of the message.
    """

    kind: LinkKind
    organization_id: OrganizationId
    delivery_id: DeliveryId
    place: int = 0

    def token(self, secret: bytes) -> str:
        """
        The link's last part, signed with the organization's *secret*.
        """
        body = self._body()
        return urlsafe_b64encode(body + _mark(secret, body)).decode().rstrip("=")

    def check(self, token: str, secret: bytes) -> None:
        """
        Raises:
            NotFound: The token was not signed with *secret*.
        """
        if not hmac.compare_digest(_raw(token)[_BODY:], _mark(secret, self._body())):
            raise NotFound(ABSENT)

    def _body(self) -> bytes:
        head = bytes((self.kind,))
        ids = self.organization_id.bytes + self.delivery_id.bytes
        return head + ids + self.place.to_bytes(2, "big")


def read_link(token: str) -> SignedLink:
    """
    What a token says it means; believe it only after ``check``.

    Raises:
        NotFound: It is none.
    """
    raw = _raw(token)
    try:
        kind = LinkKind(raw[0])
    except ValueError:
        raise NotFound(ABSENT) from None
    return SignedLink(
        kind,
        OrganizationId(UUID(bytes=raw[1:17])),
        DeliveryId(UUID(bytes=raw[17:33])),
        int.from_bytes(raw[33:35], "big"),
    )


def _raw(token: str) -> bytes:
    try:
        if len(token) > _LONGEST:
            raise NotFound(ABSENT)
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        raise NotFound(ABSENT) from None
    if (
        len(raw) != _BODY + _MARK
        or urlsafe_b64encode(raw).decode().rstrip("=") != token
    ):
        raise NotFound(ABSENT)
    return raw


def _mark(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, body, sha256).digest()[:_MARK]
