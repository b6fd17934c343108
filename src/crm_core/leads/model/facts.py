"""
What is known of a lead as plain facts, for rules and models.
"""

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from ...shared import Facts, Field, Text, UserId, WholeNumber
from .lead import Lead

LEARNT_FROM = frozenset(
    {
        "email",
        "phone",
        "job_title",
        "company_name",
        "website",
        "city",
        "country",
        "source",
        "campaign",
        "medium",
        "referrer",
        "landing_page",
        "product",
        "language",
        "employees",
        "value",
        "currency",
        "tags",
        "created_at",
    }
)
"""
What a model learns from, with answers, details of the capture and fields of the
organization's own: who a lead is, where it came from and what it wants. How the work
on it goes, texts that people go on writing, and what its end fills in, tell the outcome
and are left out; names of people say nothing that may count.
"""
_OWN = ("answers", "capture", "custom")
ACTIVITIES = "activities."
ACTIVITY_FACTS = (
    Field(
        name="activities.count_30_days",
        label="Activities in 30 days",
        kind=WholeNumber(0, 1_000_000),
    ),
    Field(name="activities.last_type", label="Last activity", kind=Text(20)),
    Field(
        name="activities.days_since_last",
        label="Days since the last activity",
        kind=WholeNumber(0, 1_000_000),
    ),
)
"""
What was done about a lead, for rules of scoring: completed activities about it.
"""


def facts_of(values: Mapping[str, object]) -> dict[str, object]:
    """
    The facts of a lead from its values by name: with ``city`` and ``country``, and
    ``answers.<key>``, ``capture.<name>`` and ``custom.<name>`` one by one.
    """
    facts = dict(values)
    address = values.get("address")
    if isinstance(address, Mapping):
        facts |= {"city": address.get("city"), "country": address.get("country")}
    for name in _OWN:
        parts = values.get(name)
        if isinstance(parts, Mapping):
            facts |= {f"{name}.{part}": value for part, value in parts.items()}
    return facts


def learnable(facts: Facts) -> dict[str, object]:
    """
    Those facts that a model may learn from.
    """
    return {
        name: value
        for name, value in facts.items()
        if (name in LEARNT_FROM or name.partition(".")[0] in _OWN)
        and name not in (*_OWN, "capture.more")
    }


@frozen(kw_only=True)
class CapturedLead:
    """
    A lead as it came in, who got it then or has it now, and when it was closed.
    """

    lead: Lead
    owner: UserId | None
    closed_at: datetime | None


@frozen(kw_only=True)
class ClosedLead:
    """
    What was known of a lead just before it was closed, and how that went.
    """

    facts: Facts
    won: bool
    closed_at: datetime
