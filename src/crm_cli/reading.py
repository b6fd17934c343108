"""
Reading records: pages of a list, history, fields.
"""

import re
from functools import partial
from operator import itemgetter
from typing import Any

from crm_core import CrmWork
from crm_core.changes import (
    MOMENTARY,
    Change,
    ChangeSet,
    HistoryEntry,
    record_history,
)
from crm_core.shared import Page, PageRequest, Query, RecordRef, parse_text

from .assignments import user_named
from .kinds import Kind
from .output import Column, note, print_json, print_table, say, shown
from .session import Session

_OWNED = re.compile(
    r"(?P<name>(?<!\S)-?(?:owner|assigned_to|created_by):)(?P<who>\S*@\S*)"
)


def query_of(
    work: CrmWork,
    kind: Kind,
    filters: str,
    *,
    sort: str | None = None,
    archived: bool = False,
) -> Query:
    """
    The query that a person wrote, with what options add to it.
    """
    text = _OWNED.sub(partial(_owners, work), filters)
    more = [] if sort is None else [("sort", sort)]
    if archived:
        more.append(("archived", "true"))
    fields = kind.all_fields(work) if "custom." in text else kind.fields
    return parse_text(text, fields, more=more)


def _owners(work: CrmWork, found: re.Match[str]) -> str:
    """
    Owners by their ids, for those that a person wrote as e-mail addresses.
    """
    ids = (
        str(user_named(work, each).id) if "@" in each else each
        for each in found["who"].split(",")
    )
    return found["name"] + ",".join(ids)


def read_record(session: Session, which: str) -> Any:
    """
    The record that *which* names; notes when that one was merged into it.
    """
    kind = session.kind

    def read(work: CrmWork) -> tuple[Any, Any]:
        id = kind.find(work, which)
        return id, kind.show(work, id)

    id, row = session.run(read)
    if row.id != id:
        note(f"{id} was merged into {row.id}.")
    return row


def page_request(
    page_size: int | None, page: int | None = None, cursor: str | None = None
) -> PageRequest:
    """
    The page that options name.
    """
    given = {"size": page_size, "number": page, "cursor": cursor}
    return PageRequest(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]


def print_page(
    session: Session,
    *,
    filters: str,
    sort: str | None = None,
    archived: bool = False,
    page_size: int | None = None,
    page: int | None = None,
    cursor: str | None = None,
    **flags: bool,
) -> None:
    """
    One page of the records that a person asked for; *flags* are those of their kind.
    """
    kind = session.kind
    request = page_request(page_size, page, cursor)
    found: Page[Any] = session.run(
        lambda work: kind.page(
            work,
            query_of(work, kind, filters, sort=sort, archived=archived),
            request,
            **flags,
        )
    )
    if session.as_json:
        print_json(as_answer(found, request))
        return
    print_table(kind.columns, found.items, zone=session.zone)
    print_position(found, kind.plural)


def as_answer(page: Page[Any], request: PageRequest) -> dict[str, object]:
    """
    A page as the API answers it.
    """
    answer: dict[str, object] = {
        "items": page.items,
        "total": page.total,
        "total_exact": page.total_exact,
        "page": None if request.cursor else request.number,
        "page_size": request.size,
        "next_cursor": page.next_cursor,
    }
    if page.corrected is not None:
        answer["corrected"] = page.corrected
    return answer


def print_position(page: Page[Any], plural: str) -> None:
    """
    How much there is, and how to go on.
    """
    if page.corrected:
        note(f"Nothing has these words; this is for: {page.corrected}")
    total = f"{page.total:,}{'' if page.total_exact else ' or more'}"
    note(f"{len(page.items)} of {total} {plural}.")
    if page.next_cursor:
        note(f"More: --cursor {page.next_cursor}")


def print_history(
    session: Session, which: str, *, page_size: int, cursor: str | None
) -> None:
    """
    The changes of one record, archived or not.
    """
    kind = session.kind
    request = page_request(page_size, None, cursor)

    def read(work: CrmWork) -> Page[HistoryEntry]:
        record = RecordRef(kind.noun, kind.find_any(work, which))
        return record_history(work, record, request)

    found = session.run(read)
    if session.as_json:
        print_json(as_answer(found, request))
        return
    for entry in found.items:
        print_change_set(session, entry.change_set, str(entry.change.action))
        print_change(entry.change)
    print_position(found, "changes")


def print_change_set(session: Session, change_set: ChangeSet, what: str) -> None:
    """
    Who wrote something, and when.
    """
    who = session.names.get(change_set.user_id, str(change_set.user_id))
    say(f"{shown(change_set.at)}  {what} by {who}  (change set {change_set.id})")


def print_change(change: Change) -> None:
    """
    The fields of a change, from which value to which.
    """
    for name in dict.fromkeys([*change.before, *change.after]):
        before, after = shown(change.before.get(name)), shown(change.after.get(name))
        if name not in MOMENTARY and before != after:
            say(f"  {name}: {before or '-'} > {after or '-'}")


def print_change_sets(session: Session, page: Page[ChangeSet]) -> None:
    """
    One page of change sets.
    """
    names = session.names
    columns = (
        Column("ID", lambda each: each.id),
        Column("WHEN", lambda each: each.at),
        Column("WHO", lambda each: names.get(each.user_id, each.user_id)),
        Column("WHAT", lambda each: each.label),
        Column("CHANGES", lambda each: each.changes),
        Column("FROM", lambda each: each.source),
        Column("TAKEN BACK", lambda each: each.undone_by is not None),
    )
    print_table(columns, page.items)
    print_position(page, "change sets")


def print_field_table(session: Session) -> None:
    """
    Every field with what may be done with it.
    """
    kind = session.kind
    fields = session.run(kind.all_fields).by_name.values()
    rows = [
        {
            "name": field.name,
            "label": field.label,
            "kind": field.kind.name,
            "writable": field.writable or field.name.startswith("custom."),
            "filterable": field.filterable,
            "sortable": field.sortable,
            "aliases": field.aliases,
        }
        for field in fields
    ]
    if session.as_json:
        print_json({"items": rows})
        return
    print_table([Column(name.upper(), itemgetter(name)) for name in rows[0]], rows)
