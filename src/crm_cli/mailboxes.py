"""
The command ``crm mailboxes``.
"""

from typing import TYPE_CHECKING, Any

import click

from .answers import print_undo
from .mailbox_words import FIELDS, SECRETS, fields_in, named
from .output import Column, note, print_fields, print_json, print_table, say
from .refusals import REFUSED, Refused
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core.mailboxes import Mailbox, Synced

_WHICH = click.argument("which", metavar="ID|NAME|ADDRESS")


@click.group("mailboxes")
def mailboxes() -> None:
    """
    Mailboxes that are read into the CRM.
    """


@mailboxes.command("list")
@acting
def list_(session: Session) -> None:
    """
    List the mailboxes, and how reading each goes.
    """
    from crm_core.mailboxes import list_mailboxes, mailbox_status

    found = session.run(list_mailboxes)
    if session.as_json:
        print_json({"items": [each.told() for each in found]})
        return
    states = {e.id: session.run(mailbox_status, e.id) for e in found}
    columns = (
        Column("ID", lambda each: each.id),
        Column("NAME", lambda each: each.name),
        Column("ADDRESS", lambda each: each.address),
        Column("STATE", lambda each: states[each.id].state),
        Column("READ", lambda each: states[each.id].progress.succeeded_at),
        Column("OWNER", lambda each: session.names.get(each.assigned_to, "")),
    )
    print_table(columns, found)


@mailboxes.command("show")
@acting
@_WHICH
def show(session: Session, which: str) -> None:
    """
    Show a mailbox; of its secrets, whether they are there.
    """
    _print(session, named(session, which))


def _print(session: Session, mailbox: "Mailbox") -> None:
    if session.as_json:
        print_json(mailbox.told())
        return
    values = mailbox.told()
    owner = values["assigned_to"]
    values["assigned_to"] = session.names.get(owner, owner)
    print_fields(values.items())


def _set(command: Any) -> Any:
    for option in reversed((*FIELDS, *SECRETS)):
        command = option(command)
    return command


@mailboxes.command("add")
@acting
@_set
def add(session: Session, **given: Any) -> None:
    """
    Have a mailbox read from now on.

    As: crm mailboxes add --address sales@example.com --host imap.example.com

    The secret (a password, or a refresh token with --sign-in token) is asked for, or
    read from a file; it is never part of the command.
    """
    from crm_core.mailboxes import add_mailbox

    fields = fields_in(session, given, asking=True)
    fields.setdefault("user", fields.get("address"))
    written = session.write(lambda work: add_mailbox(work, **fields))
    if session.as_json:
        print_json(written.result.told())
    else:
        say(f"Added {written.result.name} ({written.result.id}).")
        say(f"To try it: crm mailboxes check {written.result.id}")


@mailboxes.command("edit")
@acting
@_WHICH
@_set
@click.option("--ask-secret", is_flag=True, help="Ask for a new secret.")
def edit(session: Session, which: str, ask_secret: bool, **given: Any) -> None:
    """
    Change a mailbox. It is tried again at once.
    """
    from crm_core.mailboxes import edit_mailbox

    mailbox_id = named(session, which).id
    fields = fields_in(session, given, asking=ask_secret)
    if not fields:
        raise Refused("nothing is to be changed; --help shows what can be.")
    written = session.write(lambda work: edit_mailbox(work, mailbox_id, **fields))
    if session.as_json:
        print_json(written.result.told())
    else:
        print_undo(session, written, f"Changed {written.result.name}.")


@mailboxes.command("remove")
@acting
@_WHICH
def remove(session: Session, which: str) -> None:
    """
    Read a mailbox no more; its messages stay.
    """
    from crm_core.mailboxes import remove_mailbox

    mailbox = named(session, which)
    written = session.write(lambda work: remove_mailbox(work, mailbox.id))
    print_undo(session, written, f"Removed {mailbox.name}.")


@mailboxes.command("status")
@acting
@_WHICH
def status(session: Session, which: str) -> None:
    """
    Show when a mailbox was read, how far, and what went wrong.
    """
    from crm_core.mailboxes import mailbox_status

    found = session.run(mailbox_status, named(session, which).id)
    if session.as_json:
        print_json(found)
        return
    progress = found.progress
    print_fields(
        [
            ("state", found.state),
            ("reason", progress.reason),
            ("read", progress.succeeded_at),
            ("tried", progress.tried_at),
            ("next try", progress.due_at),
            ("failures", progress.failures),
            ("set aside", found.set_aside),
        ]
    )
    columns = (
        Column("FOLDER", lambda each: each.folder),
        Column("UP TO", lambda each: each.position.uid),
        Column("MESSAGES", lambda each: each.messages),
        Column("AT", lambda each: each.read_at),
    )
    if found.folders:
        click.echo()
        print_table(columns, list(found.folders))


@mailboxes.command("check")
@acting
@_WHICH
def check(session: Session, which: str) -> None:
    """
    Sign in to a mailbox, and say what exactly fails. Ends with 1 if something does.
    """
    from crm_core.mailboxes import check_mailbox

    from .mailbox_reading import reading_for

    mailbox = named(session, which)
    run, reading = session.application.crm.run, reading_for(session)
    found = check_mailbox(run, session.actor, reading, mailbox.id)
    if session.as_json:
        print_json(found)
    elif found.works:
        say(f"{mailbox.name} works. Its folders: {', '.join(found.folders)}.")
    else:
        note(found.reason or "It does not work.")
    if not found.works:
        raise click.exceptions.Exit(REFUSED)


@mailboxes.command("sync")
@acting
@click.argument("which", nargs=-1, metavar="[ID|NAME|ADDRESS]...")
@click.option("--watch", is_flag=True, help="Go on with what arrives, until Ctrl-C.")
def sync(session: Session, which: tuple[str, ...], watch: bool) -> None:
    """
    Read mailboxes now: those that are named, or all that are active. The worker does so
    by itself.

    Ends with 3 when some could not be read to their end.
    """
    from .mailbox_reading import read_all, watch_one

    chosen = [named(session, each) for each in which]
    if watch:
        if len(chosen) != 1:
            raise Refused("name the one mailbox that is to be watched.")
        _tell(session, [(chosen[0], watch_one(session, chosen[0]))])
        return
    _tell(session, read_all(session, chosen))


def _tell(session: Session, done: "list[tuple[Mailbox, Synced]]") -> None:
    from attrs import asdict

    from .refusals import PARTLY_REFUSED

    if session.as_json:
        items = [{"mailbox_id": each.id, **asdict(what)} for each, what in done]
        print_json({"items": items})
    for mailbox, what in done if not session.as_json else ():
        new = what.taken - what.known
        say(f"{mailbox.name}: {new:,} new, {what.aside:,} set aside.")
        if what.reason:
            note(f"  {what.reason}")
    if any(what.reason for _, what in done):
        raise click.exceptions.Exit(PARTLY_REFUSED)


@mailboxes.command("set-aside")
@acting
@_WHICH
@click.option("--page", type=click.IntRange(min=1), default=1, help="Which page.")
def set_aside(session: Session, which: str, page: int) -> None:
    """
    List the messages of a mailbox that could not be taken in, and why.
    """
    from crm_core.mailboxes import list_set_aside
    from crm_core.shared import PageRequest

    mailbox_id = named(session, which).id
    found = session.run(list_set_aside, mailbox_id, PageRequest(number=page))
    if session.as_json:
        items = [each.told() for each in found.items]
        print_json({"items": items, "total": found.total})
        return
    columns = (
        Column("ID", lambda each: each.id),
        Column("FOLDER", lambda each: each.folder),
        Column("AT", lambda each: each.at),
        Column("BYTES", lambda each: each.size),
        Column("REASON", lambda each: each.reason),
    )
    print_table(columns, found.items)


@mailboxes.command("retry")
@acting
@click.argument("id", metavar="ID")
def retry(session: Session, id: str) -> None:
    """
    Take in a message that was set aside.
    """
    from crm_core.mailboxes import SetAsideId, try_set_aside
    from crm_core.shared import read_id

    from .mailbox_reading import reading_for

    run, reading = session.application.crm.run, reading_for(session)
    done = try_set_aside(run, session.actor, reading, SetAsideId(read_id(id)))
    if session.as_json:
        print_json({"email": done.email.public, "new": done.new})
    else:
        say(f"Took in {done.email.subject} ({done.email.id}).")


@mailboxes.command("drop")
@acting
@click.argument("id", metavar="ID")
def drop(session: Session, id: str) -> None:
    """
    Let go of a message that was set aside; it stays on its mail server.
    """
    from crm_core.mailboxes import SetAsideId, drop_set_aside
    from crm_core.shared import read_id

    session.run(drop_set_aside, SetAsideId(read_id(id)))
    if session.as_json:
        print_json({"dropped": id})
    else:
        say("Let go.")
