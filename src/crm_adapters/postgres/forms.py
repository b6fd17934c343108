"""
Forms, and what came in through them, in PostgreSQL.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.postgresql import JSONB

from crm_core.forms import (
    Form,
    FormId,
    Submission,
    SubmissionId,
    Tally,
    stretch,
)
from crm_core.leads import LeadId
from crm_core.shared import (
    COUNTED_AT_MOST,
    NotFound,
    OrganizationId,
    Page,
    PageRequest,
    read_cursor,
    read_id,
    write_cursor,
)

from ..rows import FORM_ROWS, form_submission_from, form_submission_row
from .context import Context
from .repository import PostgresRepository
from .schema import form_submissions, forms
from .statements import compiled, json, statement

_NAMES = [c.name for c in forms.c if c.name != "organization_id"]
_FORM = ", ".join(_NAMES)
_ALL = statement(
    f"SELECT {_FORM} FROM crm.forms WHERE organization_id = $1::uuid"
    " AND (archived_at IS NOT NULL) = $2::boolean ORDER BY name, id",
    ("organization_id", "archived"),
)
# The policies of both tables let through the row whose key or code is known here.
_KNOWING = statement(
    "SELECT set_config('crm.form_key', $1, true)", ("known",), reads=True
)
_BEHIND = statement(
    f"SELECT organization_id, {_FORM} FROM crm.forms WHERE key = $1", ("known",)
)

_COLUMNS = [c.name for c in form_submissions.c if c.name != "organization_id"]
_SUBMISSION = ", ".join(f'"{name}"' for name in _COLUMNS)
_SELECT = (
    f"SELECT {_SUBMISSION} FROM crm.form_submissions WHERE organization_id = $1::uuid"
)
_LOCK = statement(f"{_SELECT} AND id = $2::uuid FOR UPDATE", ("organization_id", "id"))
_PAGE = statement(
    f"{_SELECT} AND form_id = $2::uuid AND ($3::uuid IS NULL OR id < $3::uuid)"
    " ORDER BY id DESC OFFSET $4::integer LIMIT $5::integer",
    ("organization_id", "form_id", "before", "offset", "limit"),
)
_COUNT = statement(
    "SELECT count(*) FROM (SELECT 1 FROM crm.form_submissions"
    " WHERE organization_id = $1::uuid AND form_id = $2::uuid LIMIT $3::integer) AS c",
    ("organization_id", "form_id", "most"),
)
_STATES = statement(
    "SELECT state, count(*) FROM crm.form_submissions WHERE organization_id = $1::uuid"
    " AND form_id = $2::uuid GROUP BY state",
    ("organization_id", "form_id"),
)
_USED = statement(
    "SELECT coalesce(sum(used), 0)::integer FROM crm.form_uses"
    " WHERE organization_id = $1::uuid AND name = $2",
    ("organization_id", "name"),
)
_ADD = compiled(
    insert(form_submissions).values(
        {c.name: bindparam(c.name, type_=c.type) for c in form_submissions.c}
    )
)
_ADD_NEW = statement(
    f"{_ADD.sql.decode()} ON CONFLICT (organization_id, form_id, digest) DO NOTHING"
    " RETURNING id",
    _ADD.binds,
    reads=False,
)
_SAVE = compiled(
    update(form_submissions)
    .where(
        form_submissions.c.organization_id == bindparam("organization_id"),
        form_submissions.c.id == bindparam("id"),
    )
    .values(
        {
            c.name: bindparam(c.name, type_=c.type)
            for c in form_submissions.c
            if c.name not in {"organization_id", "id"}
        }
    )
)
_CONFIRMED_BY = statement(
    f"SELECT organization_id, {_SUBMISSION} FROM crm.form_submissions"
    " WHERE code_digest = $1::bytea",
    ("digest",),
)
_DROP = statement(
    "DELETE FROM crm.form_submissions WHERE organization_id = $1::uuid"
    " AND form_id = $2::uuid AND state = 'waiting' AND expires_at <= $3::timestamptz",
    ("organization_id", "form_id", "before"),
)
_OF = statement(
    f"{_SELECT} AND (email_key = ANY($2::text[]) OR lead_id = ANY($3::uuid[])) ORDER BY id",
    ("organization_id", "email_keys", "leads"),
)
_FORGET = statement(
    "DELETE FROM crm.form_submissions WHERE organization_id = $1::uuid"
    " AND id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_USE = statement(
    "INSERT INTO crm.form_uses AS u (organization_id, name, since, until, used)"
    " VALUES ($1::uuid, $2, $3::timestamptz, $4::timestamptz, 1)"
    " ON CONFLICT (organization_id, name, since) DO UPDATE SET used = u.used + 1"
    " RETURNING used",
    ("organization_id", "name", "since", "until"),
)
_SWEEP = statement(
    "DELETE FROM crm.form_uses WHERE organization_id = $1::uuid"
    " AND until < $2::timestamptz",
    ("organization_id", "now"),
)
_JSON = {c.name for c in form_submissions.c if isinstance(c.type, JSONB)}


class PostgresForms(PostgresRepository[FormId, Form]):
    """
    The forms of the organization at work.
    """

    table = forms
    mapping = FORM_ROWS

    def all(self, *, archived: bool = False) -> list[Form]:
        rows = self.transaction.ask(_ALL, self.context.values(archived=archived))
        return [
            self.mapping.from_row(dict(zip(_NAMES, row, strict=True))) for row in rows
        ]

    def behind(self, key: str, /) -> tuple[OrganizationId, Form] | None:
        known = {"known": key}
        _, rows = self.transaction.ask_all([(_KNOWING, known), (_BEHIND, known)])
        for organization_id, *row in rows:
            found = self.mapping.from_row(dict(zip(_NAMES, row, strict=True)))
            return OrganizationId(organization_id), found
        return None


@frozen
class PostgresFormSubmissions:
    """
    What came in through the forms of the organization at work.
    """

    context: Context

    def get(self, id: SubmissionId, /) -> Submission:
        rows = self.context.transaction.ask(_LOCK, self.context.values(id=id))
        if not rows:
            raise NotFound(id=id)
        return _submission(rows[0])

    def add(self, submission: Submission, /) -> bool:
        self.context.introduce()
        values = self._written(submission)
        return bool(self.context.transaction.ask(_ADD_NEW, values))

    def save(self, submission: Submission, /) -> None:
        self.context.transaction.tell(_SAVE, self._written(submission))

    def _written(self, submission: Submission) -> dict[str, object]:
        row = form_submission_row(submission)
        return self.context.values(
            **{n: json(value) if n in _JSON else value for n, value in row.items()}
        )

    def page(self, form_id: FormId, request: PageRequest, /) -> Page[Submission]:
        bound = f"{self.context.organization_id}|form submissions|{form_id}"
        before, offset = None, (request.number - 1) * request.size
        if request.cursor is not None:
            (last,) = read_cursor(request.cursor, bound_to=bound, length=1)
            before, offset = read_id(last), 0
        own = self.context.values(
            form_id=form_id, before=before, offset=offset, limit=request.size + 1
        )
        most = self.context.values(form_id=form_id, most=COUNTED_AT_MOST + 1)
        rows, counted = self.context.transaction.ask_all([(_PAGE, own), (_COUNT, most)])
        shown = [_submission(row) for row in rows[: request.size]]
        more = len(rows) > request.size
        return Page(
            items=shown,
            total=min(counted[0][0], COUNTED_AT_MOST),
            total_exact=counted[0][0] <= COUNTED_AT_MOST,
            next_cursor=write_cursor([str(shown[-1].id)], bound_to=bound)
            if more
            else None,
        )

    def tally(self, form_id: FormId, /) -> Tally:
        states, refused, limited = self.context.transaction.ask_all(
            [
                (_STATES, self.context.values(form_id=form_id)),
                (_USED, self.context.values(name=f"{form_id}:refused")),
                (_USED, self.context.values(name=f"{form_id}:limited")),
            ]
        )
        return Tally(dict(states), refused[0][0], limited[0][0])

    def behind(self, digest: bytes, /) -> tuple[OrganizationId, Submission] | None:
        _, rows = self.context.transaction.ask_all(
            [(_KNOWING, {"known": digest.hex()}), (_CONFIRMED_BY, {"digest": digest})]
        )
        for organization_id, *row in rows:
            return OrganizationId(organization_id), _submission(tuple(row))
        return None

    def drop_unconfirmed(self, form_id: FormId, before: datetime, /) -> None:
        values = self.context.values(form_id=form_id, before=before)
        self.context.transaction.tell(_DROP, values)

    def of(
        self, email_keys: Iterable[str], leads: Iterable[LeadId], /
    ) -> list[Submission]:
        values = self.context.values(email_keys=list(email_keys), leads=list(leads))
        return [_submission(row) for row in self.context.transaction.ask(_OF, values)]

    def forget(self, ids: Iterable[SubmissionId], /) -> None:
        self.context.transaction.tell(_FORGET, self.context.values(ids=list(ids)))


def _submission(row: tuple[object, ...]) -> Submission:
    return form_submission_from(dict(zip(_COLUMNS, row, strict=True)))


@frozen
class PostgresFormUses:
    """
    How often something was done, in the database that all processes share.
    """

    context: Context

    def count(self, name: str, /, *, within: timedelta) -> int:
        since, until = stretch(self.context.now, within)
        values = self.context.values(name=name, since=since, until=until)
        used: int = self.context.transaction.ask(_USE, values)[0][0]
        if used == 1:
            swept = self.context.values(now=self.context.now)
            self.context.transaction.tell(_SWEEP, swept)
        return used
