"""
The command ``crm emails``.
"""

from typing import Any, BinaryIO

import click

from . import messages, outbox
from .lazy import LazyGroup
from .session import Session, acting

emails = LazyGroup("emails", lazy={}, help="Messages, sent and received.")
for each in (*messages.COMMANDS, *outbox.COMMANDS):
    emails.add_command(each)


@emails.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True)
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inspect(files: tuple[str, ...], as_json: bool) -> None:
    """
    Tell what raw messages are: files, mailboxes (mbox), folders of them, or - for
    what is piped in. Nothing is stored, and no database is needed.

    Ends with 3 when some could not be read.
    """
    from .inspecting import inspect_files

    inspect_files(files, as_json=as_json)


@emails.command()
@acting
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--sent", is_flag=True, help="We wrote it, with another program.")
@click.option("--mailbox", metavar="ID|NAME|ADDRESS", help="Where it lay.")
def receive(session: Session, file: BinaryIO, sent: bool, mailbox: str | None) -> None:
    """
    Take in a raw message, from a file or as a mail server pipes it in; once, however
    often it comes.

    Ends with 65 when it is no message, and with 75 when it is to be tried again later.
    """
    from .mailbox_reading import receive_message

    receive_message(session, file, which=mailbox, sent=sent)


@emails.command()
@acting
@click.argument("id", metavar="ID")
def capture(session: Session, id: str) -> None:
    """
    Make whoever wrote a message a lead, or let it join their open one.
    """
    from crm_core.emails import EmailId, capture_sender
    from crm_core.shared import read_id

    from .answers import print_undo
    from .output import print_json

    email_id = EmailId(read_id(id))
    written: Any = session.write(lambda work: capture_sender(work, email_id))
    lead = written.result
    if session.as_json:
        print_json({"lead_id": lead.id, "title": lead.title})
    else:
        print_undo(session, written, f"Captured {lead.title} ({lead.id}).")
