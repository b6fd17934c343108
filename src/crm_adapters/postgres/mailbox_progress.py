"""
How far each mailbox is read, and how that goes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from attrs import asdict, frozen

from crm_core.emails import MailboxId
from crm_core.mailboxes import (
    AccessToken,
    FolderProgress,
    Position,
    Progress,
    SomebodyElseReads,
)
from crm_core.shared import Seal

from .context import Context
from .statements import statement

_PROGRESS = (
    "tried_at",
    "succeeded_at",
    "failures",
    "reason",
    "needs_sign_in",
    "due_at",
)
_GET = statement(
    f"SELECT {', '.join(_PROGRESS)} FROM crm.mailbox_progress"
    " WHERE organization_id = $1::uuid AND mailbox_id = $2::uuid",
    ("organization_id", "mailbox_id"),
)
_KEEP = statement(
    f"INSERT INTO crm.mailbox_progress (organization_id, mailbox_id,"
    f" {', '.join(_PROGRESS)}) VALUES ($1::uuid, $2::uuid, $3::timestamptz,"
    " $4::timestamptz, $5::integer, $6, $7::boolean, $8::timestamptz)"
    " ON CONFLICT (organization_id, mailbox_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _PROGRESS),
    ("organization_id", "mailbox_id", *_PROGRESS),
)
_FOLDERS = statement(
    "SELECT folder, validity, uid, read_at, messages FROM crm.mailbox_folders"
    " WHERE organization_id = $1::uuid AND mailbox_id = $2::uuid ORDER BY folder",
    ("organization_id", "mailbox_id"),
)
_BEGIN = statement(
    "INSERT INTO crm.mailbox_folders AS f (organization_id, mailbox_id, folder,"
    " validity, uid, read_at, messages)"
    " VALUES ($1::uuid, $2::uuid, $3, $4::bigint, $5::bigint, $6::timestamptz, 1)"
    " ON CONFLICT (organization_id, mailbox_id, folder) DO NOTHING RETURNING 1",
    ("organization_id", "mailbox_id", "folder", "validity", "uid", "at"),
    reads=False,
)
_ADVANCE = statement(
    "UPDATE crm.mailbox_folders SET validity = $4::bigint, uid = $5::bigint,"
    " read_at = $6::timestamptz, messages = messages + 1"
    " WHERE organization_id = $1::uuid AND mailbox_id = $2::uuid AND folder = $3"
    " AND validity = $7::bigint AND uid = $8::bigint RETURNING 1",
    (
        "organization_id",
        "mailbox_id",
        "folder",
        "validity",
        "uid",
        "at",
        "known_validity",
        "known_uid",
    ),
    reads=False,
)
_FORGET = statement(
    "DELETE FROM crm.mailbox_folders WHERE organization_id = $1::uuid"
    " AND mailbox_id = $2::uuid",
    ("organization_id", "mailbox_id"),
)
_DUE = statement(
    "SELECT m.id FROM crm.mailboxes m LEFT JOIN crm.mailbox_progress p"
    " ON p.organization_id = m.organization_id AND p.mailbox_id = m.id"
    " WHERE m.organization_id = $1::uuid AND m.active"
    " AND NOT coalesce(p.needs_sign_in, false)"
    " AND coalesce(p.due_at, '-infinity') <= $2::timestamptz"
    " AND coalesce(p.tried_at, '-infinity')"
    " <= $2::timestamptz - make_interval(secs => $3::float8)"
    " ORDER BY p.tried_at NULLS FIRST, m.id",
    ("organization_id", "at", "pause"),
)
_TOKEN = statement(
    "SELECT sealed_token FROM crm.mailbox_progress"
    " WHERE organization_id = $1::uuid AND mailbox_id = $2::uuid",
    ("organization_id", "mailbox_id"),
)
_KEEP_TOKEN = statement(
    "INSERT INTO crm.mailbox_progress (organization_id, mailbox_id, failures,"
    " needs_sign_in, sealed_token) VALUES ($1::uuid, $2::uuid, 0, false, $3)"
    " ON CONFLICT (organization_id, mailbox_id)"
    " DO UPDATE SET sealed_token = excluded.sealed_token",
    ("organization_id", "mailbox_id", "token"),
)


@frozen
class PostgresMailboxProgress:
    """
    How reading goes.
    """

    context: Context
    seal: Seal

    def get(self, id: MailboxId, /) -> Progress:
        rows = self._ask(_GET, id)
        return (
            Progress(**dict(zip(_PROGRESS, rows[0], strict=True)))
            if rows
            else Progress()
        )

    def keep(self, id: MailboxId, progress: Progress, /) -> None:
        values = self.context.values(mailbox_id=id, **asdict(progress))
        self.context.transaction.tell(_KEEP, values)

    def folders(self, id: MailboxId, /) -> list[FolderProgress]:
        return [
            FolderProgress(
                folder=folder,
                position=Position(validity, uid),
                read_at=read_at,
                messages=messages,
            )
            for folder, validity, uid, read_at, messages in self._ask(_FOLDERS, id)
        ]

    def advance(
        self,
        id: MailboxId,
        folder: str,
        /,
        *,
        before: Position | None,
        after: Position,
        at: datetime,
    ) -> None:
        values = self.context.values(
            mailbox_id=id,
            folder=folder,
            validity=after.validity,
            uid=after.uid,
            at=at,
        )
        how = _BEGIN
        if before is not None:
            known = {"known_validity": before.validity, "known_uid": before.uid}
            how, values = _ADVANCE, values | known
        if not self.context.transaction.ask(how, values):
            raise SomebodyElseReads(mailbox_id=id, folder=folder)

    def forget(self, id: MailboxId, /) -> None:
        self.context.transaction.tell(_FORGET, self.context.values(mailbox_id=id))

    def due(self, at: datetime, /, *, pause: float) -> Sequence[MailboxId]:
        values = self.context.values(at=at, pause=pause)
        rows = self.context.transaction.ask(_DUE, values)
        return [MailboxId(row[0]) for row in rows]

    def token(self, id: MailboxId, /) -> AccessToken | None:
        rows = self._ask(_TOKEN, id)
        if not rows or rows[0][0] is None:
            return None
        raw = self.seal.unseal(rows[0][0], purpose=_purpose(id))
        known: AccessToken = msgspec.json.decode(raw, type=AccessToken)
        return known

    def keep_token(self, id: MailboxId, token: AccessToken | None, /) -> None:
        sealed = None
        if token is not None:
            raw = msgspec.json.encode(asdict(token)).decode()
            sealed = self.seal.seal(raw, purpose=_purpose(id))
        values = self.context.values(mailbox_id=id, token=sealed)
        self.context.transaction.tell(_KEEP_TOKEN, values)

    def _ask(self, what: Any, id: MailboxId) -> list[tuple[Any, ...]]:
        return self.context.transaction.ask(what, self.context.values(mailbox_id=id))


def _purpose(id: MailboxId) -> str:
    return f"mailbox:{id}:token"
