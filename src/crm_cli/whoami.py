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
    import attrs

    from crm_core.access import show_organization

    actor = session.actor
    values = attrs.asdict(actor, recurse=False)
    del values["source"]
    values |= {"permissions": sorted(actor.permissions), "teams": sorted(actor.teams)}
    if session.as_json:
        print_json(values)
    else:
        name = session.run(show_organization).name
        print_fields({"organization": name, **values}.items())


def _explain(session: Session, permission: str) -> None:
    from crm_core.access import explain_permission

    why = session.run(explain_permission, permission)
    if session.as_json:
        print_json(why)
        return
    say(f"{why.permission} is {'allowed' if why.allowed else 'not allowed'}.")
    for reason in why.reasons:
        say(f"  {reason}")
