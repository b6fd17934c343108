"""
Who asks: from the headers of a request to an actor the CRM believes.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol, runtime_checkable

from attrs import evolve, frozen

from crm_adapters.tokens import Claims, TokenRefused, TokenVerifier
from crm_core import Crm, CrmWork
from crm_core.access import (
    Role,
    User,
    actor_with,
    list_roles,
    list_users,
    save_user,
)
from crm_core.shared import (
    Actor,
    Conflict,
    Forbidden,
    OrganizationId,
    Permission,
    UserId,
)

from .bearer import bearer_token
from .problems import Refused

Headers = Iterable[tuple[bytes, bytes]]
Authenticate = Callable[[Headers], Actor]

WINDOW: Final = 5.0
"""
Seconds after which a change of roles, or of who is active, is noticed at the latest.
"""

MOST_ACTORS: Final = 10_000
_DOORKEEPING: Final = frozenset(
    {Permission.ORGANIZATION_READ, Permission.USER_READ, Permission.USER_WRITE}
)
_CHALLENGE: Final = (b"www-authenticate", b'Bearer realm="crm"')


@runtime_checkable
class Authenticator(Protocol):
    """
    Knows people by the headers of their requests.
    """

    def recall(self, headers: Headers, /) -> Actor | None:
        """
        The actor, if that can be said at once, without waiting for anything.

        Raises:
            Refused: The headers name nobody.
        """
        ...

    def identify(self, headers: Headers, /) -> Actor:
        """
        The actor; this may wait, and so runs in a thread.

        Raises:
            Refused: The headers name nobody.
            Unavailable: That cannot be said right now.
        """
        ...


@frozen
class HostAuthenticator:
    """
    Asks the host's own function, each time, in a thread.

    The function raises any refusal of the CRM for a stranger; the client is then
    told that it is unauthorized.
    """

    authenticate: Authenticate

    def recall(self, _headers: Headers, /) -> Actor | None:
        """
        Nothing is known in advance.
        """
        return None

    def identify(self, headers: Headers, /) -> Actor:
        """
        Ask the host.
        """
        try:
            return self.authenticate(headers)
        except (Forbidden, TokenRefused) as error:
            raise stranger() from error


def stranger() -> Refused:
    """
    The refusal of somebody who did not show a valid token; it does not say why.
    """
    return Refused("unauthorized", None, _CHALLENGE)


@frozen
class _Members:
    """
    What an organization says of its roles and people, for a while.
    """

    roles: Mapping[str, Role]
    users: Mapping[UserId, User]
    until: float


class TokenAuthenticator:
    """
    Believes verified access tokens; what their roles allow, the organization says.

    The organization's roles and people are asked for every five seconds, so that a
    changed role or an ended access counts from then on. A person seen for the first
    time, or with a token newer than what is known of them, is noted.
    """

    def __init__(
        self,
        verifier: TokenVerifier,
        crm: Crm,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._verifier = verifier
        self._crm = crm
        self._clock = clock
        self._members: dict[OrganizationId, _Members] = {}
        self._actors: dict[str, tuple[_Members, Actor]] = {}

    def recall(self, headers: Headers, /) -> Actor | None:
        """
        The actor of a token checked before.
        """
        token = _token(headers)
        claims = self._verifier.recall(token)
        if claims is None:
            return None
        members = self._members.get(claims.organization_id)
        if members is None or members.until <= self._clock():
            return None
        known = self._actors.get(token)
        if known is not None and known[0] is members:
            return known[1]
        if not _is_known(claims, members.users.get(claims.user_id)):
            return None
        return self._remember(token, claims, members)

    def identify(self, headers: Headers, /) -> Actor:
        """
        The actor of any token.
        """
        token = _token(headers)
        try:
            claims = self._verifier.verify(token)
        except TokenRefused as error:
            raise stranger() from error
        members = self._members.get(claims.organization_id)
        if members is None or members.until <= self._clock():
            members = self._ask(claims)
        if not _is_known(claims, members.users.get(claims.user_id)):
            members = self._note(claims)
        return self._remember(token, claims, members)

    def _ask(self, claims: Claims) -> _Members:
        roles, users = self._crm.run(_doorkeeper(claims), _read_members)
        return self._keep(claims.organization_id, roles, users)

    def _note(self, claims: Claims) -> _Members:
        doorkeeper = _doorkeeper(claims)
        try:
            self._crm.run(doorkeeper, _note_person, claims, email=claims.email)
        except Conflict:  # somebody else here has this address
            self._crm.run(doorkeeper, _note_person, claims, email=None)
        return self._ask(claims)

    def _keep(
        self,
        organization_id: OrganizationId,
        roles: Mapping[str, Role],
        users: Iterable[User],
    ) -> _Members:
        until = self._clock() + WINDOW
        members = _Members(roles, {user.id: user for user in users}, until)
        if len(self._members) >= MOST_ACTORS:
            self._members.clear()
        self._members[organization_id] = members
        return members

    def _remember(self, token: str, claims: Claims, members: _Members) -> Actor:
        user = members.users.get(claims.user_id)
        if user is None or not user.active:
            raise stranger()
        actor = actor_with(
            claims.roles,
            members.roles,
            user_id=claims.user_id,
            organization_id=claims.organization_id,
            teams=claims.teams,
            name=claims.name or user.name,
            email=claims.email or user.email,
            source="api",
        )
        if len(self._actors) >= MOST_ACTORS:
            self._actors.clear()
        self._actors[token] = (members, actor)
        return actor


def _token(headers: Headers) -> str:
    try:
        return bearer_token(headers)
    except TokenRefused as error:
        raise stranger() from error


def _doorkeeper(claims: Claims) -> Actor:
    """
    The person, allowed to be noted and to look up what their roles allow.
    """
    return Actor(
        user_id=claims.user_id,
        organization_id=claims.organization_id,
        permissions=_DOORKEEPING,
        teams=frozenset(claims.teams),
        roles=claims.roles,
        name=claims.name,
        email=claims.email,
        source="api",
    )


def _read_members(work: CrmWork) -> tuple[Mapping[str, Role], list[User]]:
    return list_roles(work), list_users(work)


def _is_known(claims: Claims, user: User | None) -> bool:
    """
    Whether the token says nothing of the person that is newer than what is known.
    """
    if user is None:
        return False
    return claims.issued_at <= user.updated_at or (
        user.roles == claims.roles
        and user.teams == claims.teams
        and claims.name in {None, user.name}
        and claims.email in {None, user.email}
    )


def _note_person(work: CrmWork, claims: Claims, *, email: str | None) -> None:
    said = {"name": claims.name, "email": email}
    fields = {name: value for name, value in said.items() if value is not None}
    user = save_user(work, claims.user_id, teams=claims.teams, **fields)
    work.users.save(evolve(user, roles=claims.roles, updated_at=work.now))
