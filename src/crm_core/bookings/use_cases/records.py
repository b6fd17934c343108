"""
Booking pages as records: add, show, list, edit, archive, restore, another key.
"""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from attrs import evolve

from ...changes import check_version
from ...forms import askable
from ...shared import (
    FieldError,
    Invalid,
    NotFound,
    Page,
    PageRequest,
    Permission,
    use_case,
)
from ..events import BookingPageChanged
from ..knowing import known_users
from ..model import Booking, BookingPage, BookingPageId, read_page
from ..ports import BookingWork


@use_case(requires=Permission.BOOKING_WRITE)
def list_booking_pages(
    work: BookingWork, *, archived: bool = False
) -> list[BookingPage]:
    """
    The booking pages of the organization by name, or those in the archive.
    """
    return work.booking_pages.all(archived=archived)


@use_case(requires=Permission.BOOKING_WRITE)
def show_booking_page(work: BookingWork, page_id: BookingPageId) -> BookingPage:
    """
    One booking page, also from the archive.
    """
    return work.booking_pages.get(page_id)


@use_case(requires=Permission.BOOKING_WRITE)
def list_bookings(
    work: BookingWork, page_id: BookingPageId, page: PageRequest | None = None
) -> Page[Booking]:
    """
    What was booked on a page, the last first.
    """
    found = work.booking_pages.get(page_id)
    return work.bookings.page(found.id, page or PageRequest())


@use_case(requires=Permission.BOOKING_WRITE)
def add_booking_page(work: BookingWork, /, **fields: object) -> BookingPage:
    """
    A new booking page; whoever adds it is its host unless ``hosts`` says else.

    Args:
        work: The unit of work.
        **fields: The members of ``BookingPage``; ``questions`` as the fields of forms.

    Raises:
        Invalid: Naming every member that is wrong, as ``questions.2.widget``.
    """
    fields.setdefault("hosts", [str(work.actor.user_id)])
    values = _read(work, fields, new=True)
    blank = BookingPage(
        id=BookingPageId(work.new_id()),
        key=_new_key(),
        name="",
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    page = _checked(blank.edited(values, at=work.now))
    work.name(f"Add booking page {page.name}")
    work.booking_pages.add(page)
    work.emit(BookingPageChanged(page_id=page.id))
    return page


@use_case(requires=Permission.BOOKING_WRITE)
def edit_booking_page(
    work: BookingWork,
    /,
    page_id: BookingPageId,
    *,
    version: int | None = None,
    **fields: object,
) -> BookingPage:
    """
    Change some members of a booking page; None brings back what is usual.

    Raises:
        Invalid: Naming every member that is wrong, as ``questions.2.widget``.
        NotFound: No such page, or in the archive.
        Stale: It is no longer at *version*.
    """
    page = _live(work, page_id)
    check_version(work, "booking_page", page, version)
    edited = _checked(page.edited(_read(work, fields, new=False), at=work.now))
    return _saved(work, edited, f"Edit booking page {edited.name}")


@use_case(requires=Permission.BOOKING_WRITE)
def renew_booking_key(work: BookingWork, page_id: BookingPageId) -> BookingPage:
    """
    Give a booking page another address; the old one leads nowhere from now on, but
    what was booked stays, and so do its links.
    """
    page = _live(work, page_id)
    renewed = evolve(page, key=_new_key(), updated_at=work.now)
    return _saved(work, renewed, f"Renew the key of booking page {page.name}")


@use_case(requires=Permission.BOOKING_WRITE)
def archive_booking_page(work: BookingWork, page_id: BookingPageId) -> BookingPage:
    """
    Put a booking page into the archive; nobody can book on it from now on.
    """
    page = _live(work, page_id)
    return _saved(work, page.archived(work.now), f"Archive booking page {page.name}")


@use_case(requires=Permission.BOOKING_WRITE)
def restore_booking_page(work: BookingWork, page_id: BookingPageId) -> BookingPage:
    """
    Bring a booking page back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    page = work.booking_pages.get(page_id)
    if page.archived_at is None:
        raise NotFound("It is not in the archive.", id=page_id)
    return _saved(work, page.archived(None), f"Restore booking page {page.name}")


def _new_key() -> str:
    return token_urlsafe(18)


def _live(work: BookingWork, page_id: BookingPageId) -> BookingPage:
    page = work.booking_pages.get(page_id)
    if page.archived_at is not None:
        raise NotFound(id=page_id)
    return page


def _saved(work: BookingWork, page: BookingPage, label: str) -> BookingPage:
    work.name(label)
    work.emit(BookingPageChanged(page_id=page.id))
    return work.booking_pages.save(page)


def _read(work: BookingWork, raw: Mapping[str, object], *, new: bool) -> dict[str, Any]:
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    known = askable(custom.field for custom in work.custom_fields.of("lead"))
    try:
        values = read_page(raw, known, new=new)
    except Invalid as error:
        errors += error.errors
    try:
        known_users(work, values.get("hosts", ()), "hosts")
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return values


def _checked(page: BookingPage) -> BookingPage:
    if page.consent_required and not page.consent:
        raise Invalid.of("consent", "required", "Say what is agreed to.")
    return page
