"""
What came in through a form, and what became of it.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType
from uuid import UUID

from attrs import asdict, frozen

from ...leads import LeadId
from ...shared import FieldError
from .form import Form, FormId

SubmissionId = NewType("SubmissionId", UUID)

CONSENT: Final = "consent"
START: Final = "started"
TRAP: Final = "reference_code"
"""
A field that people do not see: whoever fills it in is a program.
"""
OLDEST: Final = timedelta(hours=24)


class SubmissionState(StrEnum):
    """
    What became of a submission: *received* is not yet a lead, *waiting* is not yet
    confirmed, *failed* could not become a lead, *caught* came from a program.
    """

    RECEIVED = "received"
    WAITING = "waiting"
    CAPTURED = "captured"
    FAILED = "failed"
    CAUGHT = "caught"


@frozen(kw_only=True)
class Submission:
    """
    What came in through a form.

    Args:
        values: What was said, of what was asked; nothing else is kept.
        capture: Whence the visitor came.
        consent: Whether the visitor agreed to the text of *consent_version*.
        email_key: Whose e-mail address it holds.
        digest: What tells it from others: sent twice it is one.
        code_digest: Of the code in the link that confirms it.
        reason: Why it could not become a lead.
    """

    id: SubmissionId
    form_id: FormId
    received_at: datetime
    state: SubmissionState
    values: Mapping[str, object]
    capture: Mapping[str, str]
    consent: bool | None
    consent_version: int | None
    email_key: str | None
    digest: str
    code_digest: bytes | None = None
    expires_at: datetime | None = None
    confirmed_at: datetime | None = None
    lead_id: LeadId | None = None
    reason: str | None = None

    @property
    def public(self) -> dict[str, object]:
        """
        What the people of the organization are shown.
        """
        hidden = {"email_key", "digest", "code_digest"}
        members = asdict(self, recurse=False)
        return {name: each for name, each in members.items() if name not in hidden}

    def may_be_confirmed(self, at: datetime) -> bool:
        """
        Whether the link still works; once followed it may be followed again.
        """
        return self.expires_at is not None and at < self.expires_at


@frozen(kw_only=True)
class Said:
    """
    What a visitor sent: values by the names of their fields, and whence they came.

    *started* says when the page was shown; a page of ours always does.
    """

    values: Mapping[str, object]
    capture: Mapping[str, str] = {}
    started: str | None = None
    must_have_started: bool = False


def start_token(form: Form, at: datetime, nonce: str) -> str:
    """
    What a page carries so that it is known when it was shown, and sent twice only
    counts once.
    """
    head = f"{int(at.timestamp()):x}.{nonce}"
    return f"{head}.{_mark(form, head)}"


def _mark(form: Form, head: str) -> str:
    # The id of a form is in no page, so that only we can make these.
    return hmac.new(form.id.bytes, head.encode(), sha256).hexdigest()[:32]


def start_errors(form: Form, said: Said, at: datetime) -> list[FieldError]:
    """
    What is wrong with when the page was shown: a moment or very long ago, or never.
    """
    if said.started is None and not said.must_have_started:
        return []
    shown = _shown_at(form, said.started or "")
    if shown is None or at - shown > OLDEST:
        return [FieldError("", "too-old", "The page is too old.")]
    if at - shown < timedelta(seconds=form.minimum_seconds):
        return [FieldError("", "too-fast", "That was too fast.")]
    return []


def _shown_at(form: Form, token: str) -> datetime | None:
    head, _, mark = token.rpartition(".")
    if not hmac.compare_digest(
        _mark(form, head).encode(), mark.encode("utf-8", "replace")
    ):
        return None
    seconds = head.partition(".")[0]
    return datetime.fromtimestamp(int(seconds, 16), UTC)


def digest_of(values: Mapping[str, object], once: str) -> str:
    """
    What two submissions share that are one: the values, and *once*.
    """
    told = json.dumps([once, dict(values)], sort_keys=True, ensure_ascii=True)
    return sha256(told.encode()).hexdigest()


def digest_of_code(code: str) -> bytes:
    """
    What is stored of the code in a link.
    """
    return sha256(code.encode("utf-8", "surrogatepass")).digest()


def veiled(text: str, id: UUID) -> str:
    """
    What stands for an address where it is only counted.
    """
    return sha256(id.bytes + text.encode()).hexdigest()[:32]


def caught(form: Form, said: Said) -> bool:
    """
    Whether a program filled the form in.
    """
    return form.honeypot and said.values.get(TRAP) not in (None, "")


@frozen
class Tally:
    """
    How much came in through a form, by what became of it; *refused* and *limited* are
    kept nowhere else.
    """

    by_state: Mapping[str, int]
    refused: int
    limited: int
