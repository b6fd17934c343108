"""
The index of entries by record: which activities, e-mails and files belong to it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from attrs import frozen

from crm_core.shared import RecordRef

from .context import Context
from .statements import json, statement

_LINK = statement(
    "SELECT crm.link_entries($1::uuid, $2, $3::uuid[], $4::text[], $5::timestamptz[],"
    " $6::uuid[], $7::boolean[], $8::jsonb[])",
    ("organization_id", "entry", "ids", "kinds", "ats", "users", "open", "about"),
    reads=False,
)
_UNLINK = statement(
    "DELETE FROM crm.timeline_links WHERE organization_id = $1::uuid"
    " AND entry_id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)


@frozen(kw_only=True)
class Linked:
    """
    An entry of the timeline: of its *kind*, *at* its moment, by *user_id*, *about* some
    records; an *open* one is still to be done, at that moment.
    """

    entry_id: UUID
    kind: str
    at: datetime
    user_id: UUID | None
    open: bool
    about: Iterable[RecordRef]


def link(
    context: Context,
    *,
    entry_id: UUID,
    entry: str,
    kind: str,
    at: datetime,
    user_id: UUID | None,
    open: bool,
    about: Iterable[RecordRef],
) -> None:
    """
    Say what an *entry* (activity, email or file) is about, in place of what was said
    of it before.
    """
    linked = Linked(
        entry_id=entry_id, kind=kind, at=at, user_id=user_id, open=open, about=about
    )
    link_many(context, entry, [linked])


def link_many(context: Context, entry: str, linked: Collection[Linked]) -> None:
    """
    ``link`` for many entries in one step.
    """
    if not linked:
        return
    values = context.values(
        entry=entry,
        ids=[each.entry_id for each in linked],
        kinds=[each.kind for each in linked],
        ats=[each.at for each in linked],
        users=[each.user_id for each in linked],
        open=[each.open for each in linked],
        about=[_about(each.about) for each in linked],
    )
    context.transaction.tell(_LINK, values)


def unlink(context: Context, *entry_ids: UUID) -> None:
    """
    Take entries out of the timelines of all records.
    """
    context.transaction.tell(_UNLINK, context.values(ids=list(entry_ids)))


def _about(records: Iterable[RecordRef]) -> str:
    return json([{"kind": each.kind, "id": each.id} for each in records])
