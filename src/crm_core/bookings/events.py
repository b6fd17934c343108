"""
What the CRM announces about bookings.
"""

from attrs import frozen

from ..shared import Event
from .model import BookingId, BookingPageId


@frozen(kw_only=True)
class BookingPageChanged(Event):
    """
    A booking page is new or another one now.
    """

    page_id: BookingPageId


@frozen(kw_only=True)
class MeetingBooked(Event):
    """
    Somebody has booked a meeting, or moved it to another time.
    """

    booking_id: BookingId


@frozen(kw_only=True)
class BookingCancelled(Event):
    """
    Whoever had booked a meeting does not come.
    """

    booking_id: BookingId
