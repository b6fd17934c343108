"""
Taking in messages: each once, in its thread, at whom and what it is about.

An address is no proof of who wrote: no record changes because of a message, but for
what our own Message-IDs, which nobody guesses, prove to answer a message of ours.
"""

from collections.abc import Iterable
from functools import partial

from attrs import evolve

from ...files import HEAD, FileId, Limits, QuotaReached, Upload, attach_file
from ...shared import (
    Invalid,
    Permission,
    RecordRef,
    use_case,
)
from ..events import CalendarReceived, EmailReceived, StrangerWrote
from ..model import (
    Arrival,
    Attachment,
    Correspondent,
    Direction,
    Email,
    EmailId,
    EmailState,
    FailedRecipient,
    MessageKind,
    ReadMessage,
    Received,
    Recipient,
    SuppressionReason,
    ThreadId,
    address_key,
    bare,
    identity,
    is_same,
    took_part,
)
from ..naming import leads_of, line_of, opportunities_of, owner_of, people_of
from ..ports import EmailWork, KeepFile
from ..sparing import suppress
from .suppressions import note_bounce

MOST_PEOPLE = 50
MOST_TEXT = 1_000_000
"""
Characters of text and of HTML that are kept to be read; the stored message has all.
"""


@use_case(requires=Permission.EMAIL_RECEIVE)
def receive_email(
    work: EmailWork,
    read: ReadMessage,
    arrival: Arrival,
    keep: KeepFile,
    *,
    limits: Limits | None = None,
) -> Received:
    """
    Take in a message that was read, unless it is here already.

    What it answers decides on its thread: a message of ours, whose Message-ID only its
    recipients know; or one of a thread that its sender took part in. It is about whom
    it is from and to, as far as we know them, and their open opportunities; in a
    thread, about what that is about. Attachments that are not taken are named in its
    remarks. A bounce or a complaint that concerns a message of ours marks that one.

    Args:
        work: The unit of work.
        read: The message.
        arrival: How it came.
        keep: Stores the content of an attachment.
        limits: How large files may be, and all together.
    """
    work.emails.queue(identity(read))
    for known in work.emails.by_message_id([identity(read)]):
        ours = known.direction is Direction.OUT and known.mailbox_id is None
        if ours or is_same(known, read):
            return Received(email=known, new=False)
    email, others = _message(work, read, arrival)
    line = line_of(work, read, email)
    people = people_of(work, others)
    deals, more = (
        opportunities_of(work, people.values()) if not line.about else ((), ())
    )
    leads = leads_of(work, others)
    contacts = (RecordRef("contact", id) for id in people.values())
    about = tuple(dict.fromkeys((*line.about, *contacts, *leads, *deals)))
    files, left_out = _attached(work, read.attachments, about, keep, limits)
    email = evolve(
        email,
        thread_id=line.thread_id or email.thread_id,
        about=about,
        recipients=tuple(
            evolve(each, contact_id=people.get(address_key(each.address)))
            for each in email.recipients
        ),
        attachments=files,
        assigned_to=arrival.owner or owner_of(work, about),
        remarks=(*email.remarks, *line.remarks, *more, *left_out),
    )
    work.name(f"Take in {email.subject or 'a message'}")
    work.emails.add(email)
    _settle(work, read)
    work.emit(EmailReceived(email_id=email.id, kind=email.kind))
    if _from_stranger(read, email) and work.mail_settings.get().capture_unknown:
        work.emit(StrangerWrote(email_id=email.id))
    if email.calendar is not None and email.direction is Direction.IN:
        work.emit(CalendarReceived(email_id=email.id))
    return Received(email=email, new=True)


def _from_stranger(read: ReadMessage, email: Email) -> bool:
    """
    Whether a person whom nobody knows wrote to us, of their own accord: not a machine,
    not to a list, and not in answer to somebody.
    """
    alone = not (email.about or email.in_reply_to or email.references)
    unasked = not read.list_unsubscribe and email.kind is MessageKind.MESSAGE
    incoming = email.direction is Direction.IN and bool(email.sender.address)
    return incoming and alone and unasked and read.may_be_answered


def _message(
    work: EmailWork, read: ReadMessage, arrival: Arrival
) -> tuple[Email, tuple[str, ...]]:
    """
    The message as a thread of its own, and the addresses of all others in it.
    """
    id = work.new_id()
    sender = read.sender or Correspondent("")
    recipients = tuple(_recipients(read))
    came = arrival.at or work.now
    at = min(read.date or came, came)  # clocks of others may be ahead
    shown = {"text": read.text, "html": read.html_safe, "new_text": read.new_text}
    kept = {name: text and text[:MOST_TEXT] for name, text in shown.items()}
    cut = () if kept == shown else ("It is longer than what is shown here.",)
    email = Email(
        id=EmailId(id),
        direction=Direction.OUT if arrival.outgoing else Direction.IN,
        kind=read.kind,
        state=EmailState.SENT if arrival.outgoing else EmailState.RECEIVED,
        thread_id=ThreadId(id),
        mailbox_id=arrival.mailbox_id,
        message_id=identity(read),
        in_reply_to=bare(read.in_reply_to[-1]) if read.in_reply_to else None,
        references=tuple(map(bare, read.references)),
        sender=sender,
        reply_to=read.reply_to[0] if read.reply_to else None,
        recipients=recipients,
        subject=read.subject,
        text=kept["text"] or "",
        html=kept["html"],
        new_text=kept["new_text"],
        calendar=read.calendar.content.decode("utf-8", "replace")
        if read.calendar
        else None,
        calendar_method=read.calendar.method if read.calendar else None,
        raw_key=arrival.raw_key,
        remarks=(*read.defects, *cut),
        sent_at=at if arrival.outgoing else None,
        received_at=None if arrival.outgoing else came,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    return email, _others(read, sender, arrival)


def _others(
    read: ReadMessage, sender: Correspondent, arrival: Arrival
) -> tuple[str, ...]:
    named = [sender, *read.reply_to, *read.to, *read.cc]
    own = {address_key(each) for each in arrival.own}
    keys = dict.fromkeys(address_key(e.address) for e in named if "@" in e.address)
    return tuple(key for key in keys if key not in own)[:MOST_PEOPLE]


def _recipients(read: ReadMessage) -> Iterable[Recipient]:
    for field, named in (("to", read.to), ("cc", read.cc)):
        for each in named:
            yield Recipient(address=each.address, name=each.name, field=field)


def _attached(
    work: EmailWork,
    attachments: Iterable[Attachment],
    about: tuple[RecordRef, ...],
    keep: KeepFile,
    limits: Limits | None,
) -> tuple[tuple[FileId, ...], tuple[str, ...]]:
    """
    The files that came with a message, and which were not taken, with why.
    """
    taken: list[FileId] = []
    left_out: list[str] = []
    for each in attachments:
        upload = Upload(
            head=each.content[:HEAD],
            size=each.size,
            keep=partial(keep, each.content),
        )
        try:
            file = attach_file(
                work, upload, limits=limits, name=each.name, about=list(about)
            )
        except (Invalid, QuotaReached) as refused:
            left_out.append(f"{each.name} was left out: {_why(refused)}")
        else:
            taken.append(file.id)
    return tuple(taken), tuple(left_out)


def _why(refused: Invalid | QuotaReached) -> str:
    if isinstance(refused, Invalid):
        return " ".join(each.message for each in refused.errors)
    return str(refused)


def _settle(work: EmailWork, read: ReadMessage) -> None:
    """
    Mark the message of ours that a bounce or a complaint concerns.
    """
    concerned = read.bounce or read.complaint
    if concerned is None or concerned.message_id is None:
        return
    for email in work.emails.by_message_id([bare(concerned.message_id)]):
        if email.direction is not Direction.OUT or email.mailbox_id is not None:
            continue
        only = email.recipients[0].address if len(email.recipients) == 1 else ""
        if read.bounce is not None:
            for failed in read.bounce.recipients or (FailedRecipient(address=only),):
                note_bounce(
                    work,
                    email.id,
                    failed.address or only,
                    failed.reason or failed.diagnostic or "It came back.",
                    permanent=failed.permanent is True,
                )
        elif read.complaint is not None:
            address = read.complaint.address or only
            if address and took_part(email, address):
                source = f"a complaint: {read.complaint.type}"
                suppress(work, address, SuppressionReason.COMPLAINED, source)
