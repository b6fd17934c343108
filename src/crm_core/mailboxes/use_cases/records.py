"""
Mailboxes as records: add, show, list, edit, remove, and how each is doing.
"""

from collections.abc import Mapping
from typing import Any

from ...changes import check_version
from ...emails import MailboxId
from ...shared import Permission, use_case
from ..events import MailboxChanged, ReadingWanted
from ..model import (
    MAILBOX_FIELDS,
    SECRETS,
    Mailbox,
    MailboxOff,
    MailboxStatus,
    Progress,
    state_of,
)
from ..ports import MailboxWork
from ..rules import check_whose, purpose_of

_PLACE = ("host", "port", "user")


@use_case(requires=Permission.MAILBOX_READ)
def list_mailboxes(work: MailboxWork) -> list[Mailbox]:
    """
    The mailboxes that the actor may see, by name.
    """
    return work.mailboxes.all()


@use_case(requires=Permission.MAILBOX_READ)
def show_mailbox(work: MailboxWork, mailbox_id: MailboxId) -> Mailbox:
    """
    One mailbox.
    """
    return work.mailboxes.get(mailbox_id)


@use_case(requires=Permission.MAILBOX_READ)
def mailbox_status(work: MailboxWork, mailbox_id: MailboxId) -> MailboxStatus:
    """
    When a mailbox was read last, how far, and what went wrong.
    """
    mailbox = work.mailboxes.get(mailbox_id)
    progress = work.mailbox_progress.get(mailbox.id)
    return MailboxStatus(
        mailbox_id=mailbox.id,
        state=state_of(mailbox, progress),
        progress=progress,
        folders=tuple(work.mailbox_progress.folders(mailbox.id)),
        set_aside=work.set_asides.count(mailbox.id),
    )


@use_case(requires=Permission.MAILBOX_WRITE)
def add_mailbox(work: MailboxWork, /, **fields: object) -> Mailbox:
    """
    A mailbox that is read from now on. It belongs to whoever adds it unless
    ``assigned_to`` says else; one of others, or of nobody, needs the right to manage
    mailboxes.

    Raises:
        Invalid: Naming every field that is wrong.
        Forbidden: It would not be the actor's own.
        Unavailable: Secrets cannot be kept here.
    """
    blank = Mailbox(
        id=MailboxId(work.new_id()),
        since=work.now.date(),
        assigned_to=work.actor.user_id,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    mailbox = _edited(work, blank, fields)
    check_whose(work, mailbox.assigned_to)
    work.name(f"Add mailbox {mailbox.name}")
    work.mailboxes.add(mailbox)
    work.emit(MailboxChanged(mailbox_id=mailbox.id))
    return mailbox


@use_case(requires=Permission.MAILBOX_WRITE)
def edit_mailbox(
    work: MailboxWork,
    /,
    mailbox_id: MailboxId,
    *,
    version: int | None = None,
    **fields: object,
) -> Mailbox:
    """
    Change some fields of a mailbox; what was read stays read, unless it is at another
    place from now on. It is tried again at once.

    Raises:
        Invalid: Naming every field that is wrong.
        Forbidden: It is not the actor's own, or would not be.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    mailbox = work.mailboxes.locked(mailbox_id)
    check_whose(work, mailbox.assigned_to)
    check_version(work, "mailbox", mailbox, version)
    edited = _edited(work, mailbox, fields)
    check_whose(work, edited.assigned_to)
    work.name(f"Edit mailbox {edited.name}")
    saved = work.mailboxes.save(edited)
    if any(getattr(saved, name) != getattr(mailbox, name) for name in _PLACE):
        work.mailbox_progress.forget(saved.id)
    work.mailbox_progress.keep(saved.id, Progress())
    work.mailbox_progress.keep_token(saved.id, None)
    work.emit(MailboxChanged(mailbox_id=saved.id))
    return saved


@use_case(requires=Permission.MAILBOX_WRITE)
def remove_mailbox(work: MailboxWork, mailbox_id: MailboxId) -> None:
    """
    Read a mailbox no more; its messages stay.

    Raises:
        Forbidden: It is not the actor's own.
    """
    mailbox = work.mailboxes.locked(mailbox_id)
    check_whose(work, mailbox.assigned_to)
    work.name(f"Remove mailbox {mailbox.name}")
    work.mailboxes.remove(mailbox)


@use_case(requires=Permission.MAILBOX_WRITE)
def request_reading(work: MailboxWork, mailbox_id: MailboxId) -> None:
    """
    Have a mailbox read now, whatever went wrong before; a worker does it.

    Raises:
        Forbidden: It is not the actor's own.
        MailboxOff: It is not to be read.
    """
    mailbox = work.mailboxes.get(mailbox_id)
    check_whose(work, mailbox.assigned_to)
    if not mailbox.active:
        raise MailboxOff(mailbox_id=mailbox.id)
    work.emit(ReadingWanted(mailbox_id=mailbox.id))


def _edited(
    work: MailboxWork, mailbox: Mailbox, fields: Mapping[str, object]
) -> Mailbox:
    values: dict[str, Any] = MAILBOX_FIELDS.parse(fields)
    for name, sealed in zip(SECRETS, ("sealed", "client_sealed"), strict=True):
        if name in values:
            secret = values.pop(name)
            purpose = purpose_of(mailbox.id, name)
            values[sealed] = secret and work.seal.seal(secret, purpose=purpose)
    return mailbox.edited(values, at=work.now)
