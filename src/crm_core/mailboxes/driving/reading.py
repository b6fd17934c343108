"""
What reading mailboxes takes, who does it, and what it comes to.
"""

from collections.abc import Callable
from typing import Any, Protocol

from attrs import define, frozen

from ...access import operator_of
from ...emails import KeepFile, MailReader
from ...files import Limits
from ...shared import Actor, OrganizationId, Permission, Storage, StoredFile
from ..model import AccessTokens, MailServers

_RIGHTS = (
    Permission.EMAIL_RECEIVE,
    Permission.EMAIL_READ,
    Permission.EMAIL_SEND,
    Permission.FILE_READ,
    Permission.FILE_WRITE,
)


class Run(Protocol):
    """
    Runs a use case for an actor in a transaction of its own, as ``Crm.run`` does.
    """

    def __call__(
        self, actor: Actor, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


@frozen(kw_only=True)
class Reading:
    """
    What reading a mailbox takes: servers, whoever gives access tokens, what reads raw
    messages, and where contents are kept.
    """

    servers: MailServers
    tokens: AccessTokens | None
    reader: MailReader
    storage: Storage
    limits: Limits | None = None


@define
class Synced:
    """
    What one round came to: messages *taken* in, of these *known* before, and those set
    *aside*. *reason* is why it did not come to its end.
    """

    taken: int = 0
    known: int = 0
    aside: int = 0
    reason: str | None = None


def reading_actor(organization_id: OrganizationId, source: str = "worker") -> Actor:
    """
    Who takes in messages: the organization's operator, with no more rights than that
    needs.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=frozenset(_RIGHTS),
        name="Operator",
        source=source,
    )


def keeping(storage: Storage, organization_id: OrganizationId) -> KeepFile:
    """
    Stores contents of an organization.
    """

    def keep(content: bytes, /) -> StoredFile:
        return storage.put(organization_id, [content])

    return keep
