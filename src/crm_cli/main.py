"""
The ``crm`` command.
"""

import os
import sys
from typing import NoReturn

import click

from .lazy import LazyGroup

COMMANDS = {
    "contacts": "The people one does business with.",
    "companies": "The companies they belong to.",
    "leads": "People and companies that may become customers.",
    "opportunities": "The deals one hopes to win.",
    "emails": "Messages, sent and received.",
    "mailboxes": "Mailboxes that are read into the CRM.",
    "templates": "What messages are written from.",
    "suppressions": "Addresses that get no mailings.",
    "activities": "Calls, meetings, tasks and notes.",
    "notifications": "What you are reminded of.",
    "files": "Files attached to records.",
    "bookings": "Meetings that others book, and who is free when.",
    "calendar": "Invitations to meetings, and your calendar elsewhere.",
    "forms": "Web forms that capture leads.",
    "pipelines": "The stages that both go through.",
    "currencies": "What money is worth in one's own.",
    "duplicates": "Records that may be the same.",
    "transfers": "Imports, and taking them back.",
    "feed": "What happened, latest first.",
    "changes": "What was written, and taking it back.",
    "custom-fields": "Fields of the organization's own.",
    "organizations": "The organizations of this installation.",
    "archive": "All that an organization has, in one file.",
    "users": "The people who use the CRM.",
    "roles": "What they may do and see.",
    "whoami": "Who acts, and why they may do something or not.",
    "token": "Access tokens for the API.",
    "serve": "Serve the HTTP API.",
    "worker": "Do the jobs that wait, such as sending mails.",
    "migrate": "Bring the database up to date.",
    "demo": "A filled CRM to look at.",
    "doctor": "Check the installation, and say how to mend it.",
    "completion": "Completion for bash, zsh or fish.",
}

crm = LazyGroup(
    "crm",
    lazy=COMMANDS,
    help="Work with the CRM: contacts, companies, and the server itself.\n\n"
    "Without CRM_DATABASE_URL an embedded database under CRM_HOME is used.",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)


def _print_version(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"crm {version('erp-crm-module')}")
    ctx.exit()


crm.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_version,
        help="Show the version.",
    )
)


def main() -> NoReturn:
    """
    Run the command that the arguments name, and end with its exit code.

    Output that cannot be written is a failure: click and Python would not say so
    when it happens at the end. A reader that went away is none.
    """
    code: object = 0
    try:
        crm.main(prog_name="crm", standalone_mode=True)
    except SystemExit as ended:
        code = ended.code
    except OSError as error:
        code = _broken(error)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up_output()
    except OSError as error:
        code = _broken(error)
    sys.exit(code if isinstance(code, int) else 1)


def _broken(error: OSError) -> int:
    where = f" {error.filename}:" if error.filename else ""
    click.echo(f"crm:{where} {error.strerror or error}", err=True)
    _give_up_output()
    return 1


def _give_up_output() -> None:
    """
    What is still held back goes nowhere, instead of failing again at the exit.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
