"""
Booking pages, what was booked on them, and when people are busy, in memory.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from crm_core.activities import (
    Activity,
    ActivityId,
    ActivityStatus,
    ActivityType,
    Attendance,
)
from crm_core.bookings import (
    UNSAID_LENGTH,
    Booking,
    BookingId,
    BookingPage,
    BookingPageId,
    Busy,
)
from crm_core.leads import LeadId
from crm_core.shared import (
    NotFound,
    OrganizationId,
    Page,
    PageRequest,
    UserId,
    midnight,
)

from ..rows import ACTIVITY_ROWS, BOOKING_PAGE_ROWS
from .changes import page_of
from .context import Context
from .repository import MemoryRepository


class MemoryBookingPages(MemoryRepository[BookingPageId, BookingPage]):
    """
    The booking pages of the organization at work.
    """

    mapping = BOOKING_PAGE_ROWS

    def all(self, *, archived: bool = False) -> list[BookingPage]:
        wanted = (
            row
            for row in self.rows.values()
            if (row["archived_at"] is not None) == archived
        )
        ordered = sorted(wanted, key=lambda row: (row["name"], row["id"]))
        return [self._entity(row) for row in ordered]

    def behind(self, key: str, /) -> tuple[OrganizationId, BookingPage] | None:
        for organization_id, tables in self.context.everybody.items():
            for row in tables.booking_pages.values():
                if row["key"] == key:
                    return organization_id, self._entity(row)
        return None


@frozen
class MemoryBookings:
    """
    What was booked with the organization at work.
    """

    context: Context

    @property
    def _rows(self) -> dict[BookingId, Booking]:
        return self.context.tables.bookings

    def get(self, id: BookingId, /) -> Booking:
        found = self._rows.get(id)
        if found is None:
            raise NotFound(id=id)
        return found

    def add(self, booking: Booking, /) -> None:
        self.context.introduce()
        self.save(booking)

    def save(self, booking: Booking, /) -> None:
        self._rows[booking.id] = booking

    def _of(self, page_id: BookingPageId) -> Iterator[Booking]:
        return (each for each in self._rows.values() if each.page_id == page_id)

    def _taking_place(
        self, page_id: BookingPageId
    ) -> Iterator[tuple[Booking, Activity]]:
        for booking in self._of(page_id):
            row = self.context.tables.activities.get(booking.activity_id)
            if row is None or not booking.booked:
                continue
            meeting = ACTIVITY_ROWS.from_row(row)
            if _takes_place(meeting):
                yield booking, meeting

    def same(self, page_id: BookingPageId, digest: str, /) -> Booking | None:
        return next((e for e in self._of(page_id) if e.digest == digest), None)

    def page(self, page_id: BookingPageId, request: PageRequest, /) -> Page[Booking]:
        newest = sorted(self._of(page_id), key=lambda each: each.id, reverse=True)
        bound = f"{self.context.actor.organization_id}|bookings|{page_id}"
        return page_of([((str(e.id),), e) for e in newest], request, bound)

    def beginnings(
        self, page_id: BookingPageId, /, *, since: datetime, until: datetime
    ) -> list[datetime]:
        meetings = (meeting for _, meeting in self._taking_place(page_id))
        found = (each.starts_at for each in meetings if each.starts_at is not None)
        return [at for at in found if since <= at < until]

    def counts(
        self, page_id: BookingPageId, /, *, since: datetime
    ) -> Mapping[UserId, int]:
        return Counter(
            booking.host_id
            for booking, _ in self._taking_place(page_id)
            if booking.booked_at >= since
        )

    def behind(self, key: str, /) -> tuple[OrganizationId, Booking] | None:
        for organization_id, tables in self.context.everybody.items():
            for each in tables.bookings.values():
                if each.key == key:
                    return organization_id, each
        return None

    def of(
        self, email_keys: Iterable[str], leads: Iterable[LeadId], /
    ) -> list[Booking]:
        keys, known = set(email_keys), set(leads)
        found = (
            each
            for each in self._rows.values()
            if each.email_key in keys or each.lead_id in known
        )
        return sorted(found, key=lambda each: each.id)

    def forget(self, ids: Iterable[BookingId], /) -> None:
        for id in ids:
            del self._rows[id]


@frozen
class MemoryBusyTimes:
    """
    When the people of the organization at work are busy. Works take turns here, so
    nobody need be held.
    """

    context: Context

    def hold(self, users: Collection[UserId], /) -> None:
        pass

    def of(
        self,
        users: Collection[UserId],
        /,
        *,
        since: datetime,
        until: datetime,
        without: ActivityId | None = None,
    ) -> Mapping[UserId, list[Busy]]:
        found: dict[UserId, list[Busy]] = {}
        for row in self.context.tables.activities.values():
            meeting = ACTIVITY_ROWS.from_row(row)
            if meeting.type is not ActivityType.MEETING or meeting.id == without:
                continue
            busy = self._span(meeting) if _takes_place(meeting) else None
            if busy is None or busy.starts >= until or busy.ends <= since:
                continue
            for user_id in _attending(meeting) & set(users):
                found.setdefault(user_id, []).append(busy)
        return found

    def _span(self, meeting: Activity) -> Busy | None:
        if meeting.day is not None:
            last = (meeting.last_day or meeting.day) + timedelta(days=1)
            starts = midnight(meeting.day, meeting.time_zone)
            return Busy(starts=starts, ends=midnight(last, meeting.time_zone))
        if meeting.starts_at is None:
            return None
        before, after = 0, 0
        for each in self.context.tables.bookings.values():
            if each.activity_id == meeting.id and each.booked:
                before, after = each.before, each.after
        return Busy(
            starts=meeting.starts_at,
            ends=meeting.ends_at or meeting.starts_at + UNSAID_LENGTH,
            before=timedelta(minutes=before),
            after=timedelta(minutes=after),
        )


def _takes_place(meeting: Activity) -> bool:
    cancelled = meeting.status is ActivityStatus.CANCELLED
    return not cancelled and meeting.archived_at is None


def _attending(meeting: Activity) -> set[UserId]:
    declined = {
        each.user_id
        for each in meeting.participants
        if each.status is Attendance.DECLINED
    }
    people = {meeting.assigned_to, *(each.user_id for each in meeting.participants)}
    return {each for each in people - declined if each is not None}
