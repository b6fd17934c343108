"""
A CRM at any moment, for tests of what is planned.
"""

from datetime import UTC, datetime

from attrs import evolve

from crm_core import Crm
from crm_core.activities import add_activity


def at(crm: Crm, text: str) -> Crm:
    """
    The same CRM at another moment, as 2026-03-02 09:00 in UTC.
    """
    moment = utc(text)
    return Crm(evolve(crm.works, clock=lambda: moment))


def utc(text: str) -> datetime:
    """
    A moment in UTC.
    """
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fields_refused(refused) -> dict[str, str]:
    """
    The codes of what was refused, by field.
    """
    return {error.field: error.code for error in refused.value.errors}


def plan(crm, actor, **fields):
    """
    A call next morning.
    """
    known = {"type": "call", "subject": "Ring", "starts_at": "2026-03-03T09:00:00Z"}
    return crm.run(actor, add_activity, **{**known, **fields})
