"""
A booked meeting, and the links by which its visitor can move or cancel it.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType
from uuid import UUID

from attrs import asdict, evolve, frozen

from ...activities import ActivityId
from ...leads import LeadId
from ...shared import UserId
from .page import BookingPageId

BookingId = NewType("BookingId", UUID)

LONGEST_LINK: Final = 200
_MARK: Final = 32


class Purpose(StrEnum):
    """
    What a link in a mail is good for, and for nothing else.
    """

    CANCEL = "cancel"
    MOVE = "move"


class BookingState(StrEnum):
    """
    Whether the visitor still comes.
    """

    BOOKED = "booked"
    CANCELLED = "cancelled"


@frozen(kw_only=True)
class Wish:
    """
    The time that a visitor has chosen, on the clocks of *time_zone*.
    """

    starts: datetime
    minutes: int
    time_zone: str


@frozen(kw_only=True)
class Booking:
    """
    A meeting that somebody has booked.

    Args:
        key: What its links begin with: random, so that it says nothing.
        secret: Of which the rest of its links is made.
        activity_id: The meeting.
        host_id: Whose meeting it is.
        time_zone: The clock of the visitor.
        before: So many minutes before it are kept free; *after* likewise.
        values: What was said, of what was asked.
        digest: What tells it from others: sent twice it is one.
        reason: Why no lead could be made of it.
    """

    id: BookingId
    page_id: BookingPageId
    key: str
    secret: bytes
    activity_id: ActivityId
    host_id: UserId
    state: BookingState = BookingState.BOOKED
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    before: int = 0
    after: int = 0
    values: Mapping[str, object]
    capture: Mapping[str, str]
    consent: bool | None
    consent_version: int | None
    email_key: str
    digest: str
    booked_at: datetime
    cancelled_at: datetime | None = None
    moves: int = 0
    lead_id: LeadId | None = None
    reason: str | None = None

    @property
    def booked(self) -> bool:
        return self.state is BookingState.BOOKED

    @property
    def email(self) -> str:
        return str(self.values["email"])

    @property
    def called(self) -> str:
        """
        What the visitor calls themselves.
        """
        names = (self.values.get(each) for each in ("first_name", "last_name"))
        return " ".join(str(each) for each in names if each) or self.email

    @property
    def public(self) -> dict[str, object]:
        """
        What the people of the organization are shown.
        """
        hidden = {"key", "secret", "email_key", "digest"}
        members = asdict(self, recurse=False)
        return {name: each for name, each in members.items() if name not in hidden}

    def code(self, purpose: Purpose) -> str:
        """
        What a link for *purpose* ends with.
        """
        return f"{self.key}.{self._mark(purpose)}"

    def opens(self, code: str, purpose: Purpose) -> bool:
        """
        Whether *code* is a link of this booking for *purpose*.
        """
        given = code.encode("utf-8", "replace")
        return hmac.compare_digest(self.code(purpose).encode(), given)

    def _mark(self, purpose: Purpose) -> str:
        text = f"{purpose}:{self.key}".encode()
        return hmac.new(self.secret, text, sha256).hexdigest()[:_MARK]

    def moved(self, starts: datetime, length: timedelta) -> "Booking":
        """
        The booking at another time.
        """
        return evolve(
            self, starts_at=starts, ends_at=starts + length, moves=self.moves + 1
        )

    def cancelled(self, at: datetime) -> "Booking":
        """
        The booking, off since *at*.
        """
        return evolve(self, state=BookingState.CANCELLED, cancelled_at=at)


def key_in(code: str) -> str:
    """
    The key that the code in a link names.
    """
    return code[:LONGEST_LINK].partition(".")[0]
