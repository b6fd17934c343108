"""
What commands answer about one record, and about what they wrote.
"""

from typing import TYPE_CHECKING, Any

import click

from .output import note, print_fields, print_json, say
from .refusals import PARTLY_REFUSED
from .session import Session, Written

if TYPE_CHECKING:
    from crm_core.changes import Undone

SHOWN_KEPT = 100


def print_record(session: Session, row: Any) -> None:
    """
    One record as it is read; people by their names.
    """
    import attrs

    if session.as_json:
        print_json(row)
        return
    values = attrs.asdict(row, recurse=False)
    people = {
        name: session.names.get(values[name], values[name])
        for name in ("assigned_to", "created_by")
    }
    print_fields((values | people).items(), zone=session.zone)


def print_written(session: Session, written: Written, done: str) -> None:
    """
    What a command did to one record, and how it is taken back.
    """
    record = written.result
    if session.as_json:
        answer = record
        if record.archived_at is None:
            answer = session.run(lambda work: session.kind.show(work, record.id))
        print_json(answer)
    else:
        print_undo(session, written, f"{done} {record.name} ({record.id}).")


def print_undo(session: Session, written: Written, done: str) -> None:
    """
    What a command did, and how it is taken back.
    """
    if session.as_json:
        print_json({"change_set_id": written.change_set_id})
    else:
        say(done)
        say(f"To take it back: crm changes undo {written.change_set_id}")


def tell_undone(session: Session, done: "Undone") -> None:
    """
    What was taken back and what was kept; exit code 3 when something was.
    """
    if session.as_json:
        print_json(done)
    else:
        say(f"Taken back: {done.undone:,} changes.")
        for kept in done.kept[:SHOWN_KEPT]:
            fields = f" ({', '.join(kept.fields)})" if kept.fields else ""
            note(f"Kept {kept.record}: {kept.reason}{fields}")
        if len(done.kept) > SHOWN_KEPT:
            note(f"and {len(done.kept) - SHOWN_KEPT:,} more; --json shows them")
        say(f"To take this back: crm changes undo {done.change_set_id}")
    if done.kept:
        raise click.exceptions.Exit(PARTLY_REFUSED)
