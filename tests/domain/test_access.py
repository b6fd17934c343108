"""
Actors and roles: who may do what, and what they see.
"""

from uuid import uuid4

import pytest

from crm_core.access import DEFAULT_ROLES, LastAdmin, Role, actor_with, read_role
from crm_core.shared import Forbidden, Invalid, Permission, Visibility
from tests.builders import an_actor

READ_ONLY = frozenset(p for p in Permission if p.value.endswith(":read"))


def with_roles(*names, defined=DEFAULT_ROLES):
    return actor_with(names, defined, user_id=uuid4(), organization_id=uuid4())


def test_default_roles():
    """
    Each default role may do all that the one before may, and more.
    """
    viewer, rep, manager, admin = (DEFAULT_ROLES[n].permissions for n in DEFAULT_ROLES)

    assert READ_ONLY == viewer
    assert viewer < rep < manager < admin == frozenset(Permission)
    assert [Visibility.ALL, Visibility.OWN, Visibility.TEAM, Visibility.ALL] == [
        role.visibility for role in DEFAULT_ROLES.values()
    ]


@pytest.mark.parametrize(
    "permission", [Permission.CONTACT_PURGE, Permission.ROLE_WRITE]
)
def test_only_admin(permission):
    """
    Deleting for good and changing roles is for administrators.
    """
    assert ["admin"] == [
        name for name, role in DEFAULT_ROLES.items() if permission in role.permissions
    ]


def test_roles_add_up():
    """
    Two roles give the permissions of both and the wider sight.
    """
    actor = with_roles("rep", "viewer")

    assert DEFAULT_ROLES["rep"].permissions == actor.permissions
    assert Visibility.ALL == actor.visibility
    assert ("rep", "viewer") == actor.roles


@pytest.mark.parametrize("names", [(), ("boss",)])
def test_no_role(names):
    """
    No role, or one that nobody defined, gives nothing and the narrowest sight.
    """
    actor = with_roles(*names)

    assert frozenset() == actor.permissions
    assert Visibility.OWN == actor.visibility


def test_organizations_own_role():
    """
    An organization's own definition of a role holds in place of the default.
    """
    own = Role(name="rep", permissions=frozenset(), visibility=Visibility.TEAM)

    assert frozenset() == with_roles("rep", defined={"rep": own}).permissions


@pytest.mark.parametrize("permission", Permission)
def test_require(permission):
    """
    An actor without a permission is refused, and the refusal says which.
    """
    an_actor().require(permission)
    with pytest.raises(Forbidden) as caught:
        an_actor(without={permission}).require(permission)

    assert {"required": permission.value} == caught.value.details


def test_read_role():
    """
    A role is read from texts.
    """
    role = read_role("x", permissions=["contact:read"], visibility="team")

    assert (
        Role(name="x", permissions={Permission.CONTACT_READ}, visibility="team") == role
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"permissions": ["*"], "visibility": "all"}, "permissions"),
        ({"permissions": [], "visibility": "everything"}, "visibility"),
    ],
)
def test_read_role_wrong(given, field):
    """
    Unknown permissions and visibilities are refused.
    """
    with pytest.raises(Invalid) as caught:
        read_role("x", **given)

    assert [field] == [error.field for error in caught.value.errors]


def test_last_admin():
    """
    The role admin cannot lose the right to change roles.
    """
    with pytest.raises(LastAdmin):
        read_role("admin", permissions=["contact:read"], visibility="all")
