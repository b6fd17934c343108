"""
Scans, and merges without asking, step by step: each step in a transaction of its own.
"""

from collections.abc import Callable, Iterator
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from ..matching import show_matching_rules
from ..shared import CrmError, PageRequest
from .model import Merged, PairRow, Scan, Scanned, grouped, look
from .use_cases import list_duplicates, merge_certainly
from .use_cases.scanning import begin_scan, finish_scan, keep_found, read_for_scan

AT_ONCE = 2_000


class Run(Protocol):
    """
    Runs a use case in a transaction of its own, as ``Crm.run`` does for one actor.
    """

    def __call__(
        self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


def scan_duplicates(run: Run, kind: str, *, everything: bool = False) -> Scan:
    """
    Look through the records of one kind for pairs that may be the same, and keep
    them: those changed since the last scan with all others, or *everything*.

    A scan that was broken off is begun again; nothing is found twice.

    Raises:
        Invalid: There is no such kind of record.
    """
    scan, since, rules, likeness = run(begin_scan, kind)
    records = list(_records(run, kind, None if everything else since, rules.identity))
    review, certain = rules.thresholds(kind)
    looked = look(
        records, likeness, review=review, certain=certain, everything=everything
    )
    for start in range(0, len(looked.pairs), AT_ONCE):
        run(keep_found, scan, looked.pairs[start : start + AT_ONCE])
    finished: Scan = run(finish_scan, scan, looked)
    return finished


def _records(
    run: Run, kind: str, since: object, identity: tuple[str, ...]
) -> Iterator[Scanned]:
    behind: UUID | None = None
    while found := run(read_for_scan, kind, behind, since, identity, most=AT_ONCE):
        yield from found
        behind = found[-1].id


@frozen(kw_only=True)
class AutoMerge:
    """
    Records that were merged without asking, or why they were not.
    """

    kind: str
    ids: tuple[UUID, ...]
    merged: Merged | None
    refused: str | None


def merge_all_certain(run: Run, kind: str) -> Iterator[AutoMerge]:
    """
    Merge the records that scans found to be the same for certain, each group in a
    change set of its own; none that were said to be different, or changed since.
    """
    pairs = list(_certain(run, kind))
    for ids in grouped([(pair.low_id, pair.high_id) for pair in pairs]):
        try:
            merged = run(merge_certainly, kind, ids)
        except CrmError as error:
            yield AutoMerge(kind=kind, ids=tuple(ids), merged=None, refused=str(error))
        else:
            yield AutoMerge(kind=kind, ids=tuple(ids), merged=merged, refused=None)


def _certain(run: Run, kind: str) -> Iterator[PairRow]:
    _, least = run(show_matching_rules).thresholds(kind)
    request: PageRequest | None = PageRequest(size=200)
    while request is not None:
        page = run(list_duplicates, kind, request, least=least)
        yield from page.items
        after = page.next_cursor
        request = PageRequest(size=200, cursor=after) if after else None
