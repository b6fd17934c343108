"""
Every problem that an operation can meet, with an example of each.
"""

from collections.abc import Iterator
from typing import Final

from crm_adapters.tokens import KeysUnavailable
from crm_core.access import LastAdmin
from crm_core.activities import ActivityClosed, ActivityPending
from crm_core.calendars import (
    ConnectionUnknown,
    FeedUnknown,
    NobodyInvited,
    NothingToInviteTo,
)
from crm_core.changes import AlreadyUndone, UndoRefused
from crm_core.companies import CompanyCycle, CompanyInUse
from crm_core.contacts import EmailTaken
from crm_core.currencies import RatesStand
from crm_core.custom_fields import CustomFieldTaken
from crm_core.duplicates import SurvivorMerged
from crm_core.emails import AlreadySent, NobodyToCapture, NothingToRetry
from crm_core.files import ContentMissing, FileInUse, FileRefused, QuotaReached
from crm_core.leads import LeadClosed, LeadInUse
from crm_core.mailboxes import MailboxOff, StillRefused
from crm_core.matching import LikelyDuplicate
from crm_core.opportunities import OpportunityClosed, OpportunityInUse
from crm_core.pipelines import PipelineInUse, StageGone, StageInUse
from crm_core.shared import (
    Conflict,
    Contended,
    ContentDamaged,
    CrmError,
    Forbidden,
    Invalid,
    NotFound,
    SealMissing,
    Stale,
    Unavailable,
)
from crm_core.transfers import FileUnreadable, TransferEnded

from ..operations import Operation
from ..problems import KINDS, MEDIA_TYPE, Kind, kind_of
from .types import Schema, reference

_ERRORS: Final[tuple[type[CrmError], ...]] = (
    ActivityClosed,
    ActivityPending,
    AlreadySent,
    AlreadyUndone,
    CompanyCycle,
    CompanyInUse,
    Conflict,
    ConnectionUnknown,
    Contended,
    ContentDamaged,
    ContentMissing,
    CustomFieldTaken,
    EmailTaken,
    FeedUnknown,
    FileInUse,
    FileRefused,
    FileUnreadable,
    Forbidden,
    Invalid,
    KeysUnavailable,
    LastAdmin,
    LeadClosed,
    LeadInUse,
    LikelyDuplicate,
    MailboxOff,
    NobodyInvited,
    NobodyToCapture,
    NotFound,
    NothingToInviteTo,
    NothingToRetry,
    OpportunityClosed,
    OpportunityInUse,
    PipelineInUse,
    QuotaReached,
    RatesStand,
    SealMissing,
    StageGone,
    StageInUse,
    Stale,
    StillRefused,
    SurvivorMerged,
    TransferEnded,
    Unavailable,
    UndoRefused,
)
ALL_KINDS: Final[dict[str, Kind]] = {
    **KINDS,
    **{kind.name: kind for kind in map(kind_of, _ERRORS)},
}
"""
Every kind of problem that the API can answer with, by name.
"""

_MORE: Final[dict[str, dict[str, object]]] = {
    "invalid": {
        "detail": "2 values are wrong.",
        "errors": [
            {"field": "email", "code": "email", "message": "Not an e-mail address."},
            {"field": "nmae", "code": "unknown", "message": "No such field."},
        ],
    },
    "forbidden": {
        "detail": "This needs the permission contact:write.",
        "required": "contact:write",
    },
    "likely-duplicate": {
        "candidates": [
            {
                "id": "0199f6a4-5b52-7c1e-9a51-6a5f0f2a8f10",
                "name": "Robert Miller",
                "score": 0.9993,
                "reasons": ["same last name", "same phone number"],
            }
        ],
        "hidden": 0,
    },
    "stale": {
        "id": "0199f6a4-5b52-7c1e-9a51-6a5f0f2a8f10",
        "version": 4,
        "changed": [{"field": "title", "was": "CTO", "is": "CEO"}],
    },
    "undo-refused": {
        "detail": "Nothing was undone: 1 of 3 records stand in the way.",
        "kept": [
            {
                "record": {
                    "kind": "contact",
                    "id": "0199f6a4-5b52-7c1e-9a51-6a5f0f2a8f10",
                },
                "reason": "It was changed afterwards.",
                "fields": ["title"],
            }
        ],
    },
}
_RETRY: Final[Schema] = {
    "Retry-After": {
        "description": "Seconds after which to try again.",
        "schema": {"type": "string"},
    }
}


def failures(operation: Operation, shared: dict[str, Schema]) -> dict[str, Schema]:
    """
    The problems of *operation* by their status, in order: each points at one of
    the *shared* responses, which is added when it is new.
    """
    by_status: dict[int, list[Kind]] = {}
    for name in dict.fromkeys(_names(operation)):
        kind = ALL_KINDS[name]
        by_status.setdefault(kind.status, []).append(kind)
    found: dict[str, Schema] = {}
    for status, kinds in sorted(by_status.items()):
        name = "-".join([str(status), *(kind.name for kind in kinds)])
        shared.setdefault(name, _response(kinds))
        found[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return found


def _names(operation: Operation) -> Iterator[str]:
    yield from ("malformed", "host-not-allowed", "unauthorized", "unknown-path")
    if operation.requires is not None:
        yield "forbidden"
    if operation.method != "GET":
        yield "method-not-allowed"
    if operation.has_body:
        yield from ("too-slow", "too-large", "unsupported-media-type")
    yield "uri-too-long"
    yield "invalid"  # a parameter that is not known is refused everywhere
    if operation.method == "POST":
        yield "idempotency-key-reused"
    if operation.conditional == "required":
        yield "precondition-required"
    yield from operation.problems
    yield from ("rate-limited", "headers-too-large", "internal")
    yield from ("overloaded", "unavailable", "keys-unavailable", "contended")


def _response(kinds: list[Kind]) -> Schema:
    response: Schema = {
        "description": " Or: ".join(kind.title for kind in kinds),
        "content": {
            MEDIA_TYPE.decode(): {
                "schema": reference("Problem"),
                "examples": {kind.name: {"value": example(kind)} for kind in kinds},
            }
        },
    }
    if kinds[0].status in {429, 503}:
        response["headers"] = _RETRY
    return response


def example(kind: Kind) -> dict[str, object]:
    """
    How a problem of this kind looks.
    """
    return {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "request_id": "5f0c1c6b8f1e4c0f9d1c2b3a4e5f6071",
        **_MORE.get(kind.name, {}),
    }
