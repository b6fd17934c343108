"""
What becomes of a booked meeting: moved or cancelled by whoever has booked it, and told.
"""

from datetime import timedelta

from attrs import evolve

from ...activities import Activity, cancel_activity, reschedule_activity
from ...shared import NotFound, Permission, use_case
from ..events import BookingCancelled, MeetingBooked
from ..knowing import slot_at
from ..model import Booking, BookingId, BookingPage, Wish
from ..ports import BookingWork
from .telling import tell_booked, tell_cancelled


@use_case(requires=Permission.ACTIVITY_WRITE)
def page_of_booking(
    work: BookingWork, booking: Booking
) -> tuple[BookingPage, Activity]:
    """
    The page that something was booked on, and the meeting as it is now.

    Raises:
        NotFound: The meeting is over, off or gone.
    """
    page = work.booking_pages.get(booking.page_id)
    meeting = work.activities.get(booking.activity_id)
    starts = meeting.starts_at
    over = not meeting.pending or meeting.archived_at is not None
    if not booking.booked or over or starts is None or starts <= work.now:
        raise NotFound(id=booking.id)
    return page, meeting


def length_of(meeting: Activity, booking: Booking) -> timedelta:
    """
    How long a meeting takes now, or else as it was booked.
    """
    if meeting.starts_at is None or meeting.ends_at is None:
        return booking.ends_at - booking.starts_at
    return meeting.ends_at - meeting.starts_at


@use_case(requires=Permission.ACTIVITY_WRITE)
def move_booking(work: BookingWork, booking_id: BookingId, wish: Wish) -> Booking:
    """
    Give a booked meeting another time, with the same host; to the time that it has
    already changes nothing.

    Raises:
        NotFound: The meeting is over, off or gone.
        SlotTaken: Somebody else was faster, or the time was never offered.
    """
    booking = work.bookings.get(booking_id)
    page, meeting = page_of_booking(work, booking)
    if meeting.starts_at == wish.starts:
        return booking
    work.busy_times.hold(page.hosts)
    length = length_of(meeting, booking)
    minutes = int(length.total_seconds()) // 60
    slot = slot_at(work, page, wish.starts, minutes, booking)
    later = reschedule_activity(work, meeting.id, to=slot.starts)
    moved = evolve(booking.moved(slot.starts, length), time_zone=wish.time_zone)
    moved = tell_booked(work, moved, page, later)
    work.name(f"{page.name}: {booking.called} moves")
    work.bookings.save(moved)
    work.emit(MeetingBooked(booking_id=booking.id))
    return moved


@use_case(requires=Permission.ACTIVITY_WRITE)
def cancel_booking(work: BookingWork, booking_id: BookingId) -> Booking:
    """
    Cancel a booked meeting.

    Raises:
        NotFound: The meeting is over, off or gone.
    """
    booking = work.bookings.get(booking_id)
    page, meeting = page_of_booking(work, booking)
    off = cancel_activity(work, meeting.id)
    cancelled = tell_cancelled(work, booking.cancelled(work.now), page, off)
    work.name(f"{page.name}: {booking.called} cancels")
    work.bookings.save(cancelled)
    work.emit(BookingCancelled(booking_id=booking.id))
    return cancelled


@use_case(requires=Permission.ACTIVITY_WRITE)
def find_booked(work: BookingWork, booking_id: BookingId) -> Booking:
    """
    What was booked.
    """
    return work.bookings.get(booking_id)
