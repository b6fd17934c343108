"""
What the CRM announces about duplicates.
"""

from uuid import UUID

from attrs import frozen

from ..shared import Event
from .model import MergeId, PairId


@frozen(kw_only=True)
class RecordsMerged(Event):
    """
    Several records became one; what pointed at the others points at it.
    """

    kind: str
    merge_id: MergeId
    survivor_id: UUID
    merged_ids: tuple[UUID, ...]


@frozen(kw_only=True)
class RecordsUnmerged(Event):
    """
    A merge was taken back.
    """

    kind: str
    merge_id: MergeId
    survivor_id: UUID
    restored_ids: tuple[UUID, ...]


@frozen(kw_only=True)
class ScanRequested(Event):
    """
    Somebody wants one kind of record looked through for duplicates.
    """

    kind: str
    everything: bool


@frozen(kw_only=True)
class PairDecided(Event):
    """
    Somebody said that two records are different, or that they may be the same after
    all.
    """

    pair_id: PairId
    apart: bool
