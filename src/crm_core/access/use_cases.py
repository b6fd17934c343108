"""
Who may do what, and who is who.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from attrs import evolve

from ..shared import (
    Invalid,
    NotFound,
    OrganizationId,
    Permission,
    TeamId,
    UserId,
    Visibility,
    clean_email,
    clean_text,
    read_zone,
    use_case,
)
from .events import UserInvited
from .model import (
    USER_FIELDS,
    Explanation,
    Organization,
    Role,
    User,
    read_role,
)
from .ports import AccessWork

LINK_LIFETIME = timedelta(hours=24)


@use_case(requires=Permission.ORGANIZATION_READ)
def show_organization(work: AccessWork) -> Organization:
    """
    The organization at work.
    """
    return work.organizations.get()


@use_case(requires=Permission.ORGANIZATION_WRITE)
def rename_organization(work: AccessWork, *, name: str) -> Organization:
    """
    Give the organization another name.
    """
    named = clean_text(name, longest=200)
    if not named:
        raise Invalid.of("name", "required", "An organization needs a name.")
    renamed = evolve(work.organizations.get(), name=named, updated_at=work.now)
    work.organizations.save(renamed)
    return renamed


@use_case(requires=Permission.ORGANIZATION_WRITE)
def set_time_zone(work: AccessWork, *, time_zone: str) -> Organization:
    """
    Say whose clocks the organization goes by, where a person has none of their own.

    Raises:
        Invalid: No such time zone.
    """
    try:
        zone = read_zone(time_zone)
    except Invalid as error:
        raise Invalid(errors=error.under("time_zone")) from None
    moved = evolve(work.organizations.get(), time_zone=zone, updated_at=work.now)
    work.organizations.save(moved)
    return moved


@use_case(requires=Permission.USER_READ)
def list_users(work: AccessWork) -> list[User]:
    """
    The people of the organization, by name.
    """
    return work.users.all()


@use_case(requires=Permission.USER_READ)
def find_user(work: AccessWork, email: str) -> User:
    """
    The person with this e-mail address.

    Raises:
        NotFound: Nobody here has it.
    """
    found = work.users.find_by_email(clean_email(email))
    if found is None:
        raise NotFound(f"Nobody here has the e-mail address {email}.")
    return found


@use_case(requires=Permission.USER_WRITE)
def save_user(
    work: AccessWork,
    /,
    user_id: UserId,
    *,
    roles: Iterable[str] | None = None,
    teams: Iterable[TeamId] | None = None,
    **fields: object,
) -> User:
    """
    Tell the CRM about a person: name, e-mail, roles, teams, time zone, whether active.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = USER_FIELDS.parse(fields)
    if roles is not None:
        values["roles"] = _known_roles(work, roles)
    if teams is not None:
        values["teams"] = tuple(teams)
    try:
        known = work.users.get(user_id)
    except NotFound:
        known = User(id=user_id, created_at=work.now, updated_at=work.now)
    saved = known.edited(values, at=work.now)
    work.users.save(saved)
    return saved


def _known_roles(work: AccessWork, names: Iterable[str]) -> tuple[str, ...]:
    defined = work.roles.all()
    unknown = [name for name in names if name not in defined]
    if unknown:
        message = f"Unknown: {', '.join(unknown)}. Known: {', '.join(defined)}."
        raise Invalid.of("roles", "choice", message)
    return tuple(names)


@use_case(requires=Permission.USER_WRITE)
def invite_user(
    work: AccessWork, *, email: str, name: str, roles: Iterable[str] = ("rep",)
) -> User:
    """
    Let a person in, and send them a mail with a one-time link.
    """
    known = work.users.find_by_email(clean_email(email))
    user_id = known.id if known else UserId(work.new_id())
    user = save_user(work, user_id, email=email, name=name, roles=tuple(roles))
    assert user.email is not None
    work.emit(UserInvited(invited_id=user.id, email=user.email))
    return user


@use_case(requires=Permission.USER_WRITE)
def create_sign_in_link(work: AccessWork, user_id: UserId) -> str:
    """
    A one-time code for a person; it expires after 24 hours.
    """
    user = work.users.get(user_id)
    return work.sign_in_links.create(user.id, expires_at=work.now + LINK_LIFETIME)


@use_case(requires=Permission.ORGANIZATION_READ)
def list_roles(work: AccessWork) -> Mapping[str, Role]:
    """
    Every role by name.
    """
    return work.roles.all()


@use_case(requires=Permission.ROLE_WRITE)
def define_role(
    work: AccessWork, name: str, *, permissions: Iterable[str], visibility: str
) -> Role:
    """
    Set what a role may do and see, for a role known or new.
    """
    named = clean_text(name, longest=50)
    if not named.isascii() or not named.replace("-", "").isalnum():
        raise Invalid.of("name", "name", "Letters, digits and hyphens.")
    role = read_role(named, permissions=tuple(permissions), visibility=visibility)
    work.roles.save(role)
    return role


@use_case(requires=Permission.ORGANIZATION_READ)
def explain_permission(work: AccessWork, permission: str) -> Explanation:
    """
    Why the actor may do something or may not.
    """
    try:
        asked = Permission(permission)
    except ValueError:
        known = ", ".join(Permission)
        message = f"Unknown. Known: {known}."
        raise Invalid.of("permission", "choice", message) from None
    actor, defined = work.actor, work.roles.all()
    reasons = [
        f"The role {name} {'gives' if asked in defined[name].permissions else 'lacks'}"
        f" {asked}."
        if name in defined
        else f"The role {name} is not defined here and gives nothing."
        for name in actor.roles
    ]
    if not actor.roles:
        reasons.append("The host gave the permissions directly, without roles.")
    reasons.append(_SIGHT[actor.visibility])
    return Explanation(
        permission=asked,
        allowed=asked in actor.permissions,
        reasons=tuple(reasons),
    )


_SIGHT = {
    Visibility.OWN: "Only records assigned to this person are visible.",
    Visibility.TEAM: "Records assigned to this person, to members of their teams, "
    "or to nobody are visible.",
    Visibility.ALL: "Every record of the organization is visible.",
}


def operator_of(organization_id: OrganizationId) -> UserId:
    """
    The user that scripts act as when they name no person: one per organization.
    """
    return UserId(organization_id)
