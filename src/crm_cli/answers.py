"""
What commands answer about one record, and about what they wrote.
"""

from typing import Any

from .output import print_fields, print_json, say
from .session import Session, Written


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
    print_fields((values | people).items())


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
