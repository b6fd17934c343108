"""
What surrounds the writing and sending of messages.
"""

from typing import Protocol

from ..model import Correspondent, Parcel, Verdict


class Stationery(Protocol):
    """
    What every letter of this installation has: whom it comes from, where links lead,
    and what may stand in its HTML.
    """

    @property
    def sender(self) -> Correspondent: ...

    @property
    def site(self) -> str:
        """
        The address that links in messages begin with.
        """
        ...

    def sanitised(self, html: str, /) -> str:
        """
        *html* without whatever could act.

        Raises:
            Unavailable: It cannot be made safe in this installation.
        """
        ...


class Relay(Protocol):
    """
    Takes messages away; one conversation for many of them.
    """

    def deliver(self, message: bytes, /, *, sender: str, recipient: str) -> Verdict:
        """
        Hand over one message to one recipient; it never raises for the relay's sake.
        """
        ...


class Written(Protocol):
    """
    Puts a parcel into the form that goes over the wire, the same each time.
    """

    def __call__(self, parcel: Parcel, /) -> bytes:
        """
        Raises:
            CrmError: Something that belongs to it cannot be had.
        """
        ...
