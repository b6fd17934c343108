"""
Messages sent and received.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from crm_core.emails import (
    Direction,
    Email,
    EmailFilter,
    EmailId,
    Thread,
    ThreadId,
    address_key,
)
from crm_core.shared import Page, PageRequest, Visibility

from ..rows import EMAIL_ROWS
from .keyset import Keyset
from .links import Linked, link_many, unlink
from .record_statements import columns_read
from .repository import PostgresRepository
from .schema import emails
from .statements import json, statement

_COLUMNS = columns_read(emails, EMAIL_ROWS)
_EMAIL = ", ".join(f'e."{name}"' for name in _COLUMNS)
_FILTERS: Mapping[str, str] = {
    "direction": "e.direction = {}",
    "state": "e.state = {}",
    "kind": "e.kind = {}",
    "about": "e.id IN (SELECT s.email_id FROM crm.email_subjects s"
    " WHERE s.organization_id = $1::uuid AND s.record_id = {}::uuid)",
    "thread_id": "e.thread_id = {}::uuid",
    "mailbox_id": "e.mailbox_id = {}::uuid",
    "campaign_id": "e.campaign_id = {}::uuid",
    "assigned_to": "e.assigned_to = {}::uuid",
    "address": "e.address_keys @> ARRAY[{}]",
    "unmatched": "e.about = '[]'::jsonb AND {}::boolean",
}
_SEEN = {
    Visibility.ALL: "",
    Visibility.OWN: " AND e.assigned_to = ANY({}::uuid[])",
    Visibility.TEAM: " AND (e.assigned_to IS NULL OR e.assigned_to = ANY({}::uuid[]))",
}
_LAST = (
    " AND NOT EXISTS (SELECT FROM crm.emails n WHERE n.organization_id = $1::uuid"
    " AND n.thread_id = e.thread_id AND (n.at, n.id) > (e.at, e.id)"
    " AND n.archived_at IS NULL)"
)
_THREAD = (
    "e.thread_id, e.direction, (SELECT f.subject FROM crm.emails f"
    " WHERE f.organization_id = e.organization_id AND f.thread_id = e.thread_id"
    " ORDER BY f.at, f.id LIMIT 1), (SELECT count(*) FROM crm.emails c"
    " WHERE c.organization_id = e.organization_id AND c.thread_id = e.thread_id)"
)
_BY_MESSAGE_ID = statement(
    f"SELECT {_EMAIL} FROM crm.emails e WHERE e.organization_id = $1::uuid"
    " AND e.message_id = ANY($2::text[]) ORDER BY e.at, e.id",
    ("organization_id", "ids"),
)
_QUEUE = statement(
    "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2 || ' message', 0))",
    ("organization_id", "message_id"),
    reads=False,
)
_FORGET_SUBJECTS = statement(
    "DELETE FROM crm.email_subjects WHERE organization_id = $1::uuid"
    " AND email_id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_KEEP_SUBJECTS = statement(
    "INSERT INTO crm.email_subjects"
    " (organization_id, record_id, email_id, record_kind)"
    " SELECT $1::uuid, r.id, e.id, r.kind"
    " FROM unnest($2::uuid[], $3::jsonb[]) AS e (id, about),"
    " jsonb_to_recordset(e.about) AS r (kind text, id uuid)",
    ("organization_id", "ids", "about"),
)
_OF_PERSON = statement(
    "SELECT e.id FROM crm.emails e WHERE e.organization_id = $1::uuid"
    " AND (e.address_keys && $3::text[] OR e.id IN (SELECT s.email_id"
    " FROM crm.email_subjects s WHERE s.organization_id = $1::uuid"
    " AND s.record_id = ANY($2::uuid[]))) ORDER BY e.id",
    ("organization_id", "records", "keys"),
)
LINKED_AT_ONCE = 500
_kept: dict[tuple[tuple[str, ...], bool, Visibility, bool], Keyset] = {}


class PostgresEmails(PostgresRepository[EmailId, Email]):
    """
    The messages that the actor may see.
    """

    table = emails
    mapping = EMAIL_ROWS

    def page(self, wanted: EmailFilter, request: PageRequest, /) -> Page[Email]:
        return self._page(wanted, request, last=False).mapped(self._named)

    def threads(self, wanted: EmailFilter, request: PageRequest, /) -> Page[Thread]:
        return self._page(wanted, request, last=True).mapped(_thread)

    def by_message_id(self, ids: Collection[str], /) -> list[Email]:
        values = self.context.values(ids=list(ids))
        rows = self.transaction.ask(_BY_MESSAGE_ID, values)
        return [self._named(row) for row in rows]

    def queue(self, message_id: str, /) -> None:
        values = self.context.values(message_id=message_id)
        self.transaction.tell(_QUEUE, values)

    def of_person(
        self, records: Collection[UUID], keys: Collection[str], /
    ) -> list[EmailId]:
        values = self.context.values(records=list(records), keys=list(keys))
        rows = self.transaction.ask(_OF_PERSON, values)
        return [EmailId(row[0]) for row in rows]

    def _page(
        self, wanted: EmailFilter, request: PageRequest, *, last: bool
    ) -> Page[tuple[Any, ...]]:
        told = wanted.told
        names = tuple(name for name in _FILTERS if name in told)
        sight = self.context.sight.visibility
        keyset = _keyset(names, sight, archived=wanted.archived, last=last)
        values: dict[str, Any] = {name: told[name] for name in names}
        if wanted.about is not None:
            values["about"] = wanted.about.id
        if wanted.address is not None:
            values["address"] = address_key(wanted.address)
        return keyset.page(
            self.context,
            request,
            bound_to=f"emails|{last}|{sorted(told.items())}",
            **values,
            **self.context.sight.values,
        )

    def _named(self, row: tuple[Any, ...]) -> Email:
        known = dict(zip(_COLUMNS, row, strict=False))
        return self.mapping.from_row(known)

    def remove_many(self, ids: Collection[UUID], /) -> None:
        super().remove_many(ids)
        unlink(self.context, *ids)

    def after_write(self, _before: Email | None, after: Email, /) -> None:
        self.after_adding([after])

    def after_adding(self, entities: Sequence[Email], /) -> None:
        for first in range(0, len(entities), LINKED_AT_ONCE):
            self._relate(entities[first : first + LINKED_AT_ONCE])

    def _relate(self, entities: Sequence[Email]) -> None:
        about = [
            json([{"kind": r.kind, "id": r.id} for r in e.about]) for e in entities
        ]
        own = self.context.values(ids=[each.id for each in entities], about=about)
        self.transaction.tell(_FORGET_SUBJECTS, own)
        self.transaction.tell(_KEEP_SUBJECTS, own)
        gone = [each.id for each in entities if each.archived_at is not None]
        if gone:
            unlink(self.context, *gone)
        live = [each for each in entities if each.archived_at is None]
        link_many(self.context, "email", [_linked(each) for each in live])


def _linked(email: Email) -> Linked:
    return Linked(
        entry_id=email.id,
        kind="email",
        at=email.at,
        user_id=email.created_by,
        open=False,
        about=email.about,
    )


def _keyset(
    names: tuple[str, ...], visibility: Visibility, *, archived: bool, last: bool
) -> Keyset:
    found = _kept.get((names, archived, visibility, last))
    if found is None:
        conditions = "".join(
            f" AND {_FILTERS[name].format(f'${n}')}" for n, name in enumerate(names, 2)
        )
        seen = _SEEN[visibility].format(f"${len(names) + 2}")
        stored = "IS NOT NULL" if archived else "IS NULL"
        found = _kept[names, archived, visibility, last] = Keyset(
            columns=_THREAD if last else _EMAIL,
            origin=f"crm.emails e WHERE e.organization_id = $1::uuid"
            f" AND e.archived_at {stored}{conditions}{seen}{_LAST if last else ''}",
            places=("e.at", "e.id"),
            kinds=("timestamptz", "uuid"),
            binds=(*names, "visible_owners") if seen else names,
        )
    return found


def _thread(row: tuple[Any, ...]) -> Thread:
    return Thread(
        id=ThreadId(row[0]),
        last_direction=Direction(row[1]),
        subject=row[2],
        messages=row[3],
        last_at=row[4],
    )
