"""
Booking pages and what was booked on them, in PostgreSQL.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.postgresql import JSONB

from crm_core.bookings import Booking, BookingId, BookingPage, BookingPageId
from crm_core.leads import LeadId
from crm_core.shared import (
    COUNTED_AT_MOST,
    NotFound,
    OrganizationId,
    Page,
    PageRequest,
    UserId,
    read_cursor,
    read_id,
    write_cursor,
)

from ..rows import BOOKING_PAGE_ROWS, booking_from, booking_row
from .context import Context
from .repository import PostgresRepository
from .schema import booking_pages, bookings
from .statements import compiled, json, statement

_NAMES = [c.name for c in booking_pages.c if c.name != "organization_id"]
_PAGE = ", ".join(_NAMES)
_ALL = statement(
    f"SELECT {_PAGE} FROM crm.booking_pages WHERE organization_id = $1::uuid"
    " AND (archived_at IS NOT NULL) = $2::boolean ORDER BY name, id",
    ("organization_id", "archived"),
)
# The policies of both tables let through the row whose key is known here.
_KNOWING = statement(
    "SELECT set_config('crm.booking_key', $1, true)", ("known",), reads=True
)
_PAGE_BEHIND = statement(
    f"SELECT organization_id, {_PAGE} FROM crm.booking_pages WHERE key = $1", ("known",)
)

_COLUMNS = [c.name for c in bookings.c if c.name != "organization_id"]
_BOOKING = ", ".join(f'"{name}"' for name in _COLUMNS)
_SELECT = f"SELECT {_BOOKING} FROM crm.bookings WHERE organization_id = $1::uuid"
_LOCK = statement(f"{_SELECT} AND id = $2::uuid FOR UPDATE", ("organization_id", "id"))
_SAME = statement(
    f"{_SELECT} AND page_id = $2::uuid AND digest = $3",
    ("organization_id", "page_id", "digest"),
)
_BOOKED = statement(
    f"{_SELECT} AND page_id = $2::uuid AND ($3::uuid IS NULL OR id < $3::uuid)"
    " ORDER BY id DESC OFFSET $4::integer LIMIT $5::integer",
    ("organization_id", "page_id", "before", "offset", "limit"),
)
_COUNT = statement(
    "SELECT count(*) FROM (SELECT 1 FROM crm.bookings"
    " WHERE organization_id = $1::uuid AND page_id = $2::uuid LIMIT $3::integer) AS c",
    ("organization_id", "page_id", "most"),
)
_TAKES_PLACE = (
    " JOIN crm.activities AS a ON a.organization_id = b.organization_id"
    " AND a.id = b.activity_id AND a.status <> 'cancelled' AND a.archived_at IS NULL"
    " WHERE b.organization_id = $1::uuid AND b.page_id = $2::uuid"
    " AND b.state = 'booked'"
)
_BEGINNINGS = statement(
    f"SELECT a.starts_at FROM crm.bookings AS b{_TAKES_PLACE}"
    " AND a.starts_at >= $3::timestamptz AND a.starts_at < $4::timestamptz",
    ("organization_id", "page_id", "since", "until"),
)
_COUNTS = statement(
    f"SELECT b.host_id, count(*) FROM crm.bookings AS b{_TAKES_PLACE}"
    " AND b.booked_at >= $3::timestamptz GROUP BY b.host_id",
    ("organization_id", "page_id", "since"),
)
_ADD = compiled(
    insert(bookings).values(
        {c.name: bindparam(c.name, type_=c.type) for c in bookings.c}
    )
)
_SAVE = compiled(
    update(bookings)
    .where(
        bookings.c.organization_id == bindparam("organization_id"),
        bookings.c.id == bindparam("id"),
    )
    .values(
        {
            c.name: bindparam(c.name, type_=c.type)
            for c in bookings.c
            if c.name not in {"organization_id", "id"}
        }
    )
)
_BEHIND = statement(
    f"SELECT organization_id, {_BOOKING} FROM crm.bookings WHERE key = $1", ("known",)
)
_OF = statement(
    f"{_SELECT} AND (email_key = ANY($2::text[]) OR lead_id = ANY($3::uuid[]))"
    " ORDER BY id",
    ("organization_id", "email_keys", "leads"),
)
_FORGET = statement(
    "DELETE FROM crm.bookings WHERE organization_id = $1::uuid"
    " AND id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_JSON = {c.name for c in bookings.c if isinstance(c.type, JSONB)}


class PostgresBookingPages(PostgresRepository[BookingPageId, BookingPage]):
    """
    The booking pages of the organization at work.
    """

    table = booking_pages
    mapping = BOOKING_PAGE_ROWS

    def all(self, *, archived: bool = False) -> list[BookingPage]:
        rows = self.transaction.ask(_ALL, self.context.values(archived=archived))
        return [
            self.mapping.from_row(dict(zip(_NAMES, row, strict=True))) for row in rows
        ]

    def behind(self, key: str, /) -> tuple[OrganizationId, BookingPage] | None:
        known = {"known": key}
        _, rows = self.transaction.ask_all([(_KNOWING, known), (_PAGE_BEHIND, known)])
        for organization_id, *row in rows:
            found = self.mapping.from_row(dict(zip(_NAMES, row, strict=True)))
            return OrganizationId(organization_id), found
        return None


@frozen
class PostgresBookings:
    """
    What was booked with the organization at work.
    """

    context: Context

    def get(self, id: BookingId, /) -> Booking:
        rows = self.context.transaction.ask(_LOCK, self.context.values(id=id))
        if not rows:
            raise NotFound(id=id)
        return _booking(rows[0])

    def add(self, booking: Booking, /) -> None:
        self.context.introduce()
        self.context.transaction.tell(_ADD, self._written(booking))

    def save(self, booking: Booking, /) -> None:
        self.context.transaction.tell(_SAVE, self._written(booking))

    def _written(self, booking: Booking) -> dict[str, object]:
        row = booking_row(booking)
        return self.context.values(
            **{n: json(value) if n in _JSON else value for n, value in row.items()}
        )

    def same(self, page_id: BookingPageId, digest: str, /) -> Booking | None:
        own = self.context.values(page_id=page_id, digest=digest)
        rows = self.context.transaction.ask(_SAME, own)
        return _booking(rows[0]) if rows else None

    def page(self, page_id: BookingPageId, request: PageRequest, /) -> Page[Booking]:
        bound = f"{self.context.organization_id}|bookings|{page_id}"
        before, offset = None, (request.number - 1) * request.size
        if request.cursor is not None:
            (last,) = read_cursor(request.cursor, bound_to=bound, length=1)
            before, offset = read_id(last), 0
        own = self.context.values(
            page_id=page_id, before=before, offset=offset, limit=request.size + 1
        )
        most = self.context.values(page_id=page_id, most=COUNTED_AT_MOST + 1)
        rows, counted = self.context.transaction.ask_all(
            [(_BOOKED, own), (_COUNT, most)]
        )
        shown = [_booking(row) for row in rows[: request.size]]
        more = len(rows) > request.size
        return Page(
            items=shown,
            total=min(counted[0][0], COUNTED_AT_MOST),
            total_exact=counted[0][0] <= COUNTED_AT_MOST,
            next_cursor=write_cursor([str(shown[-1].id)], bound_to=bound)
            if more
            else None,
        )

    def beginnings(
        self, page_id: BookingPageId, /, *, since: datetime, until: datetime
    ) -> list[datetime]:
        own = self.context.values(page_id=page_id, since=since, until=until)
        return [row[0] for row in self.context.transaction.ask(_BEGINNINGS, own)]

    def counts(
        self, page_id: BookingPageId, /, *, since: datetime
    ) -> Mapping[UserId, int]:
        own = self.context.values(page_id=page_id, since=since)
        return dict(self.context.transaction.ask(_COUNTS, own))

    def behind(self, key: str, /) -> tuple[OrganizationId, Booking] | None:
        known = {"known": key}
        _, rows = self.context.transaction.ask_all(
            [(_KNOWING, known), (_BEHIND, known)]
        )
        for organization_id, *row in rows:
            return OrganizationId(organization_id), _booking(tuple(row))
        return None

    def of(
        self, email_keys: Iterable[str], leads: Iterable[LeadId], /
    ) -> list[Booking]:
        values = self.context.values(email_keys=list(email_keys), leads=list(leads))
        return [_booking(row) for row in self.context.transaction.ask(_OF, values)]

    def forget(self, ids: Iterable[BookingId], /) -> None:
        self.context.transaction.tell(_FORGET, self.context.values(ids=list(ids)))


def _booking(row: tuple[object, ...]) -> Booking:
    return booking_from(dict(zip(_COLUMNS, row, strict=True)))
