"""
Telling whoever has booked a meeting: a message with the invitation in it, queued in the
transaction that books, moves or cancels.
"""

from attrs import evolve

from ...access import User
from ...activities import Activity, Attendance
from ...calendars import Attendee, Calendar, Entry, Invitation, Invited, entry_of
from ...emails import Correspondent, Email, send_draft, write_email
from ...shared import Invalid, NotFound, Permission, Unavailable, use_case
from ..model import (
    Booking,
    BookingPage,
    Purpose,
    booking_phrase,
    on_day,
    shown_day,
    shown_time,
)
from ..ports import BookingWork


@use_case(requires=Permission.EMAIL_SEND)
def tell_booked(
    work: BookingWork, booking: Booking, page: BookingPage, meeting: Activity
) -> Booking:
    """
    When the meeting is, with links that move and cancel it, and an invitation. Nothing
    in it was typed by the visitor: nobody can send others their own words by it.
    Answers the booking, which says why when its visitor gets no mail.
    """
    site = work.stationery.site.rstrip("/")
    host = _host(work, booking)
    details = [
        booking_phrase(page.language, name, **{name_of: value})
        for name, name_of, value in (
            ("with", "host", host and host.name),
            ("place", "place", page.place),
        )
        if value
    ]
    told = {
        "details": "\n".join(details),
        "move": f"{site}/bookings/move/{booking.code(Purpose.MOVE)}",
        "cancel": f"{site}/bookings/cancel/{booking.code(Purpose.CANCEL)}",
    }
    return _tell(work, booking, page, meeting, "", told)


@use_case(requires=Permission.EMAIL_SEND)
def tell_cancelled(
    work: BookingWork, booking: Booking, page: BookingPage, meeting: Activity
) -> Booking:
    """
    That the meeting is off, to calendars too.
    """
    return _tell(work, booking, page, meeting, "cancelled_", {})


def _tell(
    work: BookingWork,
    booking: Booking,
    page: BookingPage,
    meeting: Activity,
    what: str,
    told: dict[str, str],
) -> Booking:
    language, zone = page.language, booking.time_zone
    when = {
        "title": page.heading,
        "day": shown_day(language, on_day(booking.starts_at, zone)),
        "time": shown_time(booking.starts_at, zone),
    }
    said = {"zone": zone, "organization": _organization(work), **when, **told}
    try:
        draft = write_email(
            work,
            to=[{"address": booking.email}],
            subject=_plain(booking_phrase(language, f"{what}subject", **when)),
            text=_plain(booking_phrase(language, f"{what}mail", **said)),
            about=meeting.about,
            draft=True,
        )
        work.emails.save(_addressed(work, draft, booking, page, meeting))
        send_draft(work, draft.id)
    except Invalid as refused:  # the address gets no mail
        return evolve(booking, reason=f"No mail: {refused}"[:1_000])
    return booking


def _addressed(
    work: BookingWork,
    draft: Email,
    booking: Booking,
    page: BookingPage,
    meeting: Activity,
) -> Email:
    """
    The message as from the host, with what calendars read of it.
    """
    host = _host(work, booking)
    name = host.name if host and host.name else draft.sender.name
    email = host.email if host else None
    from_host = evolve(
        draft,
        sender=evolve(draft.sender, name=name),
        reply_to=Correspondent(email, name) if email else draft.reply_to,
        assigned_to=booking.host_id,
    )
    method = "REQUEST" if booking.booked else "CANCEL"
    entry = _entry(work, from_host, booking, page, meeting)
    try:
        calendar = work.calendar_files.write(Calendar(method=method, entries=(entry,)))
    except Unavailable:  # nothing is installed that writes calendars
        return from_host
    work.invitations.save([_invitation(work, booking, meeting)])
    return evolve(from_host, calendar=calendar, calendar_method=method)


def _entry(
    work: BookingWork,
    email: Email,
    booking: Booking,
    page: BookingPage,
    meeting: Activity,
) -> Entry:
    known = email.reply_to or email.sender
    return entry_of(
        evolve(meeting, subject=page.heading, description=None),
        organizer=Attendee(address=known.address, name=known.name, status="ACCEPTED"),
        people=[Invited(address=booking.email, status=Attendance.ACCEPTED)],
        stamp=work.now,
    )


def _invitation(work: BookingWork, booking: Booking, meeting: Activity) -> Invitation:
    return Invitation(
        uid=meeting.uid,
        activity_id=meeting.id,
        address=booking.email,
        sequence=meeting.sequence,
        sent_at=work.now,
        withdrawn_at=None if booking.booked else work.now,
    )


def _host(work: BookingWork, booking: Booking) -> User | None:
    try:
        return work.users.get(booking.host_id)
    except NotFound:
        return None


def _organization(work: BookingWork) -> str:
    """
    What strangers are told of the organization: never its id, which stands for its name
    until somebody has given it one.
    """
    organization = work.organizations.get()
    return "" if organization.name == str(organization.id) else organization.name


def _plain(text: str) -> str:
    """
    *text* in which no variable stands: what a page is called is no template.
    """
    return text.replace("{{", "{ {").replace("}}", "} }").strip()
