"""
Booking pages, and what was booked on them, as rows.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from attrs import asdict

from crm_core.bookings import Booking, BookingPage, BookingState, Hosting
from crm_core.forms import FormField
from crm_core.shared import WorkingHours

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "key",
    "name",
    "title",
    "intro",
    "language",
    "step",
    "buffer_before",
    "buffer_after",
    "minimum_notice",
    "horizon_days",
    "daily_limit",
    "place",
    "per_address",
    "per_page",
    "thanks",
    "source",
    "consent",
    "consent_required",
    "active",
)
_LISTS = ("hosts", "durations", "origins", "consent_texts")
_BOOKING = (
    "id",
    "page_id",
    "key",
    "secret",
    "activity_id",
    "host_id",
    "starts_at",
    "ends_at",
    "time_zone",
    "consent",
    "consent_version",
    "email_key",
    "digest",
    "booked_at",
    "cancelled_at",
    "moves",
    "lead_id",
    "reason",
)


def _to_row(page: BookingPage) -> Row:
    row: Row = {name: getattr(page, name) for name in _SAME}
    row |= {name: list(getattr(page, name)) for name in _LISTS}
    row["hosting"] = page.hosting.value
    row["hours"] = page.hours.to_json() if page.hours else None
    row["questions"] = msgspec.to_builtins([asdict(each) for each in page.questions])
    return row


def _question(raw: Mapping[str, Any]) -> FormField:
    return FormField(**{**raw, "options": tuple(raw["options"])})


def _from_row(row: Row) -> BookingPage:
    lists: Row = {name: tuple(row[name]) for name in _LISTS}
    # An image has the ids as text.
    lists["hosts"] = tuple(UUID(str(each)) for each in row["hosts"])
    return BookingPage(
        **{name: row[name] for name in _SAME},
        **lists,
        hosting=Hosting(row["hosting"]),
        hours=WorkingHours.read(row["hours"]) if row["hours"] else None,
        questions=tuple(map(_question, row["questions"])),
    )


BOOKING_PAGE_ROWS = RowMapping(
    kind="booking_page",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset(),
    ids=frozenset({"id", "created_by"}),
    moments=frozenset({"created_at", "updated_at", "archived_at"}),
)


def booking_row(booking: Booking) -> Row:
    """
    What was booked as a row.
    """
    row: Row = {name: getattr(booking, name) for name in _BOOKING}
    row["state"] = booking.state.value
    row["buffer_before"] = booking.before
    row["buffer_after"] = booking.after
    row["values"] = dict(booking.values)
    row["capture"] = dict(booking.capture)
    return row


def booking_from(row: Row) -> Booking:
    """
    What was booked, from its row.
    """
    return Booking(
        **{name: row[name] for name in _BOOKING},
        state=BookingState(row["state"]),
        before=row["buffer_before"],
        after=row["buffer_after"],
        values=row["values"],
        capture=row["capture"],
    )
