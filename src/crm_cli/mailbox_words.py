"""
How mailboxes are named and described on the command line.
"""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from .refusals import Refused
from .session import Session

if TYPE_CHECKING:
    from crm_core.mailboxes import Mailbox

FIELDS = (
    click.option("--name", metavar="TEXT", help="What it is called."),
    click.option("--address", metavar="ADDRESS", help="The address of its mail."),
    click.option("--host", metavar="HOST", help="The mail server."),
    click.option("--port", metavar="N", help="Its port, if not the usual one."),
    click.option(
        "--security",
        type=click.Choice(["tls", "starttls", "none"]),
        help="How the connection is kept from others; tls unless told.",
    ),
    click.option("--user", metavar="NAME", help="Who signs in; else the address."),
    click.option(
        "--sign-in",
        type=click.Choice(["password", "token"]),
        help="Whether the secret is a password or a refresh token of OAuth.",
    ),
    click.option("--token-url", metavar="URL", help="Where tokens are refreshed."),
    click.option("--client-id", metavar="ID", help="As whom they are refreshed."),
    click.option(
        "--folder", "folders", multiple=True, metavar="NAME", help="What is read."
    ),
    click.option(
        "--sent/--no-sent", default=None, help="Whether what was sent is read too."
    ),
    click.option("--since", metavar="DAY", help="How far the first reading goes back."),
    click.option(
        "--owner",
        "assigned_to",
        metavar="EMAIL|ID|none",
        help="Whose it is; none for the organization's.",
    ),
    click.option("--active/--inactive", default=None, help="Whether it is read."),
)
SECRETS = (
    click.option(
        "--secret-file",
        "secret",
        type=click.File("r"),
        metavar="FILE",
        help="The file with its secret; - is standard input.",
    ),
    click.option(
        "--client-secret-file",
        "client_secret",
        type=click.File("r"),
        metavar="FILE",
        help="The file with the secret of the OAuth client.",
    ),
)


def named(session: Session, which: str) -> "Mailbox":
    """
    The mailbox with this id, name or address.

    Raises:
        Refused: There is none, or there are several.
    """
    from crm_core.mailboxes import list_mailboxes
    from crm_core.shared import fold

    known = session.run(list_mailboxes)
    word = fold(which)
    found = [e for e in known if str(e.id) == which.lower()] or [
        e for e in known if word in {fold(e.name), fold(e.address or "")}
    ]
    if len(found) != 1:
        what = "several mailboxes are" if found else "no mailbox is"
        raise Refused(f"{what} called {which}.")
    return found[0]


def fields_in(
    session: Session, given: Mapping[str, Any], *, asking: bool
) -> dict[str, Any]:
    """
    The fields that options say; the secret is asked for where there is a terminal and
    no file has it.
    """
    fields = {name: value for name, value in given.items() if value not in (None, ())}
    for name in ("secret", "client_secret"):
        if name in fields:
            fields[name] = fields[name].read().strip("\r\n")
    if asking and "secret" not in fields and sys.stdin.isatty():
        fields["secret"] = click.prompt("Secret", hide_input=True, err=True)
    if "folders" in fields:
        fields["folders"] = list(fields["folders"])
    if "assigned_to" in fields:
        fields["assigned_to"] = _owner(session, fields["assigned_to"])
    return fields


def _owner(session: Session, word: str) -> object:
    from .assignments import user_named

    if word == "none":
        return None
    return session.run(lambda work: user_named(work, word)).id
