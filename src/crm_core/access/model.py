"""
Organizations and their people, as far as the CRM needs to know them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve, frozen

from ..shared import (
    Actor,
    Conflict,
    Email,
    Field,
    Fields,
    Flag,
    Invalid,
    OrganizationId,
    Permission,
    TeamId,
    Text,
    TimeZone,
    UserId,
    Visibility,
)


class LastAdmin(Conflict):
    """
    The role admin must keep the permission to change roles.
    """


@frozen(kw_only=True)
class Role:
    """
    What the holders of a role may do, and which records they see.
    """

    name: str
    permissions: frozenset[Permission]
    visibility: Visibility


_READ = frozenset(
    {
        Permission.ACTIVITY_READ,
        Permission.CHANGE_READ,
        Permission.COMPANY_READ,
        Permission.CONTACT_READ,
        Permission.DUPLICATE_READ,
        Permission.EMAIL_READ,
        Permission.FILE_READ,
        Permission.LEAD_READ,
        Permission.MAILBOX_READ,
        Permission.OPPORTUNITY_READ,
        Permission.ORGANIZATION_READ,
        Permission.PIPELINE_READ,
        Permission.USER_READ,
    }
)
_WRITE = _READ | {
    Permission.ACTIVITY_EXPORT,
    Permission.ACTIVITY_WRITE,
    Permission.CHANGE_UNDO,
    Permission.COMPANY_MERGE,
    Permission.COMPANY_WRITE,
    Permission.CONTACT_EXPORT,
    Permission.CONTACT_MERGE,
    Permission.CONTACT_WRITE,
    Permission.DUPLICATE_WRITE,
    Permission.EMAIL_RECEIVE,
    Permission.EMAIL_SEND,
    Permission.FILE_WRITE,
    Permission.FORECAST_SUBMIT,
    Permission.LEAD_CONVERT,
    Permission.LEAD_EXPORT,
    Permission.LEAD_WRITE,
    Permission.MAILBOX_WRITE,
    Permission.OPPORTUNITY_EXPORT,
    Permission.OPPORTUNITY_WRITE,
}
_MANAGE = _WRITE | {
    Permission.ACTIVITY_BULK,
    Permission.ACTIVITY_IMPORT,
    Permission.CHANGE_UNDO_ANY,
    Permission.COMPANY_BULK,
    Permission.COMPANY_EXPORT,
    Permission.COMPANY_IMPORT,
    Permission.CONTACT_BULK,
    Permission.CONTACT_IMPORT,
    Permission.DUPLICATE_SCAN,
    Permission.EMAIL_ADMIN,
    Permission.EMAIL_BULK,
    Permission.FORECAST_ADJUST,
    Permission.GOAL_WRITE,
    Permission.LEAD_BULK,
    Permission.LEAD_IMPORT,
    Permission.OPPORTUNITY_BULK,
    Permission.OPPORTUNITY_IMPORT,
}

DEFAULT_ROLES: Mapping[str, Role] = {
    role.name: role
    for role in (
        Role(name="viewer", permissions=_READ, visibility=Visibility.ALL),
        Role(name="rep", permissions=_WRITE, visibility=Visibility.OWN),
        Role(name="manager", permissions=_MANAGE, visibility=Visibility.TEAM),
        Role(
            name="admin", permissions=frozenset(Permission), visibility=Visibility.ALL
        ),
    )
}
"""
The roles of an organization that has not defined its own.
"""

_WIDTH = (Visibility.OWN, Visibility.TEAM, Visibility.ALL)


def read_role(name: str, *, permissions: Iterable[str], visibility: str) -> Role:
    """
    A role from its parts.

    Raises:
        Invalid: An unknown permission or visibility; admin without role:write.
    """
    unknown = sorted({str(p) for p in permissions} - {p.value for p in Permission})
    if unknown:
        known = ", ".join(Permission)
        raise Invalid.of(
            "permissions", "choice", f"Unknown: {', '.join(unknown)}. Known: {known}."
        )
    if visibility not in {each.value for each in Visibility}:
        raise Invalid.of("visibility", "choice", "Must be own, team or all.")
    role = Role(
        name=name,
        permissions=frozenset(Permission(each) for each in permissions),
        visibility=Visibility(visibility),
    )
    if name == "admin" and Permission.ROLE_WRITE not in role.permissions:
        raise LastAdmin
    return role


def actor_with(
    roles: Iterable[str],
    defined: Mapping[str, Role],
    *,
    user_id: UserId,
    organization_id: OrganizationId,
    teams: Iterable[TeamId] = (),
    name: str | None = None,
    email: str | None = None,
    source: str = "library",
) -> Actor:
    """
    The actor that holds *roles*: their permissions added up, the widest sight.

    A role that nobody defined gives nothing.
    """
    held = [defined[each] for each in roles if each in defined]
    sights = [role.visibility for role in held] or [Visibility.OWN]
    return Actor(
        user_id=user_id,
        organization_id=organization_id,
        permissions=frozenset().union(*(role.permissions for role in held)),
        visibility=max(sights, key=_WIDTH.index),
        teams=frozenset(teams),
        roles=tuple(roles),
        name=name,
        email=email,
        source=source,
    )


@frozen(kw_only=True)
class User:
    """
    A person of the organization, as the auth service or an administrator told.
    """

    id: UserId
    name: str | None = None
    email: str | None = None
    roles: tuple[str, ...] = ()
    teams: tuple[TeamId, ...] = ()
    active: bool = True
    time_zone: str = "UTC"
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "User":
        """
        The user with *values*, which ``USER_FIELDS`` has parsed.
        """
        return evolve(self, **values, updated_at=at)  # type: ignore[arg-type]


USER_FIELDS = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(200)),
        Field(name="email", label="E-mail", kind=Email()),
        Field(name="active", label="Active", kind=Flag()),
        Field(name="time_zone", label="Time zone", kind=TimeZone("UTC")),
    ]
)


USUAL_CURRENCY = "EUR"


@frozen(kw_only=True)
class Organization:
    """
    The organization at work and what it has decided for all its people.
    """

    id: OrganizationId
    name: str
    base_currency: str = USUAL_CURRENCY
    time_zone: str = "UTC"
    created_at: datetime
    updated_at: datetime
    version: int = 1


@frozen(kw_only=True)
class Explanation:
    """
    Why an actor may do something or may not, in sentences.
    """

    permission: Permission
    allowed: bool
    reasons: tuple[str, ...]
