"""
Imports in PostgreSQL.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.postgresql import JSONB

from crm_core.shared import (
    COUNTED_AT_MOST,
    NotFound,
    Page,
    PageRequest,
    UserId,
    read_cursor,
    read_id,
    write_cursor,
)
from crm_core.transfers import Noun, RowRefused, Transfer, TransferId

from ..rows import refusal_from, refusal_row, transfer_from, transfer_row
from .bulk import insert_many
from .context import Context
from .schema import transfer_refusals, transfers
from .statements import Statement, compiled, json, statement

_COLUMNS = tuple(c.name for c in transfers.c if c.name != "organization_id")
_SELECT = (
    f"SELECT {', '.join(_COLUMNS)} FROM crm.transfers WHERE organization_id = $1::uuid"
)
_GET = statement(f"{_SELECT} AND id = $2::uuid", ("organization_id", "id"))
_LOCK = statement(f"{_SELECT} AND id = $2::uuid FOR UPDATE", ("organization_id", "id"))
# Two who begin the same import at once are to find each other's.
_ONE_AT_A_TIME = statement(
    "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2 || $3 || $4, 0))",
    ("organization_id", "file", "noun", "user_id"),
    reads=False,
)
_UNFINISHED = statement(
    f"{_SELECT} AND file = $2 AND noun = $3 AND created_by = $4::uuid"
    " AND finished_at IS NULL ORDER BY id DESC LIMIT 1",
    ("organization_id", "file", "noun", "user_id"),
)
_AWAITED = statement(
    "SELECT EXISTS (SELECT 1 FROM crm.transfers WHERE organization_id = $1::uuid"
    " AND file = $2 AND finished_at IS NULL)",
    ("organization_id", "file"),
)
_MINE = " AND ($2::uuid IS NULL OR created_by = $2::uuid)"
_PAGE = statement(
    f"{_SELECT}{_MINE} AND ($3::uuid IS NULL OR id < $3::uuid)"
    " ORDER BY id DESC OFFSET $4::integer LIMIT $5::integer",
    ("organization_id", "user_id", "before", "offset", "limit"),
)
_COUNT = statement(
    "SELECT count(*) FROM (SELECT 1 FROM crm.transfers WHERE organization_id = $1::uuid"
    f"{_MINE} LIMIT $3::integer) AS counted",
    ("organization_id", "user_id", "most"),
)
_ADD = compiled(
    insert(transfers).values(
        {c.name: bindparam(c.name, type_=c.type) for c in transfers.c}
    )
)
_SAVE = compiled(
    update(transfers)
    .where(
        transfers.c.organization_id == bindparam("organization_id"),
        transfers.c.id == bindparam("id"),
        transfers.c.version == bindparam("known_version"),
    )
    .values(
        {
            c.name: bindparam(c.name, type_=c.type)
            for c in transfers.c
            if c.name not in {"organization_id", "id"}
        }
    )
)
_REFUSED = statement(
    "SELECT line, reasons, values FROM crm.transfer_refusals"
    " WHERE organization_id = $1::uuid AND transfer_id = $2::uuid"
    " AND position >= $3::integer ORDER BY position LIMIT $4::integer",
    ("organization_id", "id", "first", "limit"),
)
_CHOICES = statement(
    "SELECT choices FROM crm.saved_mappings"
    " WHERE organization_id = $1::uuid AND fingerprint = $2",
    ("organization_id", "fingerprint"),
)
_REMEMBER = statement(
    "INSERT INTO crm.saved_mappings (organization_id, fingerprint, choices)"
    " VALUES ($1::uuid, $2, $3::jsonb) ON CONFLICT (organization_id, fingerprint)"
    " DO UPDATE SET choices = excluded.choices",
    ("organization_id", "fingerprint", "choices"),
)
_JSON = {c.name for c in transfers.c if isinstance(c.type, JSONB)}


@frozen
class PostgresTransfers:
    """
    The imports of the organization at work.
    """

    context: Context

    def get(self, id: TransferId, /) -> Transfer:
        return self._one(_GET, id)

    def lock(self, id: TransferId, /) -> Transfer:
        return self._one(_LOCK, id)

    def _one(self, what: Statement, id: TransferId) -> Transfer:
        found = self._found(what, id=id)
        if not found:
            raise NotFound("No such import in this organization.", id=id)
        return found[0]

    def _found(self, what: Statement, **values: object) -> list[Transfer]:
        rows = self.context.transaction.ask(what, self.context.values(**values))
        return [transfer_from(dict(zip(_COLUMNS, row, strict=True))) for row in rows]

    def unfinished(self, file: str, noun: Noun, user_id: UserId, /) -> Transfer | None:
        wanted = {"file": file, "noun": noun.value, "user_id": user_id}
        self.context.transaction.ask(_ONE_AT_A_TIME, self.context.values(**wanted))
        found = self._found(_UNFINISHED, **wanted)
        return found[0] if found else None

    def awaited(self, file: str, /) -> bool:
        values = self.context.values(file=file)
        found: bool = self.context.transaction.ask(_AWAITED, values)[0][0]
        return found

    def page(
        self, request: PageRequest, /, *, user_id: UserId | None = None
    ) -> Page[Transfer]:
        bound = f"{self.context.organization_id}|transfers|{user_id}"
        before, offset = None, (request.number - 1) * request.size
        if request.cursor is not None:
            (last,) = read_cursor(request.cursor, bound_to=bound, length=1)
            before, offset = read_id(last), 0
        limit = request.size + 1
        found = self._found(
            _PAGE, user_id=user_id, before=before, offset=offset, limit=limit
        )
        most = self.context.values(user_id=user_id, most=COUNTED_AT_MOST + 1)
        counted = self.context.transaction.ask(_COUNT, most)[0][0]
        shown = found[: request.size]
        more = len(found) > request.size
        return Page(
            items=shown,
            total=min(counted, COUNTED_AT_MOST),
            total_exact=counted <= COUNTED_AT_MOST,
            next_cursor=write_cursor([str(shown[-1].id)], bound_to=bound)
            if more
            else None,
        )

    def add(self, transfer: Transfer, /) -> None:
        self.context.introduce()
        self.context.transaction.tell(_ADD, self._written(transfer))

    def save(self, transfer: Transfer, /) -> Transfer:
        saved = evolve(transfer, version=transfer.version + 1)
        values = self._written(saved) | {"known_version": transfer.version}
        self.context.transaction.change_one(_SAVE, values)
        return saved

    def _written(self, transfer: Transfer) -> dict[str, object]:
        row = transfer_row(transfer)
        return self.context.values(
            **{n: json(value) if n in _JSON else value for n, value in row.items()}
        )

    def refuse(self, transfer: Transfer, rows: Sequence[RowRefused], /) -> None:
        if not rows:
            return
        kept = [refusal_row(row) for row in rows]
        first = transfer.refused
        columns: dict[str, list[object]] = {
            name: [row[name] for row in kept] for name in kept[0]
        }
        columns["position"] = list(range(first, first + len(kept)))
        own = self.context.values(transfer_id=transfer.id)
        insert_many(self.context.transaction, transfer_refusals, own, columns)

    def refused(self, id: TransferId, first: int, most: int, /) -> list[RowRefused]:
        values = self.context.values(id=id, first=first, limit=most)
        rows = self.context.transaction.ask(_REFUSED, values)
        names = ("line", "reasons", "values")
        return [refusal_from(dict(zip(names, row, strict=True))) for row in rows]

    def choices(self, fingerprint: str, /) -> Mapping[str, str]:
        values = self.context.values(fingerprint=fingerprint)
        rows = self.context.transaction.ask(_CHOICES, values)
        return rows[0][0] if rows else {}

    def remember(self, fingerprint: str, choices: Mapping[str, str], /) -> None:
        self.context.introduce()
        values = self.context.values(
            fingerprint=fingerprint, choices=json(dict(choices))
        )
        self.context.transaction.tell(_REMEMBER, values)
