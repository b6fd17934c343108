"""
Taking a merge apart again, around what was written since.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from attrs import Factory, define

from ...changes import MOMENTARY, Action, Change, ChangeSetId, Image, obstacle
from ...shared import NotFound, Permission, RecordRef, use_case
from ..events import RecordsUnmerged
from ..model import (
    SUBJECTS,
    KeptField,
    Merge,
    MergeId,
    SurvivorMerged,
    Unmerged,
    pointers,
    taken_back,
)
from ..ports import DuplicateWork
from .apart import all_apart
from .settling import Settling

MERGES = {
    "company": Permission.COMPANY_MERGE,
    "contact": Permission.CONTACT_MERGE,
}


@use_case(requires=Permission.CHANGE_UNDO)
def unmerge(work: DuplicateWork, merge_id: MergeId) -> Unmerged:
    """
    Take a merge apart: the records that went are back under their ids, what was
    moved moves back, and the survivor gets back what it had.

    Whatever was written since stays, field by field, and is reported where it stands
    in the way; of lists only what the merge brought goes. From now on the records are
    known to be different.

    Raises:
        NotFound: No such merge, or it was taken back, or one may not see its record.
        SurvivorMerged: The record that is left was merged itself since.
    """
    found = work.merges.many([merge_id])
    if not found:
        raise NotFound("No such merge, or it was taken back before.", id=merge_id)
    [merge] = found
    _check(work, merge)
    done = work.changes.lock(merge.change_set_id)
    work.name(f"Unmerge: {done.label}"[:300])
    if done.undone_by is None:
        work.changes.undoes(done.id)
    taking = _TakingBack(work, merge, Settling(work))
    for chunk in work.changes.of(done.id):
        for kind, group in groupby(chunk, key=lambda each: each.record.kind):
            taking.take_back(kind, list(group))
    all_apart(work, merge.kind, (merge.survivor_id, *merge.merged_ids))
    work.emit(
        RecordsUnmerged(
            kind=merge.kind,
            merge_id=merge.id,
            survivor_id=merge.survivor_id,
            restored_ids=tuple(taking.restored),
        )
    )
    return taking.outcome(work)


def _check(work: DuplicateWork, merge: Merge) -> None:
    work.actor.require(MERGES[merge.kind])
    if merge.created_by != work.actor.user_id:
        work.actor.require(Permission.CHANGE_UNDO_ANY)
    survivor = RecordRef(merge.kind, merge.survivor_id)
    there = work.everything.visible(merge.kind, [survivor.id])
    if there and not work.records.visible(merge.kind, [survivor.id]):
        raise NotFound("No such merge, or it was taken back before.", id=merge.id)
    later = work.merges.latest_of(survivor)
    if later is not None and not there:
        raise SurvivorMerged(merge_id=later.id)


BY_FIELD = {*SUBJECTS, *(each.kind for each in pointers() if each.member == "id")}
"""
The kinds whose fields are taken back one by one: those that are merged, and those that
are about several records, of which others may have been merged since.
"""


@define
class _TakingBack:
    """
    What has been taken back so far, the last change first.
    """

    work: DuplicateWork
    merge: Merge
    settling: Settling
    restored: list[UUID] = Factory(list)
    moved_back: int = 0

    def take_back(self, kind: str, changes: Sequence[Change]) -> None:
        """
        Take back changes of records of one kind.
        """
        everything = self.work.everything
        images = everything.images(kind, [change.record.id for change in changes])
        seen: set[UUID] = set()
        for change in changes:
            id = change.record.id
            now = images.get(id)
            if id in seen:
                now = everything.images(kind, [id]).get(id)
            seen.add(id)
            if kind not in BY_FIELD:
                self._take_back_whole(change, now)
            elif change.action is Action.REMOVED:
                self._bring_back(change, now)
            elif change.action is Action.UPDATED:
                self._take_back_fields(change, now)

    def _take_back_whole(self, change: Change, now: Image | None) -> None:
        """
        The merge itself and what was decided about pairs: unless decided anew.
        """
        if obstacle(change, now) is not None:
            return
        match change.action:
            case Action.CREATED:
                self.work.everything.remove(change.record.kind, [change.record.id])
            case Action.UPDATED:
                self.work.everything.write(change.record, change.before)
            case Action.REMOVED:
                self.work.everything.create(change.record, change.before)

    def _bring_back(self, change: Change, now: Image | None) -> None:
        stands = obstacle(change, now)
        if stands is not None:
            self.settling.keep(change.record, "", stands.reason)
            return
        values = self.settling.settled(change.record, change.before, instead={})
        self.work.everything.create(change.record, values)
        self.restored.append(change.record.id)

    def _take_back_fields(self, change: Change, now: Image | None) -> None:
        record = change.record
        if now is None:
            stands = obstacle(change, None)
            self.settling.keep(record, "", stands.reason if stands else "")
            return
        values = self._values(change, now)
        settled = self.settling.settled(record, values, instead=now)
        different = {n: v for n, v in settled.items() if v != now.get(n)}
        if different:
            self.work.everything.write(record, different)
            own = {self.merge.survivor_id, *self.merge.merged_ids}
            self.moved_back += record.id not in own

    def _values(self, change: Change, now: Image) -> Mapping[str, Any]:
        """
        The values that are to go back.
        """
        subject = SUBJECTS.get(change.record.kind)
        shown = {*MOMENTARY, *(subject.primary if subject else ())}
        values: dict[str, Any] = {}
        for name, after in change.after.items():
            if name in shown:
                continue
            before, is_ = change.before.get(name), now.get(name)
            value, stays = taken_back(name, before=before, after=after, now=is_)
            if stays:
                reason = "It was changed afterwards."
                self.settling.keep(change.record, name, reason, before, is_)
            values[name] = value
        return values

    def outcome(self, work: DuplicateWork) -> Unmerged:
        """
        What came of it, as far as the actor may see.
        """
        seen: set[RecordRef] = set()
        kept = self.settling.kept
        for kind in {each.record.kind for each in kept}:
            ids = [each.record.id for each in kept if each.record.kind == kind]
            seen |= {RecordRef(kind, id) for id in work.records.visible(kind, ids)}
        gone = {RecordRef(self.merge.kind, id) for id in self.merge.merged_ids}
        told: list[KeptField] = [k for k in kept if k.record in seen | gone]
        return Unmerged(
            change_set_id=ChangeSetId(work.change_set_id),
            survivor_id=self.merge.survivor_id,
            restored_ids=tuple(reversed(self.restored)),
            moved_back=self.moved_back,
            kept=tuple(told),
            kept_unseen=len(kept) - len(told),
        )
