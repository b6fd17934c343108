"""
Many records at once over HTTP: one change set, which one undo takes back.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from attrs import frozen

from crm_core import CrmWork
from crm_core.shared import (
    FieldError,
    Flag,
    Invalid,
    PageRequest,
    Query,
    Tags,
    parse_text,
    parse_url,
    read_id,
    refuse,
)

from ..calls import Call
from ..replies import Reply, json_reply
from .members import writable
from .records import CUSTOM, Records, with_custom

_SPELLED_AS_URL: Final = re.compile(r"\??[a-z_][\w.]*=")
_WHICH: Final = ("ids", "filter")
_BULK: Final = (*_WHICH, "set", "add_tags", "remove_tags", "archive")


def edit_records(records: Records, call: Call) -> Reply:
    """
    Many records in one change set.
    """
    wanted, edit = _read_bulk(records, call.fields), records.bulk
    assert edit is not None

    def act(work: CrmWork) -> Reply:
        text = wanted.filter
        query = None if text is None else _read_filter(work, records, text)
        changed = edit(
            work,
            ids=wanted.ids,
            query=query,
            add_tags=wanted.add_tags,
            remove_tags=wanted.remove_tags,
            archive=wanted.archive,
            **wanted.values,
        )
        return json_reply({"changed": len(changed), "change_set": work.change_set_id})

    return call.write(act)


def act_on_records(
    records: Records,
    use_case: Callable[..., list[Any]],
    call: Call,
    *,
    members: Sequence[str] = (),
    required: Sequence[str] = (),
) -> Reply:
    """
    Do what *use_case* does to many records in one change set: those named, or all that
    a filter finds; with the *members* of the body.
    """
    call.parameters()
    wanted = _read_bulk(records, call.fields, (*_WHICH, *members), required)
    said = {name: call.fields[name] for name in members if name in call.fields}

    def act(work: CrmWork) -> Reply:
        text = wanted.filter
        query = None if text is None else _read_filter(work, records, text)
        changed = use_case(work, ids=wanted.ids, query=query, **said)
        return json_reply({"changed": len(changed), "change_set": work.change_set_id})

    return call.write(act)


@frozen(kw_only=True)
class _Bulk:
    ids: list[UUID] | None
    filter: str | None
    values: dict[str, object]
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    archive: bool


def _read_bulk(
    records: Records,
    given: Mapping[str, object],
    known: Sequence[str] = _BULK,
    required: Sequence[str] = (),
) -> _Bulk:
    errors = [
        FieldError(name, "unknown", "No such member.")
        for name in given
        if name not in known
    ]
    missing = [name for name in required if name not in given]
    errors += [FieldError(name, "required", "This is needed.") for name in missing]

    def read(name: str, parse: Callable[[Any], Any], empty: object) -> Any:
        if given.get(name) is None:
            return empty
        try:
            return parse(given[name])
        except Invalid as error:
            errors.extend(error.under(name))
            return empty

    tags = Tags().parse
    wanted = _Bulk(
        ids=read("ids", _ids, None),
        filter=read("filter", _text, None),
        values=read("set", partial(_values, records), {}),
        add_tags=read("add_tags", tags, ()),
        remove_tags=read("remove_tags", tags, ()),
        archive=read("archive", Flag().parse, empty=False),
    )
    if errors:
        raise Invalid(errors=errors)
    return wanted


def _ids(raw: object) -> list[UUID]:
    if not isinstance(raw, list) or len(raw) > 10_000:
        raise refuse("type", "Must be a list of at most 10,000 ids.")
    errors: list[FieldError] = []
    found: list[UUID] = []
    for index, each in enumerate(raw):
        try:
            found.append(read_id(each))
        except Invalid as error:
            errors += error.under(str(index))
    if errors:
        raise Invalid(errors=errors)
    return found


def _text(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > 10_000:
        raise refuse("type", "Must be text: a query string, or as in the search box.")
    return raw


def _values(records: Records, raw: object) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise refuse("type", "Must be an object of fields.")
    if "tags" in raw:
        message = "Say which to add and which to remove: add_tags, remove_tags."
        raise Invalid.of("tags", "bulk", message)
    return writable(records, raw)


def read_selection(
    work: CrmWork, records: Records, given: Mapping[str, object]
) -> tuple[list[UUID] | None, Query | None]:
    """
    The ``ids`` or the ``filter`` that say which records are meant.

    Raises:
        Invalid: Naming what is wrong.
    """
    wanted = _read_bulk(records, given, _WHICH)
    text = wanted.filter
    return wanted.ids, None if text is None else _read_filter(work, records, text)


def _read_filter(work: CrmWork, records: Records, text: str) -> Query:
    fields = with_custom(work, records) if CUSTOM in text else records.fields
    try:
        if not _SPELLED_AS_URL.match(text):
            return parse_text(text, fields)
        given = parse_qsl(text.removeprefix("?"), keep_blank_values=True)
        query, request = parse_url(given, fields)
    except Invalid as error:
        raise Invalid(errors=error.under("filter")) from None
    if request != PageRequest():
        raise Invalid.of(
            "filter", "paging", "All that is found is changed, not a page."
        )
    return query
