"""
The command ``crm whoami``.
"""

import click

from .output import print_fields, print_json, say
from .session import Session, acting


@click.command()
@acting
@click.option("--explain", metavar="PERMISSION", help="Say why this is allowed or not.")
def whoami(session: Session, explain: str | None) -> None:
    """
    Show who acts, in which organization, with which permissions.

    crm whoami --as rep@example.com --explain contact:bulk
    """
    if explain is not None:
        _explain(session, explain)
        return
    from crm_core.access import show_organization

    actor, organization = session.actor, session.run(show_organization)
    found = {
        "user_id": actor.user_id,
        "name": actor.name,
        "email": actor.email,
        "organization_id": organization.id,
        "organization": organization.name,
        "roles": actor.roles,
        "teams": sorted(actor.teams),
        "visibility": actor.visibility,
        "permissions": sorted(actor.permissions),
    }
    if session.as_json:
        print_json(found)
    else:
        print_fields(found.items())


def _explain(session: Session, permission: str) -> None:
    from crm_core.access import explain_permission

    why = session.run(explain_permission, permission)
    if session.as_json:
        print_json(why)
        return
    say(f"{why.permission} is {'allowed' if why.allowed else 'not allowed'}.")
    for reason in why.reasons:
        say(f"  {reason}")
