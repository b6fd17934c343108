"""
What bookings ask of storage.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from ..activities import ActivityId
from ..calendars import CalendarWork
from ..forms import FormWork
from ..leads import LeadId
from ..shared import OrganizationId, Page, PageRequest, Repository, UserId
from .model import Booking, BookingId, BookingPage, BookingPageId, Busy


class BookingPages(Repository[BookingPageId, BookingPage], Protocol):
    """
    The booking pages of the organization at work.
    """

    def all(self, *, archived: bool = False) -> list[BookingPage]:
        """
        By name; those in the archive instead if wanted.
        """
        ...

    def behind(self, key: str, /) -> tuple[OrganizationId, BookingPage] | None:
        """
        The page of this key, of whatever organization: who knows the key may know it.
        """
        ...


class Bookings(Protocol):
    """
    What was booked with the organization at work.
    """

    def get(self, id: BookingId, /) -> Booking:
        """
        The booking, which nobody else can change until this transaction ends.

        Raises:
            NotFound: No such booking in this organization.
        """
        ...

    def add(self, booking: Booking, /) -> None: ...

    def save(self, booking: Booking, /) -> None: ...

    def same(self, page_id: BookingPageId, digest: str, /) -> Booking | None:
        """
        The booking of this digest, if it was sent before.
        """
        ...

    def page(self, page_id: BookingPageId, request: PageRequest, /) -> Page[Booking]:
        """
        Those of one page, the last booked first.
        """
        ...

    def beginnings(
        self, page_id: BookingPageId, /, *, since: datetime, until: datetime
    ) -> list[datetime]:
        """
        When those meetings of a page begin that take place, in a stretch of time.
        """
        ...

    def counts(
        self, page_id: BookingPageId, /, *, since: datetime
    ) -> Mapping[UserId, int]:
        """
        How many meetings that were booked since then each host has.
        """
        ...

    def behind(self, key: str, /) -> tuple[OrganizationId, Booking] | None:
        """
        The booking of this key, of whatever organization.
        """
        ...

    def of(
        self, email_keys: Iterable[str], leads: Iterable[LeadId], /
    ) -> list[Booking]:
        """
        All that were made from these e-mail addresses or became these leads, oldest
        first.
        """
        ...

    def forget(self, ids: Iterable[BookingId], /) -> None:
        """
        Let nothing be left of those.
        """
        ...


class BusyTimes(Protocol):
    """
    When the people of the organization at work are busy, whoever may see their
    activities.
    """

    def hold(self, users: Collection[UserId], /) -> None:
        """
        Until this transaction ends nobody else books a meeting with them, and whoever
        adds one for them waits; what others have committed is seen from now on.
        """
        ...

    def of(
        self,
        users: Collection[UserId],
        /,
        *,
        since: datetime,
        until: datetime,
        without: ActivityId | None = None,
    ) -> Mapping[UserId, list[Busy]]:
        """
        Their meetings that touch a stretch of time, but for those that were cancelled
        or that they have declined; with what is kept free around those booked.
        """
        ...


class BookingWork(CalendarWork, FormWork, Protocol):
    """
    What the use cases of bookings need.
    """

    @property
    def booking_pages(self) -> BookingPages: ...

    @property
    def bookings(self) -> Bookings: ...

    @property
    def busy_times(self) -> BusyTimes: ...
