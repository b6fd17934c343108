"""
Merging records, and taking merges apart, over HTTP.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from attrs import asdict, frozen

from crm_core import CrmWork
from crm_core.duplicates import (
    MergeId,
    list_merges,
    merge_companies,
    merge_contacts,
    unmerge,
)
from crm_core.shared import FieldError, Flag, Invalid, Permission, read_id, refuse

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .companies import COMPANIES
from .contacts import CONTACTS
from .members import writable
from .record_operations import PAGING, ROOT
from .records import Records, page_reply

TAG: Final = "Duplicates"
_MERGE: Final = ("ids", "into", "take", "set", "preview")


def list_standing(call: Call) -> Reply:
    """
    A page of merges.
    """
    request, _ = call.page()
    return page_reply(call.run(list_merges, request), request)


def take_apart(call: Call) -> Reply:
    """
    Take a merge back.
    """
    merge_id = MergeId(call.id())

    def act(work: CrmWork) -> Reply:
        return json_reply(unmerge(work, merge_id))

    return call.write(act)


def merge_records(records: Records, merge: Callable[..., Any], call: Call) -> Reply:
    """
    Several records become one, or are shown as they would.
    """
    wanted = _read_merge(records, call.fields)

    def act(work: CrmWork) -> Reply:
        merged = merge(
            work, wanted.ids, into=wanted.into, take=wanted.take, **wanted.values
        )
        body = asdict(merged, recurse=False)
        body["record"] = records.shown(work, merged.record)
        body["preview"] = wanted.preview
        if wanted.preview:
            body["merge_id"] = body["change_set_id"] = None
        return json_reply(body)

    return call.write(act, trail=not wanted.preview, rehearsal=wanted.preview)


@frozen(kw_only=True)
class _Wanted:
    ids: list[UUID]
    into: UUID | None
    take: dict[str, UUID]
    values: dict[str, object]
    preview: bool


def _read_merge(records: Records, given: Mapping[str, object]) -> _Wanted:
    errors = [
        FieldError(name, "unknown", "No such member.")
        for name in given
        if name not in _MERGE
    ]

    def read(name: str, parse: Callable[[Any], Any], empty: object) -> Any:
        if given.get(name) is None:
            return empty
        try:
            return parse(given[name])
        except Invalid as error:
            errors.extend(error.under(name))
            return empty

    wanted = _Wanted(
        ids=read("ids", _ids, []),
        into=read("into", read_id, None),
        take=read("take", _take, {}),
        values=read("set", partial(_values, records), {}),
        preview=read("preview", Flag().parse, empty=False),
    )
    if errors:
        raise Invalid(errors=errors)
    return wanted


def _ids(raw: object) -> list[UUID]:
    if not isinstance(raw, list) or len(raw) > 100:
        raise refuse("type", "Must be a list of ids.")
    read = _take({str(index): each for index, each in enumerate(raw)})
    return list(read.values())


def _take(raw: object) -> dict[str, UUID]:
    if not isinstance(raw, dict):
        raise refuse("type", "Must be an object of fields and ids.")
    found: dict[str, UUID] = {}
    errors: list[FieldError] = []
    for name, each in raw.items():
        try:
            found[name] = read_id(each)
        except Invalid as error:
            errors += error.under(str(name)[:100])
    if errors:
        raise Invalid(errors=errors)
    return found


def _values(records: Records, raw: object) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise refuse("type", "Must be an object of fields.")
    taken = [
        FieldError(n, "unknown", "No such field.") for n in ("into", "take") if n in raw
    ]
    if taken:
        raise Invalid(errors=taken)
    return writable(records, raw)


def _merging(records: Records, merge: Callable[..., Any], problem: str) -> Operation:
    title = records.noun.capitalize()
    return Operation(
        method="POST",
        path=f"{ROOT}/{records.plural}/merge",
        name=f"merge_{records.plural}",
        tag=TAG,
        summary=f"Make two to five {records.plural} one, or show what would come of it",
        answer=partial(merge_records, records, merge),
        requires=Permission(f"{records.noun}:merge"),
        takes=f"Merge{title}",
        gives=f"Merged{title}",
        written=True,
        problems=("invalid", "not-found", problem),
    )


OPERATIONS = [
    _merging(CONTACTS, merge_contacts, "email-taken"),
    _merging(COMPANIES, merge_companies, "company-cycle"),
    Operation(
        method="GET",
        path=f"{ROOT}/merges",
        name="list_merges",
        tag=TAG,
        summary="The merges that stand, the latest first",
        answer=list_standing,
        requires=Permission.DUPLICATE_READ,
        query=PAGING,
        gives="MergePage",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/merges/{{id}}/undo",
        name="unmerge",
        tag=TAG,
        summary="Take a merge apart, around what was written since",
        answer=take_apart,
        requires=Permission.CHANGE_UNDO,
        gives="Unmerged",
        written=True,
        problems=("not-found", "survivor-merged"),
    ),
]
