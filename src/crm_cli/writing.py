"""
Writing one record, and showing a conflict when somebody else was faster.
"""

from collections.abc import Sequence
from typing import Any

from crm_core import CrmWork
from crm_core.shared import Stale

from .assignments import raw_values, split_assignments
from .kinds import Kind
from .output import note, shown
from .refusals import Refused
from .session import Session, Written


def add_record(
    session: Session,
    words: Sequence[str],
    *,
    allow_duplicates: bool = False,
    **flags: object,
) -> Written:
    """
    Add the record that ``field=value`` words describe; *flags* are those of its kind.
    """
    kind = session.kind
    given = split_assignments(words)

    def add(work: CrmWork) -> Any:
        values = raw_values(work, kind, given)
        options = _options(kind, allow_duplicates)
        added = kind.add(work, **options, **flags, **values)
        _warn(work)
        return added

    return session.write(add)


def _options(kind: Kind, allow_duplicates: bool) -> dict[str, bool]:
    return {"allow_duplicates": allow_duplicates} if kind.watched else {}


def _warn(work: CrmWork) -> None:
    for each in work.candidates.warned:
        note(f"Probably {each.name} ({each.id}): {', '.join(each.reasons)}.")


def edit_record(
    session: Session,
    which: str,
    words: Sequence[str],
    *,
    version: int | None,
    allow_duplicates: bool = False,
    **flags: object,
) -> Written:
    """
    Edit one record; *flags* are those of its kind.

    Raises:
        Refused: It is no longer at *version*; says what differs now.
    """
    kind = session.kind
    given = split_assignments(words)

    def edit(work: CrmWork) -> Any:
        id = kind.find(work, which)
        before = kind.repository(work).get(id)
        values = raw_values(work, kind, given, before=before)
        options = _options(kind, allow_duplicates)
        edited = kind.edit(work, id, version=version, **options, **flags, **values)
        _warn(work)
        return edited

    try:
        return session.write(edit)
    except Stale as stale:
        if version is None:
            raise
        raise Refused(_conflict(kind, stale, version)) from None


def _conflict(kind: Kind, stale: Stale, version: int) -> str:
    known: Any = stale.details
    now = known["version"]
    lines = [
        f"the {kind.noun} is at version {now}, no longer at {version}.",
        *(
            f"  {each['field']}: {shown(each['was']) or 'empty'} is now"
            f" {shown(each['is']) or 'empty'}"
            for each in known.get("changed", ())
        ),
    ]
    look = f"Look at it (crm {kind.plural} show {known['id']})"
    return "\n".join([*lines, f"{look}, then edit with --version {now}."])
