"""
The command ``crm roles``.
"""

from typing import TYPE_CHECKING

import click

from .output import Column, print_json, print_table, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core.access import Role


@click.group()
def roles() -> None:
    """
    What people may do and see.
    """


@roles.command("list")
@acting
def list_(session: Session) -> None:
    """
    List the roles with their permissions.
    """
    from crm_core.access import list_roles

    found = session.run(list_roles)
    if session.as_json:
        print_json({"items": [_as_answer(role) for role in found.values()]})
        return
    columns = (
        Column("NAME", lambda role: role.name),
        Column("SEES", lambda role: role.visibility),
        Column("MAY", lambda role: sorted(role.permissions)),
    )
    print_table(columns, found.values())


@roles.command("define")
@acting
@click.argument("name")
@click.option(
    "--allow",
    multiple=True,
    metavar="PERMISSION",
    help="What it may do; again for more.",
)
@click.option(
    "--sees",
    default="own",
    show_default=True,
    metavar="own|team|all",
    help="Whose records it sees.",
)
def define(session: Session, name: str, allow: tuple[str, ...], sees: str) -> None:
    """
    Set what a role may do and see, for one known or new.
    """
    from crm_core.access import define_role

    role = session.run(define_role, name, permissions=allow, visibility=sees)
    if session.as_json:
        print_json(_as_answer(role))
    else:
        say(f"{role.name} may do {len(role.permissions)} things and sees {sees}.")


def _as_answer(role: "Role") -> dict[str, object]:
    return {
        "name": role.name,
        "permissions": sorted(role.permissions),
        "visibility": role.visibility,
    }
