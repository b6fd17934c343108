"""
Booking pages and what was booked on them, for those who look after them.
"""

from operator import attrgetter
from typing import Final

from crm_core.bookings import (
    BookingPageId,
    add_booking_page,
    archive_booking_page,
    edit_booking_page,
    list_booking_pages,
    list_bookings,
    renew_booking_key,
    restore_booking_page,
    show_booking_page,
)
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply
from .record_operations import ROOT
from .records import page_reply
from .small_operations import ARCHIVED, acts, adds, edits, lists, removes, shows
from .small_records import EditedRecords

PAGES: Final = EditedRecords(
    noun="booking_page",
    path=f"{ROOT}/booking-pages",
    tag="Bookings",
    reads=Permission.BOOKING_WRITE,
    writes=Permission.BOOKING_WRITE,
    show=show_booking_page,
    shown=attrgetter("public"),
    reserved=("page_id", "version"),
)


def list_booked(call: Call) -> Reply:
    """
    What was booked on a page, the last first.
    """
    request, _ = call.page()
    page = call.run(list_bookings, BookingPageId(call.id()), request)
    return page_reply(page, request, lambda each: each.public)


_PAGING: Final = (
    Parameter(
        name="page",
        says="The number of the page, from 1 on.",
        schema={"type": "integer", "minimum": 1},
    ),
    Parameter(
        name="page_size",
        says="How many bookings a page has.",
        schema={"type": "integer", "minimum": 1, "maximum": 200},
    ),
    Parameter(
        name="cursor",
        says="`next_cursor` of the page before.",
        schema={"type": "string"},
    ),
)


OPERATIONS = [
    lists(PAGES, list_booking_pages, "Booking pages by name", ARCHIVED),
    adds(PAGES, add_booking_page, "Add a page on which others book a meeting"),
    shows(PAGES, "One booking page, also from the archive"),
    edits(
        PAGES,
        edit_booking_page,
        "Change a booking page; null brings back what is usual",
    ),
    removes(
        PAGES,
        archive_booking_page,
        "Put a booking page into the archive; nobody can book on it any more",
        "archive",
    ),
    acts(
        PAGES,
        restore_booking_page,
        "restore_booking_page",
        "restore",
        "Bring a booking page back from the archive",
    ),
    acts(
        PAGES,
        renew_booking_key,
        "renew_booking_key",
        "key",
        "Give a booking page another address; the old one leads nowhere",
    ),
    Operation(
        method="GET",
        path=f"{PAGES.path}/{{id}}/bookings",
        name="list_bookings",
        tag=PAGES.tag,
        summary="What was booked on a page, the last first",
        answer=list_booked,
        requires=PAGES.reads,
        query=_PAGING,
        gives="BookingListPage",
        problems=("not-found",),
    ),
]
