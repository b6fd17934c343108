"""
Mailboxes: whose they are, where they are, and how reading them goes.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NewType
from uuid import UUID

from attrs import asdict, evolve, field, frozen

from ...emails import Arrival, MailboxId
from ...shared import (
    Choice,
    Date,
    Email,
    Field,
    FieldError,
    Fields,
    Flag,
    Id,
    Invalid,
    Text,
    Url,
    UserId,
    WholeNumber,
)
from .fetching import Position, Security, SignIn
from .folders import FolderNames

SetAsideId = NewType("SetAsideId", UUID)

PORTS: Final[Mapping[Security, int]] = {
    Security.TLS: 993,
    Security.STARTTLS: 143,
    Security.NONE: 143,
}
INBOX: Final = "INBOX"
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=4)

MAILBOX_FIELDS: Final = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(100, empty="")),
        Field(name="address", label="Address", kind=Email()),
        Field(name="host", label="Server", kind=Text(253, empty="")),
        Field(name="port", label="Port", kind=WholeNumber(1, 65_535)),
        Field(name="security", label="Encryption", kind=Choice(tuple(Security))),
        Field(name="user", label="User", kind=Text(320, empty="")),
        Field(name="sign_in", label="Sign-in by", kind=Choice(tuple(SignIn))),
        Field(name="secret", label="Secret", kind=Text(4_000)),
        Field(name="token_url", label="Token address", kind=Url(500)),
        Field(name="client_id", label="Client", kind=Text(500)),
        Field(name="client_secret", label="Client's secret", kind=Text(4_000)),
        Field(name="folders", label="Folders", kind=FolderNames()),
        Field(name="sent", label="Read what was sent", kind=Flag()),
        Field(name="since", label="Since", kind=Date()),
        Field(name="assigned_to", label="Owner", kind=Id("user"), aliases=("owner",)),
        Field(name="active", label="Active", kind=Flag()),
    ]
)
"""
What is said of a mailbox. The *secret* is a password, or a refresh token of OAuth;
neither it nor the client's is ever shown.
"""
SECRETS: Final = ("secret", "client_secret")


class MailboxState(StrEnum):
    """
    How reading goes: ``new`` until it was tried once; ``failing`` is tried again by
    itself, ``needs_sign_in`` only after somebody has entered the secret anew.
    """

    NEW = "new"
    WORKING = "working"
    FAILING = "failing"
    NEEDS_SIGN_IN = "needs_sign_in"
    OFF = "off"


@frozen(kw_only=True)
class Mailbox:
    """
    A mailbox that is read.

    Args:
        address: The address that mail reaches it by.
        sealed: The secret, sealed; *client_sealed* that of the OAuth client.
        folders: The folders that are read.
        sent: Whether the folder of what was sent is read too, as the server names it.
        since: The day that the first reading goes back to.
        assigned_to: Whose it is; one of nobody is the organization's.
    """

    id: MailboxId
    name: str = ""
    address: str | None = None
    host: str = ""
    port: int = 993
    security: Security = Security.TLS
    user: str = ""
    sign_in: SignIn = SignIn.PASSWORD
    sealed: str | None = field(default=None, repr=False)
    token_url: str | None = None
    client_id: str | None = None
    client_sealed: str | None = field(default=None, repr=False)
    folders: tuple[str, ...] = (INBOX,)
    sent: bool = True
    since: date | None = None
    assigned_to: UserId | None = None
    active: bool = True
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    version: int = 1

    def edited(self, values: Mapping[str, Any], *, at: datetime) -> "Mailbox":
        """
        The mailbox with *values*, which ``MAILBOX_FIELDS`` has parsed, its secrets
        sealed. The port follows the encryption unless it is said.

        Raises:
            Invalid: Naming every field that is wrong.
        """
        said = dict(values)
        if said.get("security"):
            said["security"] = Security(said["security"])
            usual = PORTS[self.security]
            if said.get("port") is None and self.port == usual:
                said["port"] = PORTS[said["security"]]
        if said.get("sign_in"):
            said["sign_in"] = SignIn(said["sign_in"])
        kept = ("security", "sign_in", "port", "folders")
        said = {k: v for k, v in said.items() if v or k not in kept}
        edited = evolve(self, **said, updated_at=at)
        return evolve(
            edited, name=edited.name or edited.address or edited.user
        ).checked()

    def told(self) -> dict[str, object]:
        """
        What anybody may see of it: of its secrets, whether they are there.
        """
        told = asdict(self, recurse=False)
        del told["sealed"], told["client_sealed"]
        return told | {
            "secret": self.sealed is not None,
            "client_secret": self.client_sealed is not None,
        }

    def arrival(
        self, raw_key: str | None, at: datetime | None, *, outgoing: bool
    ) -> Arrival:
        """
        How a message of this mailbox came, or that it is *outgoing*.
        """
        return Arrival(
            raw_key=raw_key,
            at=at,
            mailbox_id=self.id,
            owner=self.assigned_to,
            own=frozenset({self.address} if self.address else ()),
            outgoing=outgoing,
        )

    def checked(self) -> "Mailbox":
        """
        The mailbox itself.

        Raises:
            Invalid: Naming whatever is needed to read it.
        """
        needed = ["host", "user", "address"]
        if self.sign_in is SignIn.TOKEN:
            needed += ["token_url", "client_id"]
        errors = [
            FieldError(name, "required", "Required.")
            for name in needed
            if not getattr(self, name)
        ]
        if self.active and self.sealed is None:
            errors.append(FieldError("secret", "required", "Required."))
        if errors:
            raise Invalid(errors=errors)
        return self


@frozen(kw_only=True)
class FolderProgress:
    """
    How far a folder is read: its *position*, when that was so, and how many messages
    came from it so far.
    """

    folder: str
    position: Position
    read_at: datetime
    messages: int = 0


@frozen(kw_only=True)
class Progress:
    """
    How reading a mailbox goes.

    Args:
        tried_at: When it was tried last; *succeeded_at* when that went well.
        failures: How often in a row it did not.
        reason: What went wrong last.
        needs_sign_in: Whether nobody tries until the secret is entered anew.
        due_at: When it is tried next.
    """

    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    reason: str | None = None
    needs_sign_in: bool = False
    due_at: datetime | None = None

    def succeeded(self, at: datetime) -> "Progress":
        return Progress(tried_at=at, succeeded_at=at)

    def failed(self, at: datetime, reason: str, *, needs_sign_in: bool) -> "Progress":
        """
        After one more failure: the pause doubles each time, up to four hours.
        """
        pause = min(FIRST_WAIT * 2 ** min(self.failures, 20), LONGEST_WAIT)
        return evolve(
            self,
            tried_at=at,
            failures=self.failures + 1,
            reason=reason[:1_000],
            needs_sign_in=needs_sign_in,
            due_at=at + pause,
        )

    def may_try(self, at: datetime) -> bool:
        """
        Whether its time has come.
        """
        return not self.needs_sign_in and (self.due_at is None or self.due_at <= at)


@frozen(kw_only=True)
class SetAside:
    """
    A message that could not be taken in: it is kept as it came, so that it can be
    tried again, and those after it come in all the same.
    """

    id: SetAsideId
    mailbox_id: MailboxId
    folder: str
    position: Position
    size: int
    raw_key: str | None
    reason: str
    at: datetime
    outgoing: bool = False

    def told(self) -> dict[str, object]:
        """
        What anybody may see of it; *kept* says whether it can be tried again.
        """
        told = asdict(self)
        return told | {"kept": told.pop("raw_key") is not None}


@frozen(kw_only=True)
class MailboxStatus:
    """
    How reading a mailbox goes, for whoever asks why a message is not there.
    """

    mailbox_id: MailboxId
    state: MailboxState
    progress: Progress
    folders: tuple[FolderProgress, ...]
    set_aside: int


def state_of(mailbox: Mailbox, progress: Progress) -> MailboxState:
    """
    The state that a mailbox shows.
    """
    if not mailbox.active:
        return MailboxState.OFF
    if progress.needs_sign_in:
        return MailboxState.NEEDS_SIGN_IN
    if progress.tried_at is None:
        return MailboxState.NEW
    return MailboxState.FAILING if progress.failures else MailboxState.WORKING
