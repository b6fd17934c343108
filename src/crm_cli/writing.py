"""
Writing one record, and showing a conflict when somebody else was faster.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from crm_core import CrmWork
from crm_core.changes import MOMENTARY, HistoryEntry, record_history
from crm_core.shared import PageRequest, RecordRef, Stale

from .assignments import raw_values, split_assignments
from .output import note, shown
from .refusals import Refused
from .session import Session, Written


def add_record(
    session: Session, words: Sequence[str], *, allow_duplicates: bool
) -> Written:
    """
    Add the record that ``field=value`` words describe.
    """
    kind = session.kind
    given = split_assignments(words)

    def add(work: CrmWork) -> Any:
        values = raw_values(work, kind, given)
        added = kind.add(work, allow_duplicates=allow_duplicates, **values)
        _warn(work)
        return added

    return session.write(add)


def _warn(work: CrmWork) -> None:
    for each in work.candidates.warned:
        note(f"Probably {each.name} ({each.id}): {', '.join(each.reasons)}.")


def edit_record(
    session: Session,
    which: str,
    words: Sequence[str],
    *,
    version: int | None,
    allow_duplicates: bool,
) -> Written:
    """
    Edit one record.

    Raises:
        Refused: It is no longer at *version*; says what differs now.
    """
    kind = session.kind
    given = split_assignments(words)

    def edit(work: CrmWork) -> Any:
        id = kind.find(work, which)
        before = kind.repository(work).get(id)
        values = raw_values(work, kind, given, before=before)
        edited = kind.edit(
            work, id, version=version, allow_duplicates=allow_duplicates, **values
        )
        _warn(work)
        return edited

    try:
        return session.write(edit)
    except Stale:
        if version is None:
            raise
    raise Refused(_conflict(session, which, version))


def _conflict(session: Session, which: str, version: int) -> str:
    kind = session.kind

    def read(work: CrmWork) -> tuple[UUID, list[HistoryEntry], int]:
        id = kind.find(work, which)
        page = record_history(work, RecordRef(kind.noun, id), PageRequest(size=200))
        return id, page.items, kind.repository(work).get(id).version

    id, entries, now = session.run(read)
    lines = [
        f"the {kind.noun} is at version {now}, no longer at {version}.",
        *(
            f"  {name}: {shown(was) or 'empty'} is now {shown(is_) or 'empty'}"
            for name, (was, is_) in _changed(entries, version).items()
        ),
        f"Look at it (crm {kind.plural} show {id}), then edit with --version {now}.",
    ]
    return "\n".join(lines)


def _changed(
    entries: Sequence[HistoryEntry], version: int
) -> Mapping[str, tuple[object, object]]:
    """
    The fields that were changed since *version*, from which value to which.
    """
    changed: dict[str, tuple[object, object]] = {}
    for entry in entries:  # the newest first
        change = entry.change
        at = change.after.get("version")
        if not isinstance(at, int) or at <= version:
            break
        for name, value in change.after.items():
            if name not in MOMENTARY:
                _, is_ = changed.get(name, (None, value))
                changed[name] = (change.before.get(name), is_)
    return changed
