"""
The commands of ``crm emails`` that write and look at messages.
"""

import sys
from typing import TYPE_CHECKING, Any

import click

from .output import Column, note, print_fields, print_json, print_table, say
from .session import Session, acting

if TYPE_CHECKING:
    from crm_core.emails import Email, ShownEmail

_ID = click.argument("id", metavar="ID")
_ABOUT = click.option(
    "--about",
    multiple=True,
    metavar="KIND:ID",
    help="What it is about, as contact:ID; may be repeated.",
)
_WRITING = (
    click.option("--subject", metavar="TEXT", help="The subject."),
    click.option("--text", metavar="TEXT", help="What it says; - is standard input."),
    click.option(
        "--html", type=click.File("r"), metavar="FILE", help="The same in HTML."
    ),
    click.option("--template", metavar="ID|NAME", help="What it is written from."),
    click.option(
        "--attach", multiple=True, metavar="ID", help="A stored file that goes along."
    ),
)


def _writing(command: Any) -> Any:
    for option in reversed(_WRITING):
        command = option(command)
    return command


@click.command("send")
@acting
@click.argument("to", nargs=-1, metavar="[ADDRESS|contact:ID]...")
@click.option("--cc", multiple=True, metavar="ADDRESS", help="Who gets a copy.")
@click.option("--bcc", multiple=True, metavar="ADDRESS", help="Who gets one unseen.")
@_writing
@_ABOUT
@click.option("--answer", "answers", metavar="ID", help="The message that it answers.")
@click.option("--draft", is_flag=True, help="Only keep it.")
@click.option("--preview", is_flag=True, help="Only show it.")
def send(
    session: Session,
    to: tuple[str, ...],
    preview: bool,
    draft: bool,
    **given: Any,
) -> None:
    """
    Write to one or several people; the worker delivers it.

    As: crm emails send ann@example.com --subject Hello --text "How are you?"
    """
    from crm_core.emails import preview_email, write_email

    fields = _given(session, given)
    fields |= {"to": list(to), "draft": draft}
    if preview:
        shown = session.run(preview_email, **fields)
        if session.as_json:
            print_json({**shown.email.public, "missing": shown.missing})
        else:
            _print_body(shown.email)
            for name in shown.missing:
                note(f"{name} has no value")
        return
    email = session.run(write_email, **fields)
    if session.as_json:
        print_json(email.public)
    else:
        done = "Kept" if draft else "Queued"
        say(f"{done} {email.subject} ({email.id}).")


@click.command("send-to-many")
@acting
@click.argument("ids", nargs=-1, metavar="[CONTACT]...")
@click.option("--filter", "found", metavar="QUERY", help="The contacts that it finds.")
@click.option("--purpose", metavar="WORD", help="What they must have agreed to.")
@click.option("--dry-run", is_flag=True, help="Only count.")
@_writing
def send_to_many(
    session: Session,
    ids: tuple[str, ...],
    found: str | None,
    purpose: str | None,
    dry_run: bool,
    **given: Any,
) -> None:
    """
    Write to many contacts, each in a message of their own with a link to unsubscribe.
    Who is not to be written to is left out, and counted.
    """
    from crm_core.contacts import CONTACT_FIELDS, ContactId
    from crm_core.emails import send_to_many
    from crm_core.shared import parse_text, read_id

    fields = _given(session, given)
    chosen: dict[str, Any] = {"purpose": purpose}
    if ids:
        chosen["ids"] = [ContactId(read_id(each)) for each in ids]
    if found is not None:
        chosen["query"] = parse_text(found, CONTACT_FIELDS)
    crm = session.application.crm
    run = crm.rehearse if dry_run else crm.run
    mailing = run(session.actor, send_to_many, **chosen, **fields)
    if session.as_json:
        print_json(mailing)
        return
    print_fields(
        [
            ("selected", str(mailing.selected)),
            ("would be queued" if dry_run else "queued", str(mailing.queued)),
            *((f"left out: {why}", str(n)) for why, n in mailing.left_out.items()),
        ]
    )


@click.command("list")
@acting
@click.option("--state", metavar="STATE", help="As queued, sent, failed.")
@click.option("--direction", type=click.Choice(["in", "out"]), help="Which way.")
@click.option("--about", metavar="KIND:ID", help="What they are about.")
@click.option("--address", metavar="ADDRESS", help="Who wrote or got them.")
@click.option("--unmatched", is_flag=True, help="About nothing that is known.")
@click.option("--archived", is_flag=True, help="Those in the archive instead.")
@click.option("--threads", is_flag=True, help="A line for each thread.")
@click.option("--page", type=click.IntRange(min=1), default=1, help="Which page.")
def list_(session: Session, page: int, threads: bool, **given: Any) -> None:
    """
    List messages, the newest first.
    """
    from crm_core.emails import list_emails, list_threads, read_filter
    from crm_core.shared import PageRequest

    wanted, request = read_filter(given), PageRequest(number=page)
    if threads:
        lines = session.run(list_threads, wanted, request)
        threaded = (
            Column("THREAD", lambda each: each.id),
            Column("LAST", lambda each: each.last_at),
            Column("MESSAGES", lambda each: each.messages),
            Column("SUBJECT", lambda each: each.subject),
        )
        _print_page(session, threaded, lines, lines.items)
        return
    found = session.run(list_emails, wanted, request)
    columns = (
        Column("ID", lambda each: each.id),
        Column("AT", lambda each: each.at),
        Column("STATE", lambda each: each.state),
        Column("FROM", lambda each: each.sender.address),
        Column("TO", lambda each: [r.address for r in each.recipients]),
        Column("SUBJECT", lambda each: each.subject),
    )
    _print_page(session, columns, found, [each.public for each in found.items])


def _print_page(session: Session, columns: Any, page: Any, items: list[Any]) -> None:
    if session.as_json:
        print_json({"items": items, "total": page.total})
    else:
        print_table(columns, page.items)


@click.command("show")
@acting
@_ID
def show(session: Session, id: str) -> None:
    """
    Show a message, and what became of it for each recipient.
    """
    from crm_core.emails import EmailId, show_email
    from crm_core.shared import read_id

    found: ShownEmail = session.run(show_email, EmailId(read_id(id)))
    if session.as_json:
        print_json(found.public)
        return
    _print_body(found.email)
    columns = (
        Column("TO", lambda each: each.address),
        Column("STATE", lambda each: "held" if each.held else each.state),
        Column("TRIES", lambda each: each.attempts),
        Column("NEXT", lambda each: each.due_at),
        Column("REASON", lambda each: each.reason),
    )
    if found.deliveries:
        click.echo()
        print_table(columns, found.deliveries)


def _print_body(email: "Email") -> None:
    people = {
        name: [r.address for r in email.recipients if r.field == name]
        for name in ("to", "cc", "bcc")
    }
    print_fields(
        [
            ("id", email.id),
            ("state", email.state),
            ("from", f"{email.sender.name} <{email.sender.address}>"),
            *people.items(),
            ("about", email.about),
            ("at", email.at),
            ("message_id", email.message_id),
            ("subject", email.subject),
        ]
    )
    click.echo()
    for line in email.text.splitlines():
        say(line)


def _acts(name: str, use_case: str, done: str, says: str) -> click.Command:
    @click.command(name, help=says)
    @acting
    @_ID
    def command(session: Session, id: str) -> None:
        from crm_core import emails
        from crm_core.shared import read_id

        email = session.run(getattr(emails, use_case), emails.EmailId(read_id(id)))
        if session.as_json:
            print_json(email.public)
        else:
            say(f"{done} {email.subject} ({email.state}).")

    return command


def _given(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: given[name] for name in ("subject",) if given.get(name) is not None
    }
    if given.get("text") is not None:
        text = given["text"]
        fields["text"] = sys.stdin.read() if text == "-" else text
    if given.get("html") is not None:
        fields["html"] = given["html"].read()
    if given.get("template") is not None:
        from .templates import template_named

        found = session.run(lambda work: template_named(work, given["template"]))
        fields["template_id"] = found.id
    if given.get("attach"):
        fields["attachments"] = list(given["attach"])
    for name in ("cc", "bcc", "about"):
        if given.get(name):
            fields[name] = list(given[name])
    if given.get("answers"):
        fields["answers"] = given["answers"]
    return fields


COMMANDS = (
    send,
    send_to_many,
    list_,
    show,
    _acts("send-draft", "send_draft", "Queued", "Queue a draft."),
    _acts(
        "cancel",
        "cancel_email",
        "Cancelled",
        "Keep a message from going out to whom it has not gone.",
    ),
    _acts(
        "retry",
        "retry_email",
        "Queued",
        "Try again what failed, was refused, is uncertain, or is held in a copy of the "
        "database.",
    ),
    _acts(
        "settle",
        "settle_email",
        "Settled",
        "Take what is uncertain for sent: it arrived.",
    ),
    _acts("archive", "archive_email", "Archived", "Put a message into the archive."),
    _acts("restore", "restore_email", "Restored", "Bring a message back."),
)
