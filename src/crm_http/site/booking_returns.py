"""
What the links in the mails of a booking lead to: cancel it, or choose another time.
"""

from collections.abc import Callable
from functools import partial
from html import escape

from crm_core.bookings import (
    Purpose,
    Return,
    SlotTaken,
    booking_phrase,
    cancel_meeting,
    find_booking,
    move_meeting,
    on_day,
    shown_day,
    shown_time,
)
from crm_core.shared import NotFound, Unavailable

from ..calls import Call
from ..replies import Reply
from .booking_choices import choice_of, host_zone, offered, wish_of
from .booking_pages import away, button_page, notice, said_page, when
from .booking_times import times_page
from .posting import read_posted


def _returned(
    call: Call, purpose: Purpose, answer: Callable[[Call, Return], Reply]
) -> Reply:
    try:
        found = find_booking(call.desk.crm.run, call.names["code"], purpose)
        return answer(call, found)
    except NotFound:
        return notice(call, "en", "gone", 410)
    except Unavailable:
        return away(call, "en")


def ask_cancel(call: Call) -> Reply:
    """
    Whether a meeting is to be cancelled.
    """

    def answer(call: Call, back: Return) -> Reply:
        say = partial(booking_phrase, back.page.language)
        lead = f"<p>{escape(back.page.heading)}</p>{_until_now(back)}"
        language = back.page.language
        return button_page(call, language, say("cancel_title"), lead, say("cancel"), {})

    return _returned(call, Purpose.CANCEL, answer)


def cancel(call: Call) -> Reply:
    """
    A meeting that is off.
    """

    def answer(call: Call, back: Return) -> Reply:
        cancel_meeting(call.desk.crm.run, back)
        return notice(call, back.page.language, "cancelled", 200)

    return _returned(call, Purpose.CANCEL, answer)


def ask_move(call: Call) -> Reply:
    """
    To which time a meeting is to be moved.
    """
    return _returned(call, Purpose.MOVE, _choose_again)


def _choose_again(call: Call, back: Return, *, taken: bool = False) -> Reply:
    page, say = back.page, partial(booking_phrase, back.page.language)
    choice = choice_of(call, back, dict(call.pairs))
    lead, title = _until_now(back), say("move_title")
    if taken:
        lead += f'<p class="error" role="alert">{escape(say("taken"))}</p>'
    elif choice.at is not None:
        new = when(page, choice, host_zone(call, back, choice))
        along = {"at": choice.at.isoformat(), "zone": choice.zone}
        return button_page(call, page.language, title, lead + new, say("move"), along)
    offer = offered(call, back, choice)
    status = 409 if taken else 200
    return times_page(
        call, page, choice, offer, title=title, lead=lead, status=status, fixed=True
    )


def move(call: Call) -> Reply:
    """
    A meeting at another time.
    """

    def answer(call: Call, back: Return) -> Reply:
        choice = choice_of(call, back, read_posted(call))
        if choice.at is None:
            return _choose_again(call, back)
        try:
            move_meeting(call.desk.crm.run, back, wish_of(choice))
        except SlotTaken:
            return _choose_again(call, back, taken=True)
        title = booking_phrase(back.page.language, "moved_title")
        lead = when(back.page, choice, host_zone(call, back, choice))
        return said_page(call, back.page.language, title, lead)

    return _returned(call, Purpose.MOVE, answer)


def _until_now(back: Return) -> str:
    """
    When the meeting is, on the clock of the visitor.
    """
    language, zone = back.page.language, back.booking.time_zone
    starts = back.meeting.starts_at
    assert starts is not None
    day = shown_day(language, on_day(starts, zone))
    time = f"{shown_time(starts, zone)} ({zone})"
    return f"<p>{escape(booking_phrase(language, 'now', day=day, time=time))}</p>"
