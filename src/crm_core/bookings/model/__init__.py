"""
Booking pages, what was booked, and when people are free.
"""

from .booking import Booking, BookingId, BookingState, Purpose, Wish, key_in
from .free import (
    LONGEST_MEETING,
    UNSAID_LENGTH,
    USUAL_WEEK,
    Busy,
    Host,
    Slot,
    Wanted,
    free_slots,
    on_day,
    spans_of,
    stretches,
    working,
)
from .page import BookingPage, BookingPageId, Hosting
from .phrases import booking_phrase, shown_day, shown_time
from .reading import PAGE_FIELDS, read_page

__all__ = [
    "LONGEST_MEETING",
    "PAGE_FIELDS",
    "UNSAID_LENGTH",
    "USUAL_WEEK",
    "Booking",
    "BookingId",
    "BookingPage",
    "BookingPageId",
    "BookingState",
    "Busy",
    "Host",
    "Hosting",
    "Purpose",
    "Slot",
    "Wanted",
    "Wish",
    "booking_phrase",
    "free_slots",
    "key_in",
    "on_day",
    "read_page",
    "shown_day",
    "shown_time",
    "spans_of",
    "stretches",
    "working",
]
