"""
A booking page as its visitors meet it: found by its key, booked, moved, cancelled.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol
from uuid import UUID

from attrs import frozen

from ..access import operator_of
from ..activities import Activity
from ..forms import Said, count_refusal, count_use
from ..shared import (
    Actor,
    CrmError,
    Invalid,
    NotFound,
    OrganizationId,
    Permission,
    Unavailable,
    UserId,
)
from .model import Booking, BookingId, BookingPage, Purpose, Wish, key_in
from .ports import BookingWork
from .use_cases import (
    book_meeting,
    cancel_booking,
    capture_booking,
    fail_booking,
    find_booked,
    length_of,
    move_booking,
    page_of_booking,
)

_NOBODY: Final = UUID(int=0)
_STRANGER: Final = Actor(
    user_id=UserId(_NOBODY),
    organization_id=OrganizationId(_NOBODY),
    permissions=frozenset(),
    source="booking",
)
_MAY: Final = frozenset(
    {Permission.ACTIVITY_WRITE, Permission.EMAIL_SEND, Permission.LEAD_WRITE}
)
ABSENT: Final = "There is no such page."
GONE: Final = "This link does not work any more."


class RunAs(Protocol):
    """
    Runs a use case for an actor in a transaction of its own, as ``Crm.run`` does.
    """

    def __call__(
        self, actor: Actor, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


def booking_actor(organization_id: OrganizationId) -> Actor:
    """
    Who acts when somebody books: the organization's operator, who may add meetings and
    leads, write messages, and nothing else.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=_MAY,
        name="Operator",
        source="booking",
    )


@frozen(kw_only=True)
class Visit:
    """
    A page that can be booked, and who acts for it.
    """

    actor: Actor
    page: BookingPage


@frozen(kw_only=True)
class Return:
    """
    Somebody who comes back by a link: what they have booked, and where.
    """

    actor: Actor
    page: BookingPage
    booking: Booking
    meeting: Activity

    @property
    def minutes(self) -> int:
        """
        How long the meeting takes.
        """
        return int(length_of(self.meeting, self.booking).total_seconds()) // 60


def find_booking_page(run: RunAs, key: str) -> Visit:
    """
    The page of a key.

    Raises:
        NotFound: There is none, or it cannot be booked now.
    """

    def look(work: BookingWork) -> tuple[OrganizationId, BookingPage] | None:
        return work.booking_pages.behind(key)

    found = run(_STRANGER, look)
    if found is None or not found[1].open:
        raise NotFound(ABSENT)
    return Visit(actor=booking_actor(found[0]), page=found[1])


def book_time(
    run: RunAs, visit: Visit, said: Said, wish: Wish, address: str
) -> Booking | None:
    """
    Book a time for a visitor at *address*, unless there were too many; None then.

    Raises:
        Invalid: Naming every answer that is wrong or missing.
        SlotTaken: The time is not free any more.
    """
    actor, page = visit.actor, visit.page
    if not run(actor, count_use, page.form, address):
        run(actor, count_refusal, page.form, "limited")
        return None
    try:
        booking: Booking = run(actor, book_meeting, page, said, wish)
    except Invalid:
        run(actor, count_refusal, page.form, "refused")
        raise
    return _captured(run, actor, booking)


def _captured(run: RunAs, actor: Actor, booking: Booking) -> Booking:
    if booking.lead_id is not None:
        return booking
    try:
        found: Booking = run(actor, capture_booking, booking.id)
    except Unavailable:
        return booking  # the meeting is booked whatever becomes of the lead
    except CrmError as refused:
        run(actor, fail_booking, booking.id, str(refused))
        return booking
    return found


def capture_again(run: RunAs, actor: Actor, booking_id: BookingId) -> None:
    """
    Make whoever has booked a lead, if nobody has come to that yet.
    """
    try:
        booking = run(actor, find_booked, booking_id)
    except NotFound:
        return
    if booking.booked:
        _captured(run, actor, booking)


def find_booking(run: RunAs, code: str, purpose: Purpose) -> Return:
    """
    What a link is for.

    Raises:
        NotFound: It is for nothing, or not any more.
    """

    def look(work: BookingWork) -> tuple[OrganizationId, Booking] | None:
        return work.bookings.behind(key_in(code))

    found = run(_STRANGER, look)
    if found is None or not found[1].opens(code, purpose):
        raise NotFound(GONE)
    actor = booking_actor(found[0])
    page, meeting = run(actor, page_of_booking, found[1])
    return Return(actor=actor, page=page, booking=found[1], meeting=meeting)


def move_meeting(run: RunAs, back: Return, wish: Wish) -> Booking:
    """
    Give a meeting another time.

    Raises:
        NotFound: It is over, off or gone.
        SlotTaken: The time is not free any more.
    """
    moved: Booking = run(back.actor, move_booking, back.booking.id, wish)
    return moved


def cancel_meeting(run: RunAs, back: Return) -> None:
    """
    Cancel a meeting.

    Raises:
        NotFound: It is over, off or gone.
    """
    run(back.actor, cancel_booking, back.booking.id)
