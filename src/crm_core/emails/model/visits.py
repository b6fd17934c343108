"""
What recipients did with a message, as far as anybody can tell.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from .delivery import DeliveryId
from .email import EmailId

VisitId = NewType("VisitId", UUID)
TOO_SOON: Final = timedelta(seconds=10)
"""
Nobody opens a mail that fast: scanners do.
"""
_MACHINES: Final = re.compile(
    r"bot|crawl|spider|preview|scan|proxy|prefetch|monitor|barracuda|mimecast"
    r"|proofpoint|safelinks|curl|wget|python|java/|go-http|headless",
    re.IGNORECASE,
)


class VisitKind(StrEnum):
    """
    What was done.
    """

    OPEN = "open"
    CLICK = "click"


@frozen(kw_only=True)
class Visit:
    """
    One opening of a message or one click in it. *bot* when a machine probably did it,
    for the *reason* given.
    """

    id: VisitId
    email_id: EmailId
    delivery_id: DeliveryId
    kind: VisitKind
    at: datetime
    link: str | None = None
    bot: bool = False
    reason: str | None = None


def machine(sent_at: datetime | None, at: datetime, agent: str) -> str | None:
    """
    Why a visit was probably a machine's; None for a person's.
    """
    if sent_at is None or at - sent_at < TOO_SOON:
        return "within seconds of sending"
    if not agent.strip():
        return "no browser was named"
    found = _MACHINES.search(agent[:1_000])
    return f"the browser calls itself {found[0].lower()}" if found else None
