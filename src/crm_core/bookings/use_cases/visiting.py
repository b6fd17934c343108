"""
What a booking page does for its visitors: it may add meetings and leads, and nothing
else.
"""

from datetime import date, timedelta
from secrets import token_bytes, token_urlsafe
from typing import Any, Final

from attrs import evolve, frozen

from ...activities import (
    Activity,
    ActivityId,
    add_activity,
    edit_activity,
)
from ...forms import (
    Answers,
    FormId,
    Said,
    Submission,
    SubmissionId,
    SubmissionState,
    askable,
    caught,
    digest_of,
    lead_fields,
    read_answers,
    read_origin,
    start_errors,
    veiled,
)
from ...leads import Lead, add_lead
from ...shared import (
    FieldError,
    Invalid,
    Permission,
    RecordRef,
    UserId,
    email_key,
    midnight,
    use_case,
)
from ..events import MeetingBooked
from ..knowing import page_zone, slot_at, slots_of
from ..model import Booking, BookingId, BookingPage, Slot, Wish
from ..ports import BookingWork
from .telling import tell_booked

BOOKINGS_A_DAY: Final = 10
DAY: Final = timedelta(days=1)
FAIR_WITHIN: Final = timedelta(days=90)
MOST_DAYS: Final = 31


@frozen(kw_only=True)
class Offer:
    """
    The free times of some days, and the clock of the host.
    """

    slots: tuple[Slot, ...]
    host_zone: str
    first: date
    days: int


@use_case(requires=Permission.ACTIVITY_WRITE)
def offer_times(
    work: BookingWork,
    page: BookingPage,
    *,
    minutes: int,
    first: date,
    days: int,
    time_zone: str,
    booking: Booking | None = None,
) -> Offer:
    """
    When a page can be booked on some days of the visitor's calendar; for a *booking*
    that is to be moved, when its host could.
    """
    length = timedelta(minutes=minutes)
    since = midnight(first, time_zone)
    until = midnight(first + timedelta(days=min(days, MOST_DAYS)), time_zone)
    without = booking.activity_id if booking else None
    slots = slots_of(work, page, length, since, until, without=without)
    if booking is not None:
        slots = [each for each in slots if booking.host_id in each.hosts]
    return Offer(
        slots=tuple(slots), host_zone=page_zone(work, page), first=first, days=days
    )


@use_case(requires=Permission.ACTIVITY_WRITE)
def book_meeting(
    work: BookingWork, page: BookingPage, said: Said, wish: Wish
) -> Booking:
    """
    Book a meeting; sent twice it is one.

    Raises:
        Invalid: Naming every answer that is wrong or missing.
        SlotTaken: Somebody else was faster, or the time was never offered.
    """
    answers = _answers(work, page, said)
    if wish.minutes not in page.durations:
        message = "The meeting cannot take so long."
        raise Invalid.of("minutes", "choice", message)
    chosen = f"{wish.starts.isoformat()}/{wish.minutes}"
    once = said.started or str(work.new_id())
    digest = digest_of({**answers.values, "": chosen}, once)
    work.busy_times.hold(page.hosts)
    before = work.bookings.same(page.id, digest)
    if before is not None:
        return before
    _check_flood(work, email_key(str(answers.values["email"])))
    slot = slot_at(work, page, wish.starts, wish.minutes)
    booking = Booking(
        id=BookingId(work.new_id()),
        page_id=page.id,
        key=token_urlsafe(18),
        secret=token_bytes(32),
        activity_id=ActivityId(work.new_id()),
        host_id=_host(work, page, slot),
        starts_at=slot.starts,
        ends_at=slot.ends,
        time_zone=wish.time_zone,
        before=page.buffer_before,
        after=page.buffer_after,
        values=answers.values,
        capture=read_origin(said.capture),
        consent=answers.consent,
        consent_version=page.form.consent_version,
        email_key=email_key(str(answers.values["email"])),
        digest=digest,
        booked_at=work.now,
    )
    meeting = _meeting(work, page, booking)
    booking = evolve(booking, activity_id=meeting.id)
    booking = tell_booked(work, booking, page, meeting)
    work.name(f"{page.name}: {booking.called}")
    work.bookings.add(booking)
    work.emit(MeetingBooked(booking_id=booking.id))
    return booking


def _check_flood(work: BookingWork, key: str) -> None:
    """
    Raises:
        Invalid: So many meetings were booked in the name of an address today that its
            owner hardly did it.
    """
    whose = veiled(key, work.actor.organization_id)
    if work.form_uses.count(f"booking:{whose}", within=DAY) > BOOKINGS_A_DAY:
        raise Invalid.of("email", "often", "This address has booked very often today.")


def _answers(work: BookingWork, page: BookingPage, said: Said) -> Answers:
    form = page.form
    errors = start_errors(form, said, work.now)
    if caught(form, said):
        errors.append(FieldError("", "trap", "A field that nobody sees is filled in."))
    known = askable(custom.field for custom in work.custom_fields.of("lead"))
    try:
        answers = read_answers(form, said, known)
    except Invalid as error:
        raise Invalid(errors=(*errors, *error.errors)) from None
    if errors:
        raise Invalid(errors=errors)
    return answers


def _host(work: BookingWork, page: BookingPage, slot: Slot) -> UserId:
    """
    Whoever has had the fewest meetings of this page, in the order of its hosts.
    """
    if page.together:
        return page.hosts[0]
    had = work.bookings.counts(page.id, since=work.now - FAIR_WITHIN)
    return min(slot.hosts, key=lambda each: (had.get(each, 0), page.hosts.index(each)))


def _meeting(work: BookingWork, page: BookingPage, booking: Booking) -> Activity:
    hosts = page.hosts if page.together else (booking.host_id,)
    notes = booking.values.get("description")
    visitor = {
        "name": booking.called,
        "email": booking.email,
        "status": "accepted",
    }
    users = [
        {
            "user_id": str(id),
            "status": "accepted",
            "organizer": id == booking.host_id,
        }
        for id in hosts
    ]
    return add_activity(
        work,
        type="meeting",
        direction="inbound",
        subject=f"{page.heading}: {booking.called}"[:255],
        description=notes,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        time_zone=page_zone(work, page),
        place=page.place,
        assigned_to=str(booking.host_id),
        participants=[*users, visitor],
    )


@use_case(requires=Permission.LEAD_WRITE)
def capture_booking(work: BookingWork, booking_id: BookingId) -> Booking:
    """
    Make whoever has booked a lead, or let it join the open one of the same person; the
    meeting is then about them.

    Raises:
        Invalid: It cannot be a lead as it is.
        CrmError: Another refusal of leads.
    """
    booking = work.bookings.get(booking_id)
    if booking.lead_id is not None:
        return booking
    page = work.booking_pages.get(booking.page_id)
    fields: dict[str, Any] = lead_fields(page.form, _submission(booking))
    fields["assigned_to"] = booking.host_id
    why = "They are whom the meeting was booked with."
    lead: Lead = add_lead(work, attach=True, because=why, **fields)
    about = [RecordRef("lead", lead.id)]
    if lead.contact_id is not None:
        about.append(RecordRef("contact", lead.contact_id))
    edit_activity(work, booking.activity_id, about=about)
    work.name(f"{page.name}: {lead.title}")
    done = evolve(booking, lead_id=lead.id)
    work.bookings.save(done)
    return done


def _submission(booking: Booking) -> Submission:
    return Submission(
        id=SubmissionId(booking.id),
        form_id=FormId(booking.page_id),
        received_at=booking.booked_at,
        state=SubmissionState.RECEIVED,
        values=booking.values,
        capture=booking.capture,
        consent=booking.consent,
        consent_version=booking.consent_version,
        email_key=booking.email_key,
        digest=booking.digest,
    )


@use_case(requires=Permission.LEAD_WRITE)
def fail_booking(work: BookingWork, booking_id: BookingId, reason: str) -> None:
    """
    Note why a booking could not become a lead; the meeting stays.
    """
    booking = work.bookings.get(booking_id)
    work.bookings.save(evolve(booking, reason=reason[:1_000]))
