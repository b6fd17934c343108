"""
The way of one message to one recipient: an envelope of its own, so that each is
accepted, refused or tried again by itself.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from ...contacts import ContactId
from .email import Email, EmailId, EmailState

DeliveryId = NewType("DeliveryId", UUID)

OLDEST: Final = timedelta(days=3)
"""
So long a message is tried; then it is a dead letter.
"""
LEASE: Final = timedelta(minutes=5)
"""
So long a worker has for what it claimed; then another one may take it.
"""
MOST_DOUBTS: Final = 2
"""
So often it may be unknown whether a message went out; then a person decides.
"""
_FIRST_WAIT: Final = 30.0
_LONGEST_WAIT: Final = 4 * 3600.0


class DeliveryState(StrEnum):
    """
    How far an envelope is. ``uncertain``: the relay may have it, and nobody knows.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


@frozen(kw_only=True)
class Delivery:
    """
    One envelope.

    Args:
        attempts: How often the relay was asked; *doubts* of these may have succeeded
            although nobody was told.
        due_at: When it is tried next; None when it waits for a person.
        held: It was queued in another database, of which this one is a copy: it waits
            until a person says that it was not sent there.
        reason: What the relay or the post said last.
    """

    id: DeliveryId
    email_id: EmailId
    address: str
    name: str = ""
    field: str = "to"
    contact_id: ContactId | None = None
    state: DeliveryState = DeliveryState.QUEUED
    reason: str | None = None
    code: int | None = None
    attempts: int = 0
    doubts: int = 0
    queued_at: datetime
    due_at: datetime | None = None
    settled_at: datetime | None = None
    held: bool = False


@frozen
class Claimed:
    """
    What a worker has taken to deliver, until its lease ends: *token* tells it from any
    later taker.
    """

    delivery: Delivery
    token: UUID


@frozen(kw_only=True)
class AttachedFile:
    """
    A stored file that goes along.
    """

    name: str
    content_type: str
    key: str


@frozen(kw_only=True)
class Parcel:
    """
    All that goes over the wire for one envelope: the message, its *files*, and how
    whoever gets it *unsubscribes* (of a message to many). *marks* are the addresses
    that tell us of an opening and of clicks, by where they lead; of one that is not
    tracked there are none.
    """

    claimed: Claimed
    email: Email
    files: tuple[AttachedFile, ...] = ()
    unsubscribe: str | None = None
    marks: Mapping[str, str] = {}
    pixel: str | None = None


class Outcome(StrEnum):
    """
    What became of one try.
    """

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_TRIED = "not_tried"


@frozen(kw_only=True)
class Verdict:
    """
    What became of one try, in the relay's words. ``NOT_TRIED`` is no fault of the
    message: the relay could not be used at all. *nobody* says that there is no such
    mailbox.
    """

    outcome: Outcome
    code: int | None = None
    reason: str = ""
    nobody: bool = False


def wait(tries: int, chance: float) -> timedelta:
    """
    How long to wait after so many *tries*: doubling, anywhere in that span by
    *chance* (0 to 1), so that what failed together does not come back together.
    """
    longest = min(_FIRST_WAIT * 2.0 ** min(tries, 20), _LONGEST_WAIT)
    return timedelta(seconds=1.0 + longest * chance)


STATES_BY_URGENCY: Final = (
    DeliveryState.SENDING,
    DeliveryState.QUEUED,
    DeliveryState.UNCERTAIN,
    DeliveryState.FAILED,
    DeliveryState.REFUSED,
    DeliveryState.BOUNCED,
    DeliveryState.SENT,
    DeliveryState.CANCELLED,
)


def state_of(states: Iterable[DeliveryState]) -> EmailState:
    """
    The state of a message whose envelopes have these: what is least settled, then
    what went wrong.
    """
    known = set(states)
    for each in STATES_BY_URGENCY:
        if each in known:
            return EmailState(each.value)
    return EmailState.DRAFT


@frozen(kw_only=True)
class Outbox:
    """
    What waits to be sent and what went wrong: envelopes by state, since when the
    oldest one waits, how many are *held*, and what was said of those that wait, the
    commonest first.
    """

    by_state: dict[str, int]
    oldest: datetime | None
    held: int
    reasons: dict[str, int]
