"""
Reading a mailbox, one step at a time: what to read, one message, how it went.
"""

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve, field, frozen

from ...emails import (
    KeepFile,
    MailboxId,
    ReadMessage,
    receive_email,
)
from ...files import Limits
from ...shared import Permission, use_case
from ..events import MailboxNeedsSignIn
from ..model import (
    AccessTokens,
    Fetched,
    Mailbox,
    MailServer,
    Position,
    SetAside,
    SetAsideId,
    SignIn,
)
from ..ports import MailboxWork
from ..rules import check_whose, purpose_of

_SOON = timedelta(minutes=1)


@frozen(kw_only=True)
class Plan:
    """
    A mailbox, what opens it, and how far each folder is read.
    """

    mailbox: Mailbox
    server: MailServer = field(repr=False)
    positions: Mapping[str, Position]


@use_case(requires=Permission.MAILBOX_WRITE)
def plan_check(
    work: MailboxWork, mailbox_id: MailboxId, tokens: AccessTokens | None = None
) -> Plan:
    """
    What it takes to try a mailbox, for whoever may change it.

    Raises:
        Forbidden: It is not the actor's own.
    """
    check_whose(work, work.mailboxes.get(mailbox_id).assigned_to)
    return plan_reading(work, mailbox_id, tokens)


@use_case(requires=Permission.EMAIL_RECEIVE)
def plan_reading(
    work: MailboxWork, mailbox_id: MailboxId, tokens: AccessTokens | None = None
) -> Plan:
    """
    What it takes to read a mailbox now. An access token that has expired is replaced:
    once, while others who read the mailbox wait, since a provider may let a refresh
    token be used only once.

    Raises:
        NotFound: No such mailbox.
        MailboxRefused: There will be no access token until somebody signs in.
        MailboxUnreachable: There is none for now.
        Unavailable: Its secret cannot be opened.
    """
    mailbox = work.mailboxes.locked(mailbox_id)
    return Plan(
        mailbox=mailbox,
        server=MailServer(
            host=mailbox.host,
            port=mailbox.port,
            security=mailbox.security,
            user=mailbox.user,
            sign_in=mailbox.sign_in,
            secret=_token(work, mailbox, tokens)
            if mailbox.sign_in is SignIn.TOKEN
            else _unsealed(work, mailbox, "secret") or "",
        ),
        positions={
            each.folder: each.position
            for each in work.mailbox_progress.folders(mailbox.id)
        },
    )


def _unsealed(work: MailboxWork, mailbox: Mailbox, name: str) -> str | None:
    sealed = mailbox.sealed if name == "secret" else mailbox.client_sealed
    purpose = purpose_of(mailbox.id, name)
    return sealed and work.seal.unseal(sealed, purpose=purpose)


def _token(work: MailboxWork, mailbox: Mailbox, tokens: AccessTokens | None) -> str:
    known = work.mailbox_progress.token(mailbox.id)
    if known is not None and known.expires > work.now + _SOON:
        return known.token
    assert tokens is not None, (
        "A mailbox with tokens is read with somebody who has some"
    )
    rotated = known.refresh if known else None
    fresh = tokens.refresh(
        mailbox.token_url or "",
        client_id=mailbox.client_id or "",
        client_secret=_unsealed(work, mailbox, "client_secret"),
        token=rotated or _unsealed(work, mailbox, "secret") or "",
    )
    kept = evolve(fresh, refresh=fresh.refresh or rotated)
    work.mailbox_progress.keep_token(mailbox.id, kept)
    return fresh.token


@use_case(requires=Permission.EMAIL_RECEIVE)
def take_in(
    work: MailboxWork,
    mailbox: Mailbox,
    folder: str,
    before: Position | None,
    fetched: Fetched,
    read: ReadMessage,
    raw_key: str,
    keep: KeepFile,
    *,
    outgoing: bool = False,
    limits: Limits | None = None,
) -> bool:
    """
    Take in one message, and note in the same transaction that the folder is read up to
    it; whether it was new.

    Raises:
        SomebodyElseReads: Another one took it in meanwhile.
    """
    _advance(work, mailbox, folder, before, fetched)
    arrival = mailbox.arrival(raw_key, fetched.arrived_at, outgoing=outgoing)
    return receive_email(work, read, arrival, keep, limits=limits).new


@use_case(requires=Permission.EMAIL_RECEIVE)
def put_aside(
    work: MailboxWork,
    mailbox: Mailbox,
    folder: str,
    before: Position | None,
    fetched: Fetched,
    raw_key: str | None,
    reason: str,
    *,
    outgoing: bool = False,
) -> None:
    """
    Set aside a message that cannot be taken in, so that those after it can.

    Raises:
        SomebodyElseReads: Another one took it in meanwhile.
    """
    _advance(work, mailbox, folder, before, fetched)
    message = SetAside(
        id=SetAsideId(work.new_id()),
        mailbox_id=mailbox.id,
        folder=folder,
        position=fetched.position,
        size=fetched.size,
        raw_key=raw_key,
        reason=reason[:1_000],
        at=fetched.arrived_at or work.now,
        outgoing=outgoing,
    )
    work.set_asides.add(message)


def _advance(
    work: MailboxWork,
    mailbox: Mailbox,
    folder: str,
    before: Position | None,
    fetched: Fetched,
) -> None:
    work.mailbox_progress.advance(
        mailbox.id, folder, before=before, after=fetched.position, at=work.now
    )


@use_case(requires=Permission.EMAIL_RECEIVE)
def note_success(work: MailboxWork, mailbox_id: MailboxId) -> None:
    """
    Note that a mailbox was read to its end.
    """
    progress = work.mailbox_progress.get(mailbox_id)
    work.mailbox_progress.keep(mailbox_id, progress.succeeded(work.now))


@use_case(requires=Permission.EMAIL_RECEIVE)
def note_failure(
    work: MailboxWork, mailbox_id: MailboxId, reason: str, *, needs_sign_in: bool
) -> None:
    """
    Note what went wrong; whoever owns the mailbox is told when only they can help.
    """
    progress = work.mailbox_progress.get(mailbox_id)
    failed = progress.failed(work.now, reason, needs_sign_in=needs_sign_in)
    work.mailbox_progress.keep(mailbox_id, failed)
    if needs_sign_in and not progress.needs_sign_in:
        work.emit(MailboxNeedsSignIn(mailbox_id=mailbox_id, reason=reason[:1_000]))


@use_case(requires=Permission.EMAIL_RECEIVE)
def due_mailboxes(work: MailboxWork, *, pause: float = 0) -> list[MailboxId]:
    """
    The active mailboxes that may be tried now and were not in the last *pause* seconds.
    """
    return [*work.mailbox_progress.due(work.now, pause=pause)]
