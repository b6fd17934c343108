"""
Looking through all records for duplicates: the steps, each a transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ...companies import company_profile
from ...contacts import contact_profile
from ...matching import Likeness, MatchingRules, Profile
from ...shared import Permission, use_case
from ..events import ScanRequested
from ..model import SUBJECTS, FoundPair, Looked, Scan, Scanned
from ..ports import DuplicateWork
from .deciding import reading

LATE = timedelta(hours=1)
"""
A transaction may end this long after the moment that its records tell.
"""


@use_case(requires=Permission.DUPLICATE_SCAN)
def request_scan(
    work: DuplicateWork, kind: str | None = None, *, everything: bool = False
) -> None:
    """
    Let a worker look for duplicates, of one kind of record or of each: among those
    changed since the last time, or with *everything* among all.

    Raises:
        Invalid: There is no such kind of record.
    """
    for each in SUBJECTS if kind is None else (kind,):
        work.actor.require(reading(each))
        work.emit(ScanRequested(kind=each, everything=everything))


@use_case(requires=Permission.DUPLICATE_READ)
def list_scans(work: DuplicateWork) -> list[Scan]:
    """
    The latest scan of each kind of record.
    """
    return work.scans.all()


@use_case(requires=Permission.DUPLICATE_SCAN)
def begin_scan(
    work: DuplicateWork, kind: str
) -> tuple[Scan, datetime | None, MatchingRules, Likeness]:
    """
    A scan that begins, since when records are new to it, and how to compare.
    """
    work.actor.require(reading(kind))
    last = next((each for each in work.scans.all() if each.kind == kind), None)
    since = None if last is None else last.started_at - LATE
    scan = Scan(kind=kind, started_at=work.now)
    return scan, since, work.matching_rules.get(), work.likeness


@use_case(requires=Permission.DUPLICATE_SCAN)
def read_for_scan(
    work: DuplicateWork,
    kind: str,
    behind: UUID | None,
    since: datetime | None,
    identity: Sequence[str],
    *,
    most: int,
) -> list[Scanned]:
    """
    Live records of the whole organization in order of id, as they are compared.
    """
    records: Sequence[Any] = work.everything.live(kind, behind, most=most)
    names: Mapping[UUID, str] = {}
    if kind == "contact":
        names = work.everything.company_names(
            {each.company_id for each in records} - {None}
        )
    profile: Callable[[Any], Profile] = {
        "contact": lambda each: contact_profile(
            each, names.get(each.company_id), identity=identity
        ),
        "company": lambda each: company_profile(each, identity=identity),
    }[kind]
    return [
        Scanned(each.id, since is None or each.updated_at >= since, profile(each))
        for each in records
    ]


@use_case(requires=Permission.DUPLICATE_SCAN)
def keep_found(work: DuplicateWork, scan: Scan, found: Sequence[FoundPair]) -> None:
    """
    Store pairs that a scan found; those kept apart stay so.
    """
    work.pairs.keep(scan.kind, found, at=scan.started_at)


@use_case(requires=Permission.DUPLICATE_SCAN)
def finish_scan(work: DuplicateWork, scan: Scan, looked: Looked) -> Scan:
    """
    Note what came of a scan, and drop open pairs that it did not find again.
    """
    work.pairs.drop_open(scan.kind, before=scan.started_at, of=looked.changed)
    finished = scan.finished(looked, at=work.now)
    work.scans.save(finished)
    return finished
