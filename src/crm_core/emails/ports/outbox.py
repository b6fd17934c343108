"""
Where envelopes wait until they are delivered.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from ..model import (
    Claimed,
    Delivery,
    DeliveryId,
    DeliveryState,
    EmailId,
    EmailState,
    Outbox,
    Verdict,
)


class Deliveries(Protocol):
    """
    The envelopes of the organization at work: operational, and in no history.
    """

    def add_many(self, deliveries: Sequence[Delivery], /) -> None:
        """
        Let them be sent from now on.
        """
        ...

    def of(self, emails: Collection[EmailId], /) -> Mapping[EmailId, list[Delivery]]:
        """
        Those of some messages, in their order.
        """
        ...

    def get(self, id: DeliveryId, /) -> Delivery:
        """
        Raises:
            NotFound: No such envelope in this organization.
        """
        ...

    def claim(self, *, most: int) -> list[Claimed]:
        """
        Take some whose time has come, until the lease ends: nobody else gets them.
        Those that wait too long fail first, and those whose lease has ended come back
        as uncertain.
        """
        ...

    def settle(
        self, claimed: Claimed, state: DeliveryState, verdict: Verdict, wait: timedelta
    ) -> EmailState | None:
        """
        Note what became of one that is claimed, and answer the state that its message
        has by that; None if somebody else has it now. One to be tried again waits so
        long first.
        """
        ...

    def release(self, claimed: Sequence[Claimed], reason: str, wait: timedelta) -> None:
        """
        Give back what was not tried, as though it had not been taken.
        """
        ...

    def slow_down(self, domain: str, /) -> int:
        """
        Count one more mail in a row that a domain did not take for now; answers how
        many those are.
        """
        ...

    def leave_alone(self, domain: str, wait: timedelta, /) -> None:
        """
        Send nothing to a domain for so long.
        """
        ...

    def went_well(self, domain: str, /) -> None:
        """
        Forget what a domain did not take.
        """
        ...

    def cancel(self, email_id: EmailId, reason: str, /) -> int:
        """
        Let those of a message not go that have not gone; answers how many.
        """
        ...

    def again(self, email_id: EmailId, /) -> int:
        """
        Let the dead letters of a message be tried again, and those held; how many.
        """
        ...

    def sent_after_all(self, email_id: EmailId, /) -> int:
        """
        Take the uncertain ones of a message for sent; answers how many.
        """
        ...

    def bounce(self, email_id: EmailId, key: str, reason: str, /) -> int:
        """
        Note that what was sent to an address came back; answers how many.
        """
        ...

    def restate(self, email_id: EmailId, /) -> EmailState:
        """
        Let a message have the state of its envelopes.
        """
        ...

    def forget(self, keys: Collection[str], /) -> None:
        """
        Let nothing be left of those to these addresses.
        """
        ...

    def outbox(self) -> Outbox: ...
