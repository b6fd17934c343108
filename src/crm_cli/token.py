"""
The command ``crm token``.
"""

import click

from .output import print_json, say
from .refusals import Refused
from .session import Session, acting


@click.group()
def token() -> None:
    """
    Access tokens for the API, where no auth service issues them.
    """


@token.command("issue")
@acting
@click.option("--role", "roles", multiple=True, help="Other roles than the person's.")
@click.option(
    "--hours",
    type=click.FloatRange(min=0, min_open=True, max=24),
    default=8,
    show_default=True,
    help="How long it is good for.",
)
def issue(session: Session, roles: tuple[str, ...], hours: float) -> None:
    """
    Print an access token for the person that --as names, or for the operator.

    curl -H "Authorization: Bearer $(crm token issue --as ada@example.com)" ...
    """
    from datetime import timedelta

    from crm_adapters.bootstrap import issue_token
    from crm_core.access import list_roles

    actor, defined = session.actor, session.run(list_roles)
    unknown = [role for role in roles if role not in defined]
    if unknown:
        raise Refused(f"no such role: {', '.join(unknown)}; see crm roles list.")
    text = issue_token(
        session.application.settings,
        actor,
        roles=roles or actor.roles,
        lifetime=timedelta(hours=hours),
    )
    if session.as_json:
        print_json({"access_token": text, "expires_in": round(hours * 3600)})
    else:
        say(text)
