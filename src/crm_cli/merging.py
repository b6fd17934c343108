"""
Merging records and taking merges apart, in words.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import click
from attrs import asdict

from crm_core import CrmWork
from crm_core.duplicates import (
    Merged,
    MergeId,
    list_duplicates,
    list_merges,
    unmerge,
)
from crm_core.shared import Invalid, Page, PageRequest, read_id

from .assignments import raw_values, split_assignments
from .output import Column, note, print_json, print_table, say, shown
from .reading import as_answer, page_request
from .refusals import PARTLY_REFUSED
from .session import Session

PAIRS = (
    Column("PAIR", lambda row: row.id),
    Column("SCORE", lambda row: f"{row.score:.2f}"),
    Column("ONE", lambda row: f"{row.low_name} ({row.low_id})"),
    Column("OTHER", lambda row: f"{row.high_name} ({row.high_id})"),
    Column("WHY", lambda row: row.reasons),
)
MERGES = (
    Column("MERGE", lambda row: row.id),
    Column("WHEN", lambda row: row.created_at),
    Column("KIND", lambda row: row.kind),
    Column("INTO", lambda row: row.survivor_id),
    Column("MERGED", lambda row: row.merged_ids),
)


def merge_records(
    session: Session,
    which: Sequence[str],
    *,
    into: str | None,
    words: Sequence[str],
    preview: bool,
) -> None:
    """
    Make the records that *which* names one; *words* choose values.
    """
    kind, given = session.kind, split_assignments(words)

    def act(work: CrmWork) -> tuple[Merged, Any]:
        ids = [kind.find(work, name) for name in which]
        left = None if into is None else kind.find(work, into)
        take = {name: id for name, text in given.items() if (id := _among(text, ids))}
        rest = {name: text for name, text in given.items() if name not in take}
        values = raw_values(work, kind, rest)
        assert kind.merge is not None
        merged = kind.merge(work, ids, into=left, take=take, **values)
        return merged, kind.show(work, merged.record.id)

    crm = session.application.crm
    run = crm.rehearse if preview else crm.run
    merged, row = run(session.actor, act)
    if session.as_json:
        print_json(_as_answer(merged, row, preview=preview))
        return
    _tell(session, merged, preview=preview)


def _among(text: str, ids: Sequence[UUID]) -> UUID | None:
    try:
        id = read_id(text)
    except Invalid:
        return None
    return id if id in ids else None


def _as_answer(merged: Merged, row: object, *, preview: bool) -> dict[str, object]:
    answer: dict[str, object] = asdict(merged, recurse=False)
    if preview:
        answer["merge_id"] = answer["change_set_id"] = None
    return {**answer, "record": row, "preview": preview}


def _tell(session: Session, merged: Merged, *, preview: bool) -> None:
    kind, record = session.kind, merged.record
    count = len(merged.merged_ids) + 1
    begin = "Would merge" if preview else "Merged"
    say(f"{begin} {count} {kind.plural} into {record.name} ({record.id}).")
    for conflict in merged.conflicts:
        others = ", ".join(f"{shown(o.value)} ({o.id})" for o in conflict.others)
        say(f"  {conflict.field}: {shown(conflict.kept)}, not {others}")
    for moved in merged.moved:
        say(f"  pointing at it now: {moved.count} of kind {moved.kind}")
    if not preview:
        say(f"To take it apart: crm duplicates unmerge {merged.merge_id}")


def print_pairs(
    session: Session,
    *,
    kind: str,
    apart: bool,
    least: float,
    page_size: int | None,
    page: int | None,
    cursor: str | None,
) -> None:
    """
    A page of pairs.
    """
    request = page_request(page_size, page, cursor)
    found = session.run(list_duplicates, kind, request, apart=apart, least=least)
    _print_page(session, found, request, PAIRS)


def print_merges(
    session: Session, *, page_size: int | None, page: int | None, cursor: str | None
) -> None:
    """
    A page of merges.
    """
    request = page_request(page_size, page, cursor)
    _print_page(session, session.run(list_merges, request), request, MERGES)


def _print_page(
    session: Session, found: Page[Any], request: PageRequest, columns: Sequence[Column]
) -> None:
    if session.as_json:
        print_json(as_answer(found, request))
        return
    print_table(columns, found.items)
    if found.next_cursor:
        note(f"More: --cursor {found.next_cursor}")


def take_apart(session: Session, merge: str) -> None:
    """
    Take a merge apart, and say what stays as it is.
    """
    done = session.run(unmerge, MergeId(read_id(merge)))
    if session.as_json:
        print_json(done)
    else:
        say(f"Taken apart: {', '.join(map(str, done.restored_ids)) or 'none'} back.")
        for each in done.kept:
            say(
                f"  {each.record} {each.field}: {each.reason} It is"
                f" {shown(each.now) or 'empty'}, was {shown(each.before) or 'empty'}."
            )
        if done.kept_unseen:
            say(f"  and {done.kept_unseen} fields of records that you may not see")
        say(f"To take this back: crm changes undo {done.change_set_id}")
    if done.kept or done.kept_unseen:
        raise click.exceptions.Exit(PARTLY_REFUSED)
