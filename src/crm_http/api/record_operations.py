"""
The operations that contacts and companies have in common.
"""

from functools import partial
from typing import Final

from crm_core.shared import Permission

from ..operations import Operation, Parameter
from .bulk import edit_records
from .records import (
    ALLOW,
    Records,
    add_record,
    archive_record,
    edit_record,
    list_records,
    purge_record,
    restore_record,
    show_history,
    show_record,
)

ROOT: Final = "/api/crm"

PAGING: Final = (
    Parameter(
        name="page",
        says="Which page, counted from 1.",
        schema={"type": "integer", "minimum": 1, "maximum": 10_000_000, "default": 1},
        example=1,
    ),
    Parameter(
        name="page_size",
        says="How many on a page.",
        schema={"type": "integer", "minimum": 1, "maximum": 200, "default": 20},
        example=20,
    ),
    Parameter(
        name="cursor",
        says="Where the page before ended: its `next_cursor`. Costs the same at any "
        "depth, and wins over `page`.",
        schema={"type": "string", "maxLength": 1000},
    ),
)


DUPLICATES: Final = (
    Parameter(
        name=ALLOW,
        says="Store it even if it is probably there already.",
        schema={"type": "boolean", "default": False},
        example=True,
    ),
)


def record_operations(records: Records) -> list[Operation]:
    """
    List, create, read, change, archive, restore, purge, history, bulk.
    """
    noun, plural = records.noun, records.plural
    label = plural.capitalize()
    base, one = f"{ROOT}/{plural}", f"{ROOT}/{plural}/{{id}}"
    title = noun.capitalize()

    def may(action: str) -> Permission:
        return Permission(f"{noun}:{action}")

    return [
        Operation(
            method="GET",
            path=base,
            name=f"list_{plural}",
            tag=label,
            summary=f"A page of the {plural} that the filters find",
            answer=partial(list_records, records),
            requires=may("read"),
            lists=noun,
            query=(*records.asking, *PAGING),
            gives=f"{title}Page",
            problems=("invalid",),
        ),
        Operation(
            method="POST",
            path=base,
            name=f"add_{noun}",
            tag=label,
            summary=f"Add {a(noun)}",
            answer=partial(add_record, records),
            requires=may("write"),
            takes=f"New{title}",
            query=(*(DUPLICATES if records.watched else ()), *records.flags),
            gives=title,
            status=201,
            located=True,
            tagged=True,
            written=True,
            problems=_add_problems(records),
        ),
        Operation(
            method="GET",
            path=one,
            name=f"show_{noun}",
            tag=label,
            summary=f"One {noun}",
            answer=partial(show_record, records),
            requires=may("read"),
            gives=title,
            tagged=True,
            problems=("not-found",),
        ),
        Operation(
            method="PATCH",
            path=one,
            name=f"edit_{noun}",
            tag=label,
            summary=f"Change some fields of {a(noun)}; null clears one",
            answer=partial(edit_record, records),
            requires=may("write"),
            takes=f"Edited{title}",
            query=DUPLICATES if records.watched else (),
            gives=title,
            tagged=True,
            conditional="required",
            written=True,
            problems=("not-found", "stale", *_add_problems(records)),
        ),
        Operation(
            method="DELETE",
            path=one,
            name=f"archive_{noun}",
            tag=label,
            summary=f"Put {a(noun)} into the archive",
            answer=partial(archive_record, records),
            requires=may("write"),
            status=204,
            conditional="optional",
            written=True,
            problems=("not-found", "stale"),
        ),
        Operation(
            method="POST",
            path=f"{one}/restore",
            name=f"restore_{noun}",
            tag=label,
            summary=f"Bring {a(noun)} back from the archive",
            answer=partial(restore_record, records),
            requires=may("write"),
            gives=title,
            tagged=True,
            written=True,
            problems=("not-found", *records.restore_problems),
        ),
        Operation(
            method="DELETE",
            path=f"{one}/purge",
            name=f"purge_{noun}",
            tag=label,
            summary=f"Delete an archived {noun}; only its history remains",
            answer=partial(purge_record, records),
            requires=may("purge"),
            status=204,
            written=True,
            problems=("not-found", *records.purge_problems),
        ),
        Operation(
            method="GET",
            path=f"{one}/history",
            name=f"show_{noun}_history",
            tag=label,
            summary=f"Every change of {a(noun)}, newest first",
            answer=partial(show_history, records),
            requires=Permission.CHANGE_READ,
            query=PAGING,
            gives="HistoryPage",
            problems=("invalid", "not-found"),
        ),
        *(_bulk(records) if records.bulk is not None else ()),
    ]


def _bulk(records: Records) -> list[Operation]:
    noun, plural = records.noun, records.plural
    return [
        Operation(
            method="POST",
            path=f"{ROOT}/{plural}/bulk",
            name=f"edit_{plural}",
            tag=plural.capitalize(),
            summary=f"Change many {plural} in one change set, which one undo takes back",
            answer=partial(edit_records, records),
            requires=Permission(f"{noun}:bulk"),
            takes=f"Bulk{noun.capitalize()}",
            gives="BulkDone",
            written=True,
            problems=("invalid", "not-found"),
        )
    ]


def a(noun: str) -> str:
    """
    *noun* with its article.
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _add_problems(records: Records) -> tuple[str, ...]:
    own = ("likely-duplicate",) if records.watched else ()
    return ("invalid", *records.add_problems, *own)
