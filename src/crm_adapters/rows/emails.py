"""
Messages, templates and spared addresses as rows.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any
from uuid import UUID

from crm_core.contacts import ContactId
from crm_core.emails import (
    Correspondent,
    Direction,
    Email,
    EmailState,
    MessageKind,
    Recipient,
    Suppression,
    SuppressionReason,
    Template,
    address_key,
)
from crm_core.files import FileId
from crm_core.shared import RecordRef, email_key

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "assigned_to",
    "thread_id",
    "mailbox_id",
    "message_id",
    "in_reply_to",
    "subject",
    "text",
    "html",
    "new_text",
    "calendar",
    "calendar_method",
    "template_id",
    "campaign_id",
    "tracked",
    "raw_key",
    "queued_at",
    "sent_at",
    "received_at",
)
_same = attrgetter(*_SAME)
_RECORD = ("id", "version", "created_at", "created_by", "updated_at")
_TEMPLATE = (*_RECORD, "archived_at", "name", "subject", "text", "html", "language")
_SUPPRESSION = (*_RECORD, "address", "source")
_IDS = frozenset({"id", "created_by"})
_MOMENTS = frozenset({"created_at", "updated_at", "archived_at"})


def address_keys(email: Email) -> list[str]:
    """
    The addresses of all who wrote or get a message, each once.
    """
    known = [email.sender.address, *(each.address for each in email.recipients)]
    return sorted({address_key(each) for each in known if each})


def _person(person: Correspondent | None) -> Row | None:
    return None if person is None else {"address": person.address, "name": person.name}


def _recipient(each: Recipient) -> Row:
    contact_id = None if each.contact_id is None else str(each.contact_id)
    return {
        "address": each.address,
        "name": each.name,
        "field": each.field,
        "contact_id": contact_id,
    }


def _email_row(email: Email) -> Row:
    row: Row = dict(zip(_SAME, _same(email), strict=True))
    row["direction"] = email.direction.value
    row["kind"] = email.kind.value
    row["state"] = email.state.value
    row["references"] = list(email.references)
    row["sender"] = _person(email.sender)
    row["reply_to"] = _person(email.reply_to)
    row["recipients"] = [_recipient(each) for each in email.recipients]
    row["about"] = [{"kind": each.kind, "id": str(each.id)} for each in email.about]
    row["attachments"] = list(email.attachments)
    row["links"] = list(email.links)
    row["remarks"] = list(email.remarks)
    row["at"] = email.at
    row["address_keys"] = address_keys(email)
    return row


def _read_recipient(raw: Mapping[str, Any]) -> Recipient:
    id = raw["contact_id"]
    return Recipient(
        address=raw["address"],
        name=raw["name"],
        field=raw["field"],
        contact_id=None if id is None else ContactId(UUID(id)),
    )


def _email_from(row: Row) -> Email:
    reply_to = row["reply_to"]
    return Email(
        **{name: row[name] for name in _SAME},
        direction=Direction(row["direction"]),
        kind=MessageKind(row["kind"]),
        state=EmailState(row["state"]),
        references=tuple(row["references"]),
        sender=Correspondent(**row["sender"]),
        reply_to=None if reply_to is None else Correspondent(**reply_to),
        recipients=tuple(map(_read_recipient, row["recipients"])),
        about=tuple(RecordRef(each["kind"], UUID(each["id"])) for each in row["about"]),
        attachments=tuple(
            FileId(each if isinstance(each, UUID) else UUID(each))
            for each in row["attachments"]
        ),
        links=tuple(row["links"]),
        remarks=tuple(row["remarks"]),
    )


EMAIL_ROWS = RowMapping(
    kind="email",
    to_row=_email_row,
    from_row=_email_from,
    derived=frozenset({"at", "address_keys"}),
    ids=_IDS | {"assigned_to", "thread_id", "mailbox_id", "template_id", "campaign_id"},
    moments=_MOMENTS | {"queued_at", "sent_at", "received_at"},
)


def _template_row(template: Template) -> Row:
    return {name: getattr(template, name) for name in _TEMPLATE}


def _template_from(row: Row) -> Template:
    return Template(**{name: row[name] for name in _TEMPLATE})


TEMPLATE_ROWS = RowMapping(
    kind="email_template",
    to_row=_template_row,
    from_row=_template_from,
    derived=frozenset(),
    ids=_IDS,
    moments=_MOMENTS,
)


def _suppression_row(suppression: Suppression) -> Row:
    row: Row = {name: getattr(suppression, name) for name in _SUPPRESSION}
    row["address_key"] = email_key(suppression.address)
    row["reason"] = suppression.reason.value
    return row


def _suppression_from(row: Row) -> Suppression:
    return Suppression(
        **{name: row[name] for name in _SUPPRESSION},
        reason=SuppressionReason(row["reason"]),
    )


SUPPRESSION_ROWS = RowMapping(
    kind="suppression",
    to_row=_suppression_row,
    from_row=_suppression_from,
    derived=frozenset({"address_key"}),
    ids=_IDS,
    moments=_MOMENTS,
)
