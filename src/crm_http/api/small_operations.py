"""
The operations that kinds of small records choose from.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from attrs import evolve

from ..operations import Operation, Parameter
from .small_records import (
    EditedRecords,
    Small,
    SmallRecords,
    act_on,
    add_one,
    drop_one,
    edit_one,
    list_all,
    show_one,
)

ARCHIVED: Final = Parameter(
    name="archived",
    says="Those in the archive instead.",
    schema={"type": "boolean", "default": False},
    example=True,
)


def lists(
    records: SmallRecords,
    use_case: Callable[..., Iterable[object]],
    summary: str,
    asks: Parameter | None = None,
) -> Operation:
    """
    All of them, or those that the parameter *asks* for.
    """
    return Operation(
        method="GET",
        path=records.path,
        name=f"list_{records.plural}",
        tag=records.tag,
        summary=summary,
        answer=partial(list_all, records, use_case, asks),
        requires=records.reads,
        query=() if asks is None else (asks,),
        gives=f"{records.schema}List",
        problems=() if asks is None else ("invalid",),
    )


def adds(
    records: SmallRecords,
    use_case: Callable[..., Small],
    summary: str,
    *problems: str,
) -> Operation:
    """
    A new one; *problems* are those beyond wrong fields.
    """
    return Operation(
        method="POST",
        path=records.path,
        name=f"add_{records.noun}",
        tag=records.tag,
        summary=summary,
        answer=partial(add_one, records, use_case),
        requires=records.writes,
        takes=f"New{records.schema}",
        gives=records.schema,
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid", *problems),
    )


def shows(records: EditedRecords, summary: str) -> Operation:
    """
    One of them.
    """
    return Operation(
        method="GET",
        path=f"{records.path}/{{id}}",
        name=f"show_{records.noun}",
        tag=records.tag,
        summary=summary,
        answer=partial(show_one, records),
        requires=records.reads,
        gives=records.schema,
        tagged=True,
        problems=("not-found",),
    )


def edits(
    records: EditedRecords,
    use_case: Callable[..., Small],
    summary: str,
    *problems: str,
) -> Operation:
    """
    Some fields of one, at the version that the client saw.
    """
    return Operation(
        method="PATCH",
        path=f"{records.path}/{{id}}",
        name=f"edit_{records.noun}",
        tag=records.tag,
        summary=summary,
        answer=partial(edit_one, records, use_case),
        requires=records.writes,
        takes=f"Edited{records.schema}",
        gives=records.schema,
        tagged=True,
        conditional="required",
        written=True,
        problems=("invalid", "not-found", "stale", *problems),
    )


def acts(
    records: EditedRecords,
    use_case: Callable[..., Small],
    name: str,
    path: str,
    summary: str,
) -> Operation:
    """
    What a POST to *path* under one does to it.
    """
    return Operation(
        method="POST",
        path=f"{records.path}/{{id}}/{path}",
        name=name,
        tag=records.tag,
        summary=summary,
        answer=partial(act_on, records, use_case),
        requires=records.writes,
        gives=records.schema,
        tagged=True,
        conditional="optional",
        written=True,
        problems=("not-found", "stale"),
    )


def drops(
    records: SmallRecords, use_case: Callable[..., object], summary: str
) -> Operation:
    """
    One less, whatever its version.
    """
    return Operation(
        method="DELETE",
        path=f"{records.path}/{{id}}",
        name=f"remove_{records.noun}",
        tag=records.tag,
        summary=summary,
        answer=partial(drop_one, use_case),
        requires=records.writes,
        status=204,
        written=True,
        problems=("not-found",),
    )


def removes(
    records: EditedRecords,
    use_case: Callable[..., Small | None],
    summary: str,
    verb: str = "remove",
) -> Operation:
    """
    One less, or in the archive, at the version that the client saw if it says so.
    """
    return evolve(
        drops(records, use_case, summary),
        name=f"{verb}_{records.noun}",
        answer=partial(act_on, records, use_case),
        conditional="optional",
        problems=("not-found", "stale"),
    )
