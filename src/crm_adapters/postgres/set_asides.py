"""
Messages that could not be taken in.
"""

from typing import Any

from attrs import asdict, frozen

from crm_core.emails import MailboxId
from crm_core.mailboxes import Position, SetAside, SetAsideId
from crm_core.shared import NotFound, Page, PageRequest

from .context import Context
from .keyset import Keyset
from .statements import statement

_SET_ASIDE = (
    "id",
    "mailbox_id",
    "folder",
    "validity",
    "uid",
    "size",
    "raw_key",
    "reason",
    "at",
    "outgoing",
)
_SHOWN = ", ".join(_SET_ASIDE)
_ADD_ASIDE = statement(
    f"INSERT INTO crm.set_asides (organization_id, {_SHOWN}) VALUES ($1::uuid,"
    " $2::uuid, $3::uuid, $4, $5::bigint, $6::bigint, $7::bigint, $8, $9,"
    " $10::timestamptz, $11::boolean)",
    ("organization_id", *_SET_ASIDE),
)
_GET_ASIDE = statement(
    f"SELECT {_SHOWN} FROM crm.set_asides WHERE organization_id = $1::uuid"
    " AND id = $2::uuid",
    ("organization_id", "id"),
)
_DROP_ASIDE = statement(
    "DELETE FROM crm.set_asides WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id"),
)
_COUNT_ASIDE = statement(
    "SELECT count(*) FROM crm.set_asides WHERE organization_id = $1::uuid"
    " AND mailbox_id = $2::uuid",
    ("organization_id", "mailbox_id"),
)
_ASIDE_PAGES = Keyset(
    columns=_SHOWN,
    origin="crm.set_asides WHERE organization_id = $1::uuid AND mailbox_id = $2::uuid",
    places=("id",),
    kinds=("uuid",),
    binds=("mailbox_id",),
)


@frozen
class PostgresSetAsides:
    """
    Messages that could not be taken in.
    """

    context: Context

    def add(self, message: SetAside, /) -> None:
        values = {
            name: getattr(message, name)
            for name in _SET_ASIDE
            if name not in {"validity", "uid"}
        }
        position = asdict(message.position)
        self.context.transaction.tell(
            _ADD_ASIDE, self.context.values(**values, **position)
        )

    def get(self, id: SetAsideId, /) -> SetAside:
        rows = self.context.transaction.ask(_GET_ASIDE, self.context.values(id=id))
        if not rows:
            raise NotFound(id=id)
        return _set_aside(rows[0])

    def page(self, id: MailboxId, request: PageRequest, /) -> Page[SetAside]:
        bound_to = f"set_asides|{id}"
        found = _ASIDE_PAGES.page(
            self.context, request, bound_to=bound_to, mailbox_id=id
        )
        return found.mapped(_set_aside)

    def remove(self, id: SetAsideId, /) -> None:
        self.context.transaction.tell(_DROP_ASIDE, self.context.values(id=id))

    def count(self, id: MailboxId, /) -> int:
        asked = self.context.values(mailbox_id=id)
        return int(self.context.transaction.ask(_COUNT_ASIDE, asked)[0][0])


def _set_aside(row: tuple[Any, ...]) -> SetAside:
    known = dict(zip(_SET_ASIDE, row, strict=False))
    position = Position(known.pop("validity"), known.pop("uid"))
    return SetAside(position=position, **known)
