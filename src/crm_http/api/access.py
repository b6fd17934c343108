"""
People, roles, the organization, and why something is allowed, over HTTP.
"""

from typing import Any

from attrs import asdict

from crm_core import CrmWork
from crm_core.access import (
    Role,
    define_role,
    explain_permission,
    list_roles,
    list_users,
    rename_organization,
    save_user,
    set_time_zone,
    show_organization,
)
from crm_core.shared import (
    Email,
    Field,
    Fields,
    Flag,
    Invalid,
    Permission,
    TeamId,
    Text,
    TimeZone,
    UserId,
    each_of,
    read_id,
    refuse,
)

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import ROOT


class _Words:
    """
    A list of words.
    """

    name = "words"
    empty: tuple[str, ...] = ()

    def parse(self, raw: object, /) -> tuple[str, ...]:
        return tuple(each_of(raw, _word, most=100))


def _word(raw: object, /) -> str:
    text = Text(100).parse(raw)
    if text is None:
        raise refuse("empty", "Empty.")
    return text


class _Ids:
    """
    A list of ids.
    """

    name = "ids"
    empty: tuple[TeamId, ...] = ()

    def parse(self, raw: object, /) -> tuple[TeamId, ...]:
        texts = each_of(raw, lambda each: str(read_id(each)), most=128)
        return tuple(TeamId(read_id(text)) for text in texts)


_USER = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(200)),
        Field(name="email", label="E-mail", kind=Email()),
        Field(name="active", label="Active", kind=Flag()),
        Field(name="time_zone", label="Time zone", kind=TimeZone("UTC")),
        Field(name="roles", label="Roles", kind=_Words()),
        Field(name="teams", label="Teams", kind=_Ids()),
    ]
)
_ROLE = Fields.of(
    [
        Field(name="permissions", label="Permissions", kind=_Words()),
        Field(name="visibility", label="Visibility", kind=Text(20, empty="")),
    ]
)
_ORGANIZATION = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(200, empty="")),
        Field(name="time_zone", label="Time zone", kind=TimeZone("UTC")),
    ]
)


def show_users(call: Call) -> Reply:
    """
    The people of the organization.
    """
    return json_reply({"items": call.run(list_users)})


def show_me(call: Call) -> Reply:
    """
    Who asks, and what they may do.
    """
    actor = asdict(call.actor, recurse=False)
    del actor["source"]
    permissions = sorted(call.actor.permissions)
    teams = sorted(call.actor.teams)
    return json_reply({**actor, "permissions": permissions, "teams": teams})


def put_user(call: Call) -> Reply:
    """
    What the CRM is to know of a person.
    """
    user_id = UserId(call.id())
    values: dict[str, Any] = _USER.parse(call.fields)

    def act(work: CrmWork) -> Reply:
        return json_reply(save_user(work, user_id, **values))

    return call.write(act, trail=False)


def show_roles(call: Call) -> Reply:
    """
    Every role.
    """
    roles = call.run(list_roles)
    return json_reply({"items": [_role(role) for role in roles.values()]})


def put_role(call: Call) -> Reply:
    """
    What a role may do and see.
    """
    values: dict[str, Any] = _ROLE.parse(call.fields)
    missing = [name for name in _ROLE.by_name if values.get(name) in {None, ""}]
    if missing:
        raise Invalid.of(missing[0], "required", "Required.")

    def act(work: CrmWork) -> Reply:
        return json_reply(_role(define_role(work, call.names["name"], **values)))

    return call.write(act, trail=False)


def _role(role: Role) -> dict[str, object]:
    return {
        "name": role.name,
        "permissions": sorted(role.permissions),
        "visibility": role.visibility,
    }


def show_own_organization(call: Call) -> Reply:
    """
    The organization at work.
    """
    return json_reply(call.run(show_organization))


def edit_organization(call: Call) -> Reply:
    """
    Another name, or another time zone.
    """
    values: dict[str, Any] = _ORGANIZATION.parse(call.fields)
    zone = values.get("time_zone")

    def act(work: CrmWork) -> Reply:
        moved = set_time_zone(work, time_zone=zone) if zone else None
        if moved and "name" not in values:
            return json_reply(moved)
        return json_reply(rename_organization(work, name=values.get("name", "")))

    return call.write(act, trail=False)


def explain(call: Call) -> Reply:
    """
    Why something is allowed or not.
    """
    given = call.parameters("permission")
    if "permission" not in given:
        raise Invalid.of("permission", "required", "Which permission?")
    return json_reply(call.run(explain_permission, given["permission"]))


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/users",
        name="list_users",
        tag="Access",
        summary="The people of the organization",
        answer=show_users,
        requires=Permission.USER_READ,
        gives="UserList",
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/users/me",
        name="show_me",
        tag="Access",
        summary="Who asks, and what they may do and see",
        answer=show_me,
        gives="Me",
    ),
    Operation(
        method="PUT",
        path=f"{ROOT}/users/{{id}}",
        name="save_user",
        tag="Access",
        summary="Tell the CRM about a person; members left out stay as they are",
        answer=put_user,
        requires=Permission.USER_WRITE,
        takes="UserFields",
        gives="User",
        problems=("invalid", "not-found", "conflict"),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/roles",
        name="list_roles",
        tag="Access",
        summary="Every role with what it may do and see",
        answer=show_roles,
        requires=Permission.ORGANIZATION_READ,
        gives="RoleList",
    ),
    Operation(
        method="PUT",
        path=f"{ROOT}/roles/{{name}}",
        name="define_role",
        tag="Access",
        summary="Set what a role may do and see, for a role known or new",
        answer=put_role,
        requires=Permission.ROLE_WRITE,
        takes="RoleFields",
        gives="Role",
        problems=("invalid", "last-admin"),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/organization",
        name="show_organization",
        tag="Access",
        summary="The organization at work",
        answer=show_own_organization,
        requires=Permission.ORGANIZATION_READ,
        gives="Organization",
    ),
    Operation(
        method="PATCH",
        path=f"{ROOT}/organization",
        name="rename_organization",
        tag="Access",
        summary="Give the organization another name or time zone",
        answer=edit_organization,
        requires=Permission.ORGANIZATION_WRITE,
        takes="OrganizationFields",
        gives="Organization",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/permissions/explain",
        name="explain_permission",
        tag="Access",
        summary="Why something is allowed or not",
        answer=explain,
        requires=Permission.ORGANIZATION_READ,
        query=(
            Parameter(
                name="permission",
                says="Which permission.",
                schema={"type": "string", "enum": [each.value for each in Permission]},
                example="contact:write",
                required=True,
            ),
        ),
        gives="Explanation",
        problems=("invalid",),
    ),
]
