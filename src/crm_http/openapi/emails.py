"""
Schemas and examples of messages.
"""

from collections.abc import Callable
from typing import Any, Final

from crm_core.emails import (
    Correspondent,
    Delivery,
    DeliveryState,
    Direction,
    Email,
    EmailState,
    Mailing,
    MailSettings,
    MessageKind,
    Outbox,
    Recipient,
    Suppression,
    SuppressionReason,
    Template,
    Thread,
    Visit,
    VisitKind,
)

from .examples import USER_ID
from .kinds import EMAIL, UUID, nullable, text
from .types import Schema, closed, listed, record_schema, reference

EMAIL_TYPES: Final[dict[type, str]] = {
    Correspondent: "Correspondent",
    Delivery: "EmailDelivery",
    DeliveryState: "EmailDeliveryState",
    Direction: "EmailDirection",
    EmailState: "EmailState",
    MailSettings: "MailSettings",
    Mailing: "Mailing",
    MessageKind: "MessageKind",
    Outbox: "Outbox",
    Recipient: "EmailRecipient",
    Suppression: "Suppression",
    SuppressionReason: "SuppressionReason",
    Template: "EmailTemplate",
    Thread: "EmailThread",
    Visit: "EmailVisit",
    VisitKind: "EmailVisitKind",
}
_HIDDEN: Final = ("links", "raw_key")
_RECIPIENTS: Final[Schema] = {
    "type": ["array", "null"],
    "description": "Addresses, as `ann@example.com`, `Ann <ann@example.com>` or "
    "`contact:ID`.",
    "items": {
        "anyOf": [
            text(600, minLength=3),
            closed("Somebody.", {"address": EMAIL, "name": text(200)}, "name"),
        ]
    },
    "maxItems": 100,
}
_BODY: Final[dict[str, Schema]] = {
    "subject": nullable(text(500)),
    "text": nullable(text(200_000)),
    "html": nullable(text(200_000)),
    "template_id": nullable(UUID),
    "attachments": {**nullable(listed(UUID)), "maxItems": 20},
}
_WRITING: Final[dict[str, Schema]] = {
    "to": _RECIPIENTS,
    "cc": _RECIPIENTS,
    "bcc": _RECIPIENTS,
    **_BODY,
    "answers": nullable(UUID),
    "about": {
        "type": ["array", "null"],
        "items": {"anyOf": [text(60), reference("RecordRef")]},
        "maxItems": 100,
    },
    "draft": {"type": ["boolean", "null"]},
}
_MANY: Final[dict[str, Schema]] = {
    "ids": {**nullable(listed(UUID)), "maxItems": 10_000},
    "filter": nullable(text(10_000)),
    "purpose": nullable(text(100)),
    **_BODY,
}
_TEMPLATE: Final[dict[str, Schema]] = {
    "name": nullable(text(200)),
    **{name: _BODY[name] for name in ("subject", "text", "html")},
    "language": nullable(text(2)),
}
_SPARED: Final[dict[str, Schema]] = {
    "address": EMAIL,
    "reason": {"type": "string", "enum": [each.value for each in SuppressionReason]},
    "source": nullable(text(200)),
}
_SETTINGS: Final[dict[str, Schema]] = {
    "from_name": nullable(text(100)),
    "reply_to": nullable(EMAIL),
    "track": {"type": ["boolean", "null"]},
    "capture_unknown": {"type": ["boolean", "null"]},
}


def email_inputs() -> dict[str, Schema]:
    """
    The bodies that messages take.
    """
    edited = "Members that are left out stay as they are."
    return {
        "NewEmail": closed(
            "A message has a recipient and a body.", _WRITING, *_WRITING
        ),
        "EditedEmail": closed(edited, _WRITING, *_WRITING),
        "NewMailing": closed("Ids or a filter, and a body.", _MANY, *_MANY),
        "NewEmailTemplate": closed("A template has a name.", _TEMPLATE, *_TEMPLATE),
        "EditedEmailTemplate": closed(edited, _TEMPLATE, *_TEMPLATE),
        "NewSuppression": closed("An address and why.", _SPARED, "source"),
        "EditedMailSettings": closed(edited, _SETTINGS, *_SETTINGS),
    }


def email_answers(
    named: dict[type, str], page: Callable[[str, str], Schema]
) -> dict[str, Schema]:
    """
    What messages answer.
    """
    whole = record_schema(Email, named)
    shown = {n: s for n, s in whole["properties"].items() if n not in _HIDDEN}
    shown["at"] = {"type": "string", "format": "date-time"}
    more = {
        "deliveries": listed(reference("EmailDelivery")),
        "visits": listed(reference("EmailVisit")),
    }
    return {
        "Email": closed(whole["description"], shown),
        "ShownEmail": closed("A message and what became of it.", {**shown, **more}),
        "EmailPage": page("Email", "One page of messages."),
        "EmailPreview": closed(
            "A message as it would go; *missing* are variables without a value.",
            {"email": reference("Email"), "missing": listed({"type": "string"})},
        ),
        "EmailTemplateList": closed(
            "Templates.", {"items": listed(reference("EmailTemplate"))}
        ),
        "EmailThreadPage": page("EmailThread", "One page of threads."),
        "SuppressionPage": page("Suppression", "One page of spared addresses."),
    }


_AT: Final = "2026-01-31T09:00:00.000000Z"
_ID: Final = "0199f6a5-0a50-7c80-8090-728394051627"
_CONTACT: Final = "0199f6a5-1b60-7d90-91a0-839405162738"
_RECORD: Final = {
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_EMAIL: Final[dict[str, Any]] = {
    "id": _ID,
    "direction": "out",
    "kind": "message",
    "state": "sent",
    "thread_id": _ID,
    "mailbox_id": None,
    "message_id": "0199f6a50a507c808090728394051627.6f1c2a@crm.example.com",
    "in_reply_to": None,
    "references": [],
    "sender": {"address": "crm@crm.example.com", "name": "Grace Hopper"},
    "reply_to": {"address": "grace@example.com", "name": "Grace Hopper"},
    "recipients": [
        {
            "address": "ada@example.com",
            "name": "Ada Lovelace",
            "field": "to",
            "contact_id": _CONTACT,
        }
    ],
    "subject": "The engine",
    "text": "Dear Ada,\n\nshall we talk on Friday?",
    "html": None,
    "new_text": None,
    "about": [{"kind": "contact", "id": _CONTACT}],
    "attachments": [],
    "calendar": None,
    "calendar_method": None,
    "template_id": None,
    "campaign_id": None,
    "tracked": False,
    "remarks": [],
    "queued_at": _AT,
    "sent_at": _AT,
    "received_at": None,
    "assigned_to": USER_ID,
    "archived_at": None,
    **_RECORD,
    "at": _AT,
}
_DELIVERY: Final[dict[str, Any]] = {
    "id": "0199f6a5-2c70-7ea0-a2b0-940516273849",
    "email_id": _ID,
    "address": "ada@example.com",
    "name": "Ada Lovelace",
    "field": "to",
    "contact_id": _CONTACT,
    "state": "sent",
    "reason": "2.0.0 queued as 4Bx",
    "code": 250,
    "attempts": 1,
    "doubts": 0,
    "queued_at": _AT,
    "due_at": None,
    "settled_at": _AT,
    "held": False,
}
_TEMPLATE_EXAMPLE: Final[dict[str, Any]] = {
    "id": "0199f6a5-3d80-7fb0-b3c0-051627384950",
    "name": "Welcome",
    "subject": "Welcome, {{ contact.first_name | friend }}",
    "text": "Dear {{ contact.name }},\n\nwelcome!",
    "html": None,
    "language": "en",
    "archived_at": None,
    **_RECORD,
}
_SUPPRESSION: Final[dict[str, Any]] = {
    "id": "0199f6a5-4e90-70c0-84d0-162738495061",
    "address": "ann@example.com",
    "reason": "unsubscribed",
    "source": "the link in a message",
    **_RECORD,
}
_THREAD: Final = {
    "id": _ID,
    "subject": "The engine",
    "messages": 2,
    "last_at": _AT,
    "last_direction": "in",
}


def _page(item: object) -> dict[str, object]:
    counted = {"total": 1, "total_exact": True, "page": 1, "page_size": 25}
    return {"items": [item], **counted, "next_cursor": None}


_NEW: Final = {
    "to": ["ada@example.com", "Bob <bob@example.com>"],
    "subject": "The engine",
    "text": "Dear {{ contact.first_name | both }},\n\nshall we talk on Friday?",
}
EMAIL_EXAMPLES: Final[dict[str, object]] = {
    "EditedEmail": {"subject": "The other engine"},
    "EditedEmailTemplate": {"subject": "Welcome!"},
    "EditedMailSettings": {"reply_to": "sales@example.com"},
    "Email": _EMAIL,
    "EmailPage": _page(_EMAIL),
    "EmailPreview": {"email": _EMAIL, "missing": ["company.name"]},
    "EmailTemplate": _TEMPLATE_EXAMPLE,
    "EmailTemplateList": {"items": [_TEMPLATE_EXAMPLE]},
    "EmailThreadPage": _page(_THREAD),
    "MailSettings": {
        "from_name": None,
        "reply_to": None,
        "track": False,
        "capture_unknown": False,
    },
    "Mailing": {
        "campaign_id": "0199f6a5-5fa0-71d0-95e0-273849506172",
        "selected": 10,
        "queued": 8,
        "left_out": {"unsubscribed": 1, "duplicate": 1},
    },
    "NewEmail": _NEW,
    "NewEmailTemplate": {
        "name": "Welcome",
        "subject": "Welcome, {{ contact.first_name | friend }}",
        "text": "Dear {{ contact.name }},\n\nwelcome!",
    },
    "NewMailing": {
        "filter": "tag:readers",
        "purpose": "newsletter",
        "subject": "News",
        "text": "Dear {{ contact.first_name | reader }},\n\nthis is new.",
    },
    "NewSuppression": {"address": "ann@example.com", "reason": "unsubscribed"},
    "Outbox": {
        "by_state": {"queued": 3, "sent": 120},
        "oldest": _AT,
        "held": 0,
        "reasons": {"4.7.1 come again": 2},
    },
    "ShownEmail": {**_EMAIL, "deliveries": [_DELIVERY], "visits": []},
    "Suppression": _SUPPRESSION,
    "SuppressionPage": _page(_SUPPRESSION),
}
