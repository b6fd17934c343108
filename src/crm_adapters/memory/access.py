"""
Organizations, people and roles in memory.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from attrs import evolve, frozen

from crm_core.access import DEFAULT_ROLES, Organization, Role, User
from crm_core.shared import Conflict, NotFound, UserId, email_key

from .context import Context
from .tables import SignInLink


@frozen
class MemoryUsers:
    """
    The people of the organization at work.
    """

    context: Context

    def get(self, id: UserId, /) -> User:
        found = self.context.tables.users.get(id)
        if found is None:
            raise NotFound("No such person in this organization.", id=id)
        return found

    def all(self) -> list[User]:
        users = self.context.tables.users.values()
        return sorted(users, key=lambda user: (user.name is None, user.name, user.id))

    def find_by_email(self, email: str, /) -> User | None:
        key = email_key(email)
        users = self.context.tables.users.values()
        return next((u for u in users if u.email and email_key(u.email) == key), None)

    def save(self, user: User, /) -> None:
        self.context.introduce()
        other = self.find_by_email(user.email) if user.email else None
        if other is not None and other.id != user.id:
            raise Conflict("Another person has this e-mail address.", field="email")
        known = self.context.tables.users.get(user.id)
        version = known.version + 1 if known else 1
        self.context.tables.users[user.id] = evolve(user, version=version)


@frozen
class MemoryRoles:
    """
    The roles of the organization at work: the default ones and its own.
    """

    context: Context

    def all(self) -> Mapping[str, Role]:
        return {**DEFAULT_ROLES, **self.context.tables.roles}

    def save(self, role: Role, /) -> None:
        self.context.tables.roles[role.name] = role


@frozen
class MemoryOrganizations:
    """
    The organization at work.
    """

    context: Context

    def get(self) -> Organization:
        found = self.context.tables.organization
        if found is None:
            raise NotFound("The CRM does not know this organization yet.")
        return found

    def save(self, organization: Organization, /) -> None:
        self.context.introduce()
        version = self.get().version + 1
        self.context.tables.organization = evolve(organization, version=version)


@frozen
class MemorySignInLinks:
    """
    One-time codes, of which only the digest is stored.
    """

    context: Context

    def create(self, user_id: UserId, /, *, expires_at: datetime) -> str:
        code = f"{self.context.actor.organization_id.hex}{token_urlsafe(24)}"
        link = SignInLink(user_id=user_id, expires_at=expires_at)
        self.context.tables.links[_digest(code)] = link
        return code

    def redeem(self, code: str, /) -> User:
        link = self.context.tables.links.get(_digest(code))
        if link is None or link.used_at or link.expires_at <= self.context.now:
            raise NotFound("This link was used before, or has expired.")
        self.context.tables.links[_digest(code)] = evolve(
            link, used_at=self.context.now
        )
        return MemoryUsers(self.context).get(link.user_id)


def _digest(code: str) -> bytes:
    return sha256(code.encode("utf-8", "surrogatepass")).digest()
