"""
What people do with booking pages and free times, and what pages do for visitors.
"""

from .finding import FreeBusy, find_free_times, show_free_busy
from .records import (
    add_booking_page,
    archive_booking_page,
    edit_booking_page,
    list_booking_pages,
    list_bookings,
    renew_booking_key,
    restore_booking_page,
    show_booking_page,
)
from .returning import (
    cancel_booking,
    find_booked,
    length_of,
    move_booking,
    page_of_booking,
)
from .visiting import Offer, book_meeting, capture_booking, fail_booking, offer_times

__all__ = [
    "FreeBusy",
    "Offer",
    "add_booking_page",
    "archive_booking_page",
    "book_meeting",
    "cancel_booking",
    "capture_booking",
    "edit_booking_page",
    "fail_booking",
    "find_booked",
    "find_free_times",
    "length_of",
    "list_booking_pages",
    "list_bookings",
    "move_booking",
    "offer_times",
    "page_of_booking",
    "renew_booking_key",
    "restore_booking_page",
    "show_booking_page",
    "show_free_busy",
]
