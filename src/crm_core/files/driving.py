"""
Sweeping: contents go when nothing has them any more.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from attrs import frozen

from ..shared import OrganizationId, Permission, Storage, use_case
from .ports import FileWork

UNDONE_WITHIN = timedelta(days=30)
"""
So long a purged file can be brought back.
"""
SETTLED_AFTER = timedelta(days=1)
"""
So old is a content that no transaction is still at work with.
"""
AT_ONCE = 1_000

Run = Callable[..., Any]


@frozen(kw_only=True)
class Swept:
    """
    How many purged files can be brought back no more, and how many contents went.
    """

    purges: int
    removed: int


def sweep_files(
    run: Run, storage: Storage, organization_id: OrganizationId, now: datetime
) -> Swept:
    """
    Let go of contents that nothing has any more: left by a crash between storing and
    writing, or of files purged long ago. Each is looked up before it goes.
    """
    settled = removed = 0
    while some := run(settle_purges, now - UNDONE_WITHIN):
        settled += some
    before = now - SETTLED_AFTER
    for keys in _parts(storage.keys(organization_id, before=before)):
        for key in run(find_unused, keys):
            removed += storage.drop(organization_id, key, before=before)
    return Swept(purges=settled, removed=removed)


@use_case(requires=Permission.FILE_PURGE)
def settle_purges(work: FileWork, before: datetime) -> int:
    """
    Make final what was purged before that moment, some files at a time.
    """
    return work.files.settle_purges(before, most=AT_ONCE)


@use_case(requires=Permission.FILE_PURGE)
def find_unused(work: FileWork, keys: list[str]) -> set[str]:
    """
    Which of these contents nothing has any more.
    """
    return work.files.unused(keys)


def _parts(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while part := list(islice(rest, AT_ONCE)):
        yield part
