"""
Looking at the trail, and taking a write back.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from ..shared import (
    Page,
    PageRequest,
    Permission,
    RecordRef,
    use_case,
)
from .model import (
    Action,
    AlreadyUndone,
    Change,
    ChangeSet,
    ChangeSetId,
    HistoryEntry,
    Kept,
    Undone,
    UndoRefused,
    obstacle,
)
from .ports import ChangeWork

WRITES = {
    "activity": Permission.ACTIVITY_WRITE,
    "activity_series": Permission.ACTIVITY_WRITE,
    "booking_page": Permission.BOOKING_WRITE,
    "company": Permission.COMPANY_WRITE,
    "contact": Permission.CONTACT_WRITE,
    "custom_field": Permission.CUSTOM_FIELD_WRITE,
    "duplicate": Permission.DUPLICATE_WRITE,
    "exchange_rate": Permission.CURRENCY_WRITE,
    "email": Permission.EMAIL_SEND,
    "email_template": Permission.EMAIL_ADMIN,
    "file": Permission.FILE_WRITE,
    "form": Permission.FORM_WRITE,
    "goal": Permission.GOAL_WRITE,
    "lead": Permission.LEAD_WRITE,
    "merge": Permission.DUPLICATE_WRITE,
    "opportunity": Permission.OPPORTUNITY_WRITE,
    "pipeline": Permission.PIPELINE_WRITE,
    "routing_rule": Permission.ROUTING_WRITE,
    "scoring_rule": Permission.SCORING_WRITE,
    "stage_change": Permission.PIPELINE_READ,
    "suppression": Permission.EMAIL_ADMIN,
}
READS = {
    "activity": Permission.ACTIVITY_READ,
    "activity_series": Permission.ACTIVITY_READ,
    "booking_page": Permission.BOOKING_WRITE,
    "company": Permission.COMPANY_READ,
    "contact": Permission.CONTACT_READ,
    "custom_field": Permission.ORGANIZATION_READ,
    "duplicate": Permission.DUPLICATE_READ,
    "exchange_rate": Permission.ORGANIZATION_READ,
    "email": Permission.EMAIL_READ,
    "email_template": Permission.EMAIL_READ,
    "file": Permission.FILE_READ,
    "form": Permission.FORM_WRITE,
    "goal": Permission.GOAL_WRITE,
    "lead": Permission.LEAD_READ,
    "merge": Permission.DUPLICATE_READ,
    "opportunity": Permission.OPPORTUNITY_READ,
    "pipeline": Permission.PIPELINE_READ,
    "routing_rule": Permission.LEAD_READ,
    "scoring_rule": Permission.LEAD_READ,
    "stage_change": Permission.PIPELINE_READ,
    "suppression": Permission.EMAIL_READ,
}
SHOWN_KEPT = 100


@use_case(requires=Permission.CHANGE_READ)
def list_change_sets(
    work: ChangeWork, page: PageRequest | None = None, *, mine: bool = False
) -> Page[ChangeSet]:
    """
    The latest change sets; without the right to undo others' work, one's own.
    """
    own = mine or Permission.CHANGE_UNDO_ANY not in work.actor.permissions
    user_id = work.actor.user_id if own else None
    return work.changes.page(page or PageRequest(), user_id=user_id)


@use_case(requires=Permission.CHANGE_READ)
def show_change_set(
    work: ChangeWork, change_set_id: ChangeSetId
) -> tuple[ChangeSet, list[Change]]:
    """
    A change set and its changes to records that the actor may see, 200 at most.
    """
    shown = work.changes.get(change_set_id)
    _own_or_any(work, shown)
    first: Sequence[Change] = next(iter(work.changes.of(change_set_id)), ())
    visible = [
        change
        for kind, group in groupby(first, key=lambda each: each.record.kind)
        for change in _visible(work, kind, list(group))
    ]
    return shown, visible[:200]


def _visible(work: ChangeWork, kind: str, changes: list[Change]) -> list[Change]:
    if READS[kind] not in work.actor.permissions:
        return []
    seen = work.records.visible(kind, [change.record.id for change in changes])
    return [
        change
        for change in changes
        if change.record.id in seen
        or (change.action is Action.REMOVED and work.records.shows(change.before))
    ]


@use_case(requires=Permission.CHANGE_READ)
def record_history(
    work: ChangeWork, record: RecordRef, page: PageRequest | None = None
) -> Page[HistoryEntry]:
    """
    Every change of one record, newest first.

    Raises:
        NotFound: No such record in this organization, or not visible.
    """
    work.actor.require(READS[record.kind])
    return work.changes.history(record, page or PageRequest())


@use_case(requires=Permission.CHANGE_UNDO)
def undo_change_set(
    work: ChangeWork, change_set_id: ChangeSetId, *, keep_changed: bool = False
) -> Undone:
    """
    Take back all that a change set wrote.

    Records that were changed afterwards, in the same fields, stand in the way:
    then nothing is undone, unless *keep_changed*, which undoes the others and
    reports those.

    Raises:
        AlreadyUndone: It was undone before.
        UndoRefused: Naming each record in the way, with its fields.
    """
    done = work.changes.lock(change_set_id)
    _own_or_any(work, done)
    if done.undone_by is not None:
        raise AlreadyUndone(undone_by=done.undone_by)
    work.name(f"Undo: {done.label.removeprefix('Undo: ')}")
    work.changes.undoes(done.id)
    undone, kept = 0, list[Kept]()
    for chunk in work.changes.of(change_set_id):
        _lock(work, chunk)
        for kind, group in groupby(chunk, key=lambda each: each.record.kind):
            undone += _take_back(work, kind, list(group), kept)
    if kept and not keep_changed:
        raise UndoRefused(
            f"Nothing was undone: {len(kept)} of {len(kept) + undone} records "
            "stand in the way.",
            kept=tuple(kept[:SHOWN_KEPT]),
        )
    return Undone(
        change_set_id=ChangeSetId(work.change_set_id), undone=undone, kept=tuple(kept)
    )


def _lock(work: ChangeWork, changes: Iterable[Change]) -> None:
    """
    Lock all that is changed, so that storage is asked once, in whatever order records
    of several kinds follow each other.
    """
    ids: dict[str, list[UUID]] = {}
    for change in changes:
        ids.setdefault(change.record.kind, []).append(change.record.id)
    for kind in ids:
        work.actor.require(WRITES[kind])
    for kind, known in ids.items():
        work.records.images(kind, known)


def _own_or_any(work: ChangeWork, change_set: ChangeSet) -> None:
    if change_set.user_id != work.actor.user_id:
        work.actor.require(Permission.CHANGE_UNDO_ANY)


def _take_back(
    work: ChangeWork, kind: str, changes: list[Change], kept: list[Kept]
) -> int:
    images = work.records.images(kind, [change.record.id for change in changes])
    undone = 0
    seen: set[UUID] = set()
    made: list[Change] = []
    for change in changes:
        id = change.record.id
        known = work.records.images(kind, [id]) if id in seen else images
        seen.add(id)
        stands = obstacle(change, known.get(id))
        if stands is None and change.action is Action.REMOVED:
            stands = _unseen(work, change)
        if stands is not None:
            kept.append(stands)
            continue
        if change.action is Action.CREATED:
            made.append(change)
            continue
        # What goes may hold an address that an older value is to get back.
        undone += _unmake(work, kind, made, kept)
        made = []
        _revert(work, change)
        undone += 1
    return undone + _unmake(work, kind, made, kept)


def _unmake(work: ChangeWork, kind: str, made: list[Change], kept: list[Kept]) -> int:
    """
    Remove records that were made, but for those that others have come to point at.
    """
    ids = [change.record.id for change in made]
    needed = work.records.pointed_at(kind, ids) if ids else set()
    kept += [
        Kept(record=change.record, reason="Other records point at it.")
        for change in made
        if change.record.id in needed
    ]
    gone = [id for id in ids if id not in needed]
    if gone:
        work.records.remove(kind, gone)
    return len(gone)


def _unseen(work: ChangeWork, change: Change) -> Kept | None:
    if work.records.shows(change.before):
        return None
    return Kept(record=change.record, reason="It is gone or not visible to you.")


def _revert(work: ChangeWork, change: Change) -> None:
    if change.action is Action.REMOVED:
        work.records.create(change.record, change.before)
    else:
        work.records.write(change.record, change.before)
