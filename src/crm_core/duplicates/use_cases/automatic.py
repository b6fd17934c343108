"""
Merging without asking.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ...companies import Company, CompanyId
from ...contacts import Contact, ContactId
from ...shared import Conflict, Permission, use_case
from ..model import MOST_MERGED, Merged, PairState
from ..ports import DuplicateWork
from .deciding import reading
from .merging import merge_companies, merge_contacts


@use_case(requires=Permission.DUPLICATE_SCAN)
def merge_certainly(work: DuplicateWork, kind: str, ids: Sequence[UUID]) -> Merged:
    """
    Merge records that a scan found to be the same for certain, into the oldest.

    Raises:
        Conflict: They were said to be different, have changed since the scan, or
            are too many.
    """
    work.actor.require(reading(kind))
    if len(ids) > MOST_MERGED:
        raise Conflict(f"{len(ids)} are too many to be merged without a look.")
    pairs = work.pairs.between(kind, ids)
    _, certain = work.matching_rules.get().thresholds(kind)
    if any(pair.state is PairState.APART for pair in pairs):
        raise Conflict("Some of them were said to be different.")
    sure = [p for p in pairs if p.score >= certain and p.decided_at is None]
    told = {id for pair in sure for id in (pair.low_id, pair.high_id)}
    if told != {*ids}:
        raise Conflict("They are not the same for certain.")
    found_at = min(pair.updated_at for pair in sure)
    if kind == "contact":
        contacts = [ContactId(id) for id in sorted(ids)]
        _unchanged(work.contacts.many(contacts), found_at)
        return merge_contacts(work, contacts)
    companies = [CompanyId(id) for id in sorted(ids)]
    _unchanged(work.companies.many(companies), found_at)
    return merge_companies(work, companies)


def _unchanged(records: Sequence[Contact | Company], since: datetime) -> None:
    if any(each.updated_at > since for each in records):
        raise Conflict("One of them has changed since the scan.")
