"""
Several records made one, and what came of it.
"""

from datetime import datetime
from typing import Any, NewType
from uuid import UUID

from attrs import frozen

from ...changes import ChangeSetId
from ...shared import Conflict, RecordRef, UserId

MergeId = NewType("MergeId", UUID)


class SurvivorMerged(Conflict):
    """
    The record that was left has been merged itself since: take that merge back first.
    """


@frozen(kw_only=True)
class Merge:
    """
    Records of one *kind* that became one: those merged are gone, and their ids lead
    to the survivor for as long as this stands.
    """

    id: MergeId
    kind: str
    survivor_id: UUID
    merged_ids: tuple[UUID, ...]
    change_set_id: ChangeSetId
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    version: int = 1


@frozen(kw_only=True)
class OtherValue:
    """
    The value of a field that a merge left out, and whose it was.
    """

    id: UUID
    value: object


@frozen(kw_only=True)
class FieldConflict:
    """
    A field that the merged records disagreed on: which value stays, which do not.
    """

    field: str
    kept: object
    others: tuple[OtherValue, ...]


@frozen(kw_only=True)
class Moved:
    """
    How many records of one kind pointed at those merged, and now at the survivor.
    """

    kind: str
    count: int


@frozen(kw_only=True)
class Merged:
    """
    The outcome of a merge: the record that is left, and what became of the others.
    """

    merge_id: MergeId
    change_set_id: ChangeSetId
    record: Any
    merged_ids: tuple[UUID, ...]
    conflicts: tuple[FieldConflict, ...]
    moved: tuple[Moved, ...]


@frozen(kw_only=True)
class KeptField:
    """
    A field that an unmerge left as it is: *before* is what it was before the merge.
    """

    record: RecordRef
    field: str
    reason: str
    before: object
    now: object


@frozen(kw_only=True)
class Unmerged:
    """
    The outcome of an unmerge: the records that are back, and what stays as it is.

    *kept_unseen* counts fields of records that the actor may not see.
    """

    change_set_id: ChangeSetId
    survivor_id: UUID
    restored_ids: tuple[UUID, ...]
    moved_back: int
    kept: tuple[KeptField, ...]
    kept_unseen: int
