"""
Reading mailboxes and messages from the command line.
"""

import signal
from threading import Event
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from crm_core.mailboxes import (
    Reading,
    SomebodyElseReads,
    Synced,
    list_mailboxes,
    reading_actor,
    sync_mailbox,
    take_message,
    watch_mailbox,
)
from crm_core.shared import CrmError, Invalid

from .mailbox_words import named
from .output import note, print_json, say
from .refusals import Refused
from .session import Session

if TYPE_CHECKING:
    from crm_core.emails import Received
    from crm_core.mailboxes import Mailbox

NO_MESSAGE = 65
TRY_LATER = 75
"""
What mail servers understand (sysexits): bounce it, or try again later.
"""
POLL_SECONDS = 60.0


def reading_for(session: Session) -> Reading:
    """
    What reads mail in this installation.

    Raises:
        Refused: The libraries for that are missing.
    """
    from crm_adapters.bootstrap import reading

    found = reading(session.application)
    if found is None:
        raise Refused(
            "the extra mail is not installed: pip install erp-crm-module[mail]"
        )
    return found


def read_all(
    session: Session, chosen: "list[Mailbox]"
) -> "list[tuple[Mailbox, Synced]]":
    """
    Read these mailboxes once, or all active ones when none is chosen.
    """
    reading, run = reading_for(session), session.application.crm.run
    actor = reading_actor(session.actor.organization_id, "cli")
    done = []
    for mailbox in chosen or [e for e in session.run(list_mailboxes) if e.active]:
        try:
            what = sync_mailbox(run, actor, reading, mailbox.id)
        except SomebodyElseReads as busy:
            what = Synced(reason=str(busy))
        done.append((mailbox, what))
    return done


def watch_one(session: Session, mailbox: "Mailbox") -> Synced:
    """
    Read a mailbox, and what arrives in it until somebody ends that.
    """
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    actor = reading_actor(session.actor.organization_id, "cli")
    return watch_mailbox(
        session.application.crm.run,
        actor,
        reading_for(session),
        mailbox.id,
        ending=ended.is_set,
        pause=POLL_SECONDS,
    )


def receive_message(
    session: Session, file: BinaryIO, *, which: str | None, sent: bool
) -> None:
    """
    Take in one message. Whatever goes wrong, mail servers are told to try again later,
    but when it is no message.
    """
    try:
        done = _received(session, file, which=which, sent=sent)
    except Invalid as error:
        note(f"crm: {error.errors[0].message if error.errors else error}")
        raise click.exceptions.Exit(NO_MESSAGE) from None
    except (CrmError, Refused, OSError) as error:
        note(f"crm: {error}")
        raise click.exceptions.Exit(TRY_LATER) from None
    if session.as_json:
        print_json({"email": done.email.public, "new": done.new})
    else:
        what = "Took in" if done.new else "Knew"
        say(f"{what} {done.email.subject or 'a message'} ({done.email.id}).")


def _received(
    session: Session, file: BinaryIO, *, which: str | None, sent: bool
) -> "Received":
    mailbox = named(session, which) if which else None
    raw = file.read()
    if raw.startswith(b"From "):  # what delivery agents put before a message
        raw = raw.partition(b"\n")[2]
    more: dict[str, Any] = {"mailbox_id": mailbox.id} if mailbox else {}
    run, reading = session.application.crm.run, reading_for(session)
    return take_message(run, session.actor, reading, raw, outgoing=sent, **more)
